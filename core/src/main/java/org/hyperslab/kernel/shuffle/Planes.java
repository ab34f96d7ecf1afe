package org.hyperslab.kernel.shuffle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Arrays of the calling thread, into which shuffled pieces of native memory are copied: until it is
 * compiled, a loop over arrays takes a tenth of the time of one over memory.
 */
final class Planes {
  /** What each array holds. */
  static final int ELEMENTS = 2048;

  private static final ThreadLocal<Planes> OWN = ThreadLocal.withInitial(Planes::new);
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LE);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LE);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LE);

  private final byte[][] planes = new byte[8][ELEMENTS];
  private final short[] shorts = new short[ELEMENTS];
  private final int[] ints = new int[ELEMENTS];
  private final long[] longs = new long[ELEMENTS];

  private Planes() {}

  static Planes own() {
    return OWN.get();
  }

  /** Loads a piece of each plane of a run of {@code elements}. */
  void load(int typeSize, long elements, long first, MemorySegment from, int n) {
    for (int k = 0; k < typeSize; k++) {
      MemorySegment.copy(from, BYTE, k * elements + first, planes[k], 0, n);
    }
  }

  /** Stores a piece of each plane of a run of {@code elements}. */
  void store(int typeSize, long elements, long first, MemorySegment into, int n) {
    for (int k = 0; k < typeSize; k++) {
      MemorySegment.copy(planes[k], 0, into, BYTE, k * elements + first, n);
    }
  }

  /** Puts the planes' bytes together. */
  void toElements(int typeSize, MemorySegment into, long first, int n) {
    switch (typeSize) {
      case 2 -> {
        join(planes[0], planes[1], shorts, n);
        MemorySegment.copy(shorts, 0, into, SHORT, 2 * first, n);
      }
      case 4 -> {
        join(planes, ints, n);
        MemorySegment.copy(ints, 0, into, INT, 4 * first, n);
      }
      default -> {
        join(planes, longs, n);
        MemorySegment.copy(longs, 0, into, LONG, 8 * first, n);
      }
    }
  }

  private static void join(byte[] low, byte[] high, short[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (short) ((low[i] & 0xff) | high[i] << 8);
    }
  }

  private static void join(byte[][] planes, int[] into, int n) {
    byte[] a = planes[0];
    byte[] b = planes[1];
    byte[] c = planes[2];
    byte[] d = planes[3];
    for (int i = 0; i < n; i++) {
      into[i] = (a[i] & 0xff) | (b[i] & 0xff) << 8 | (c[i] & 0xff) << 16 | d[i] << 24;
    }
  }

  private static void join(byte[][] planes, long[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = 0;
    }
    for (int k = 0; k < 8; k++) {
      byte[] plane = planes[k];
      int shift = 8 * k;
      for (int i = 0; i < n; i++) {
        into[i] |= (plane[i] & 0xffL) << shift;
      }
    }
  }

  /** Takes elements apart. */
  void ofElements(int typeSize, MemorySegment from, long first, int n) {
    switch (typeSize) {
      case 2 -> {
        MemorySegment.copy(from, SHORT, 2 * first, shorts, 0, n);
        for (int k = 0; k < 2; k++) {
          split(shorts, 8 * k, planes[k], n);
        }
      }
      case 4 -> {
        MemorySegment.copy(from, INT, 4 * first, ints, 0, n);
        for (int k = 0; k < 4; k++) {
          split(ints, 8 * k, planes[k], n);
        }
      }
      default -> {
        MemorySegment.copy(from, LONG, 8 * first, longs, 0, n);
        for (int k = 0; k < 8; k++) {
          split(longs, 8 * k, planes[k], n);
        }
      }
    }
  }

  private static void split(short[] from, int shift, byte[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (byte) (from[i] >> shift);
    }
  }

  private static void split(int[] from, int shift, byte[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (byte) (from[i] >> shift);
    }
  }

  private static void split(long[] from, int shift, byte[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (byte) (from[i] >> shift);
    }
  }
}
