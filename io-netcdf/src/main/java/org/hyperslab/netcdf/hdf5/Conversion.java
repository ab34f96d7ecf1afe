package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hyperslab.block.DType;

/** Makes stored elements those of blocks. */
final class Conversion {
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long LOW_BITS = 0x7f7f_7f7f_7f7f_7f7fL;

  private Conversion() {}

  /** Converts plain elements where they are: byte order, bools. */
  static void inPlace(NumericType type, MemorySegment elements) {
    if (type.isSwapped()) {
      swap(elements, type.storedBytes());
    }
    if (type.dtype() == DType.BOOL) {
      normalizeBools(elements);
    }
  }

  /** Widens float16 elements. */
  static void widen(NumericType type, MemorySegment from, MemorySegment into) {
    ValueLayout.OfShort half =
        ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(
            type.isSwapped() ? other(ByteOrder.nativeOrder()) : ByteOrder.nativeOrder());
    for (long i = 0; i < from.byteSize() / 2; i++) {
      into.set(
          ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i, Float.float16ToFloat(from.get(half, 2 * i)));
    }
  }

  private static ByteOrder other(ByteOrder order) {
    return order == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static void swap(MemorySegment elements, int elementBytes) {
    long size = elements.byteSize();
    switch (elementBytes) {
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
      case 8 -> {
        ValueLayout.OfLong v = ValueLayout.JAVA_LONG_UNALIGNED;
        for (long i = 0; i < size; i += 8) {
          elements.set(v, i, Long.reverseBytes(elements.get(v, i)));
        }
      }
      default -> {}
    }
  }

  /** Any byte but 0 is true; in blocks a bool is 0 or 1. */
  private static void normalizeBools(MemorySegment bools) {
    long i = 0;
    for (; i <= bools.byteSize() - 8; i += 8) {
      long v = bools.get(ValueLayout.JAVA_LONG_UNALIGNED, i);
      long notZero = ((v & LOW_BITS) + LOW_BITS) | v;
      bools.set(ValueLayout.JAVA_LONG_UNALIGNED, i, (notZero >>> 7) & ONES);
    }
    for (; i < bools.byteSize(); i++) {
      byte v = bools.get(ValueLayout.JAVA_BYTE, i);
      bools.set(ValueLayout.JAVA_BYTE, i, (byte) (v == 0 ? 0 : 1));
    }
  }
}
