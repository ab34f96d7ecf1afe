package org.hyperslab.kernel.shuffle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The shuffles in plain Java: the fallback, the vector kernel's tail and its oracle in the tests.
 */
final class ScalarShuffle implements ShuffleKernel {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public void unshuffle(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    unshuffle(typeSize, elements, 0, elements, from, into);
  }

  @Override
  public void shuffle(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    shuffle(typeSize, elements, 0, elements, from, into);
  }

  @Override
  public void bitsToPlanes(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    long rowBytes = elements / 8;
    for (int k = 0; k < typeSize; k++) {
      bitsToPlane(rowBytes, from, k * elements, into);
    }
  }

  @Override
  public void planesToBits(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    long rowBytes = elements / 8;
    for (int k = 0; k < typeSize; k++) {
      long plane = k * elements;
      for (long g = 0; g < rowBytes; g++) {
        long bits = transpose(from.get(LONG, plane + 8 * g));
        for (int j = 0; j < 8; j++) {
          into.set(BYTE, plane + j * rowBytes + g, (byte) (bits >>> (8 * j)));
        }
      }
    }
  }

  /** {@link #transpose(long)} of the longs from {@code first} to {@code end}, in place. */
  static void transpose(MemorySegment longs, long first, long end) {
    for (long i = first; i < end; i++) {
      longs.set(LONG, 8 * i, transpose(longs.get(LONG, 8 * i)));
    }
  }

  /** One plane; its eight rows begin where the plane does. */
  private static void bitsToPlane(
      long rowBytes, MemorySegment from, long plane, MemorySegment into) {
    for (long g = 0; g < rowBytes; g++) {
      long bits = 0;
      for (int j = 0; j < 8; j++) {
        bits |= (from.get(BYTE, plane + j * rowBytes + g) & 0xffL) << (8 * j);
      }
      into.set(LONG, plane + 8 * g, transpose(bits));
    }
  }

  /** Transposes an 8 x 8 matrix of bits, a byte being a row (Hacker's Delight, 7-3). */
  static long transpose(long x) {
    long t = (x ^ (x >>> 7)) & 0x00aa_00aa_00aa_00aaL;
    x ^= t ^ (t << 7);
    t = (x ^ (x >>> 14)) & 0x0000_cccc_0000_ccccL;
    x ^= t ^ (t << 14);
    t = (x ^ (x >>> 28)) & 0x0000_0000_f0f0_f0f0L;
    return x ^ t ^ (t << 28);
  }

  /** Elements from {@code first} to {@code end} of a run of {@code elements}. */
  static void unshuffle(
      int typeSize, long elements, long first, long end, MemorySegment from, MemorySegment into) {
    if (typeSize == 2 || typeSize == 4 || typeSize == 8) {
      Planes planes = Planes.own();
      for (long i = first; i < end; i += Planes.ELEMENTS) {
        int n = (int) Math.min(Planes.ELEMENTS, end - i);
        planes.load(typeSize, elements, i, from, n);
        planes.toElements(typeSize, into, i, n);
      }
      return;
    }
    for (long i = first; i < end; i++) {
      for (int k = 0; k < typeSize; k++) {
        into.set(BYTE, i * typeSize + k, from.get(BYTE, k * elements + i));
      }
    }
  }

  /** Elements from {@code first} to {@code end} of a run of {@code elements}. */
  static void shuffle(
      int typeSize, long elements, long first, long end, MemorySegment from, MemorySegment into) {
    if (typeSize == 2 || typeSize == 4 || typeSize == 8) {
      Planes planes = Planes.own();
      for (long i = first; i < end; i += Planes.ELEMENTS) {
        int n = (int) Math.min(Planes.ELEMENTS, end - i);
        planes.ofElements(typeSize, from, i, n);
        planes.store(typeSize, elements, i, into, n);
      }
      return;
    }
    for (long i = first; i < end; i++) {
      for (int k = 0; k < typeSize; k++) {
        into.set(BYTE, k * elements + i, from.get(BYTE, i * typeSize + k));
      }
    }
  }
}
