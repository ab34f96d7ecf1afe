package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Changes the elements of a contiguous segment in place. */
final class Elements {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

  private Elements() {}

  /** Reverses the bytes of every element. */
  static void swap(MemorySegment elements, int elementBytes) {
    long size = elements.byteSize();
    switch (elementBytes) {
      case 1 -> {}
      case 2 -> {
        ValueLayout.OfShort v = ValueLayout.JAVA_SHORT_UNALIGNED;
        for (long i = 0; i < size; i += 2) {
          elements.set(v, i, Short.reverseBytes(elements.get(v, i)));
        }
      }
      case 4 -> {
        ValueLayout.OfInt v = ValueLayout.JAVA_INT_UNALIGNED;
        for (long i = 0; i < size; i += 4) {
          elements.set(v, i, Integer.reverseBytes(elements.get(v, i)));
        }
      }
      default -> {
        ValueLayout.OfLong v = ValueLayout.JAVA_LONG_UNALIGNED;
        for (long i = 0; i < size; i += 8) {
          elements.set(v, i, Long.reverseBytes(elements.get(v, i)));
        }
      }
    }
  }

  /**
   * Turns every byte that isn't 0 into 1: any such byte is true to NumPy, a block's bool is 0 or 1.
   */
  static void normalizeBools(MemorySegment bools) {
    long i = 0;
    for (; i <= bools.byteSize() - 8; i += 8) {
      long v = bools.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
      // A byte's high bit, by carry if one of the low seven is set, else by itself.
      long notZero = ((v & LOW_BITS) + LOW_BITS) | v;
      bools.set(ValueLayout.JAVA_LONG_UNALIGNED, i, (notZero >>> 7) & ONES);
    }
    for (; i < bools.byteSize(); i++) {
      byte v = bools.get(ValueLayout.JAVA_BYTE, i);
      bools.set(ValueLayout.JAVA_BYTE, i, (byte) (v == 0 ? 0 : 1));
    }
  }
}
