package org.hyperslab.block;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The value of the elements of a chunk that was never written.
 *
 * @param dtype the element type
 * @param bits the element's bytes as an integer of the type's width, in the low bits; the bits
 *     above are 0
 */
public record FillValue(DType dtype, long bits) {
  public FillValue {
    if (dtype.bytes() < 8 && bits >>> (8 * dtype.bytes()) != 0) {
      throw new IllegalArgumentException(
          "bits outside the type: dtype=" + dtype + ", bits=0x" + Long.toHexString(bits));
    }
  }

  /** Zero, or false. */
  public static FillValue zero(DType dtype) {
    return new FillValue(dtype, 0);
  }

  /** A float's value. For float32 the value is rounded. */
  public static FillValue of(DType dtype, double value) {
    return switch (dtype) {
      case FLOAT32 -> new FillValue(dtype, Float.floatToRawIntBits((float) value) & 0xffff_ffffL);
      case FLOAT64 -> new FillValue(dtype, Double.doubleToRawLongBits(value));
      default -> throw new IllegalArgumentException("not a float type: " + dtype);
    };
  }

  /** An integer's or bool's value; only the low bits that the type has are kept. */
  public static FillValue of(DType dtype, long value) {
    if (dtype.isFloat()) {
      return of(dtype, (double) value);
    }
    return new FillValue(
        dtype, dtype.bytes() == 8 ? value : value & ((1L << (8 * dtype.bytes())) - 1));
  }

  /** Sets every element of a segment, whose size is a multiple of the element's. */
  public void fill(MemorySegment target) {
    if (bits == 0) {
      target.fill((byte) 0);
      return;
    }
    long size = target.byteSize();
    switch (dtype.bytes()) {
      case 1 -> target.fill((byte) bits);
      case 2 -> {
        for (long i = 0; i < size; i += 2) {
          target.set(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) bits);
        }
      }
      case 4 -> {
        for (long i = 0; i < size; i += 4) {
          target.set(ValueLayout.JAVA_INT_UNALIGNED, i, (int) bits);
        }
      }
      default -> {
        for (long i = 0; i < size; i += 8) {
          target.set(ValueLayout.JAVA_LONG_UNALIGNED, i, bits);
        }
      }
    }
  }
}
