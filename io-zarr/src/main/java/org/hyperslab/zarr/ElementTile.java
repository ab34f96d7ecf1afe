package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A few elements of any type as longs or doubles, for filters to compute on: a loop per width of
 * the type, another for what its bits mean. Not thread-safe; one per call.
 */
final class ElementTile {
  /** The most elements of a tile. */
  static final int SIZE = 1024;

  private static final double TWO_TO_63 = 0x1p63;

  /** Integers and bools by value, unsigned 64-bit ones by their bits. */
  final long[] longs = new long[SIZE];

  final double[] doubles = new double[SIZE];

  /** How many elements from {@code first} on are in one tile. */
  static int count(long first, long elements) {
    return (int) Math.min(SIZE, elements - first);
  }

  /** Loads integers or bools as longs. */
  void loadLongs(ElementType type, MemorySegment from, long first, int n) {
    loadBits(type, from, first, n);
    int shift = 64 - 8 * type.bytes();
    if (type.kind() == 'i' && shift > 0) {
      for (int i = 0; i < n; i++) {
        longs[i] = longs[i] << shift >> shift;
      }
    }
  }

  /** Loads elements of any type as doubles. */
  void loadDoubles(ElementType type, MemorySegment from, long first, int n) {
    if (!type.isFloat()) {
      loadLongs(type, from, first, n);
      boolean unsigned = type.kind() == 'u';
      for (int i = 0; i < n; i++) {
        long v = longs[i];
        doubles[i] = v >= 0 || !unsigned ? v : ((v >>> 1) | (v & 1)) * 2.0;
      }
      return;
    }
    loadBits(type, from, first, n);
    switch (type.bytes()) {
      case 2 -> {
        for (int i = 0; i < n; i++) {
          doubles[i] = Float.float16ToFloat((short) longs[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          doubles[i] = Float.intBitsToFloat((int) longs[i]);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          doubles[i] = Double.longBitsToDouble(longs[i]);
        }
      }
    }
  }

  /** Loads the bits of elements, those above the type's being 0. */
  void loadBits(ElementType type, MemorySegment from, long first, int n) {
    switch (type.bytes()) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          longs[i] = from.get(ValueLayout.JAVA_BYTE, first + i) & 0xffL;
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          longs[i] = from.get(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * (first + i)) & 0xffffL;
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          longs[i] = from.get(ValueLayout.JAVA_INT_UNALIGNED, 4 * (first + i)) & 0xffff_ffffL;
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          longs[i] = from.get(ValueLayout.JAVA_LONG_UNALIGNED, 8 * (first + i));
        }
      }
    }
    if (type.isSwapped()) {
      swap(64 - 8 * type.bytes(), n);
    }
  }

  private void swap(int shift, int n) {
    for (int i = 0; i < n; i++) {
      longs[i] = Long.reverseBytes(longs[i]) >>> shift;
    }
  }

  /** Stores the longs; what a type is too small for wraps. */
  void storeLongs(ElementType type, MemorySegment into, long first, int n) {
    if (type.kind() == 'b') {
      for (int i = 0; i < n; i++) {
        longs[i] = longs[i] == 0 ? 0 : 1;
      }
    }
    storeBits(type, into, first, n);
  }

  /** Stores the doubles, rounded to a float type or cut to an integer one; changes the longs. */
  void storeDoubles(ElementType type, MemorySegment into, long first, int n) {
    switch (type.kind()) {
      case 'b' -> {
        for (int i = 0; i < n; i++) {
          longs[i] = doubles[i] == 0 ? 0 : 1;
        }
      }
      case 'f' -> floatBits(type.bytes(), n);
      default -> {
        for (int i = 0; i < n; i++) {
          double v = doubles[i];
          longs[i] = v < TWO_TO_63 ? (long) v : (long) (v - TWO_TO_63) ^ Long.MIN_VALUE;
        }
      }
    }
    storeBits(type, into, first, n);
  }

  private void floatBits(int bytes, int n) {
    switch (bytes) {
      case 2 -> {
        for (int i = 0; i < n; i++) {
          longs[i] = Float.floatToFloat16((float) doubles[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          longs[i] = Float.floatToRawIntBits((float) doubles[i]);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          longs[i] = Double.doubleToRawLongBits(doubles[i]);
        }
      }
    }
  }

  /** Stores the low bits of the longs as elements; changes the longs. */
  void storeBits(ElementType type, MemorySegment into, long first, int n) {
    if (type.isSwapped()) {
      swap(64 - 8 * type.bytes(), n);
    }
    switch (type.bytes()) {
      case 1 -> {
        for (int i = 0; i < n; i++) {
          into.set(ValueLayout.JAVA_BYTE, first + i, (byte) longs[i]);
        }
      }
      case 2 -> {
        for (int i = 0; i < n; i++) {
          into.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2 * (first + i), (short) longs[i]);
        }
      }
      case 4 -> {
        for (int i = 0; i < n; i++) {
          into.set(ValueLayout.JAVA_INT_UNALIGNED, 4 * (first + i), (int) longs[i]);
        }
      }
      default -> {
        for (int i = 0; i < n; i++) {
          into.set(ValueLayout.JAVA_LONG_UNALIGNED, 8 * (first + i), longs[i]);
        }
      }
    }
  }
}
