package org.hyperslab.kernel;

import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.jspecify.annotations.Nullable;

/**
 * How packed numbers become values: {@code x * scale + offset} in a float type, NaN where {@code x}
 * is missing. Each step is rounded as an operation of its own.
 *
 * @param from the type of the packed numbers, not bool
 * @param to the type of the values, float32 or float64
 * @param missing the packed number that stands for nothing, or null
 * @param scale rounded to {@code to}; 1 changes nothing
 * @param offset rounded to {@code to}; -0.0 changes nothing
 */
public record Unpacking(
    DType from, DType to, @Nullable FillValue missing, double scale, double offset) {
  public Unpacking {
    if (from == DType.BOOL || !to.isFloat() || (missing != null && missing.dtype() != from)) {
      throw new IllegalArgumentException(
          "cannot unpack: from=%s, to=%s, missing=%s".formatted(from, to, missing));
    }
  }

  boolean scales() {
    return scale != 1;
  }

  boolean adds() {
    return Double.doubleToRawLongBits(offset) != Double.doubleToRawLongBits(-0.0);
  }

  /** The value of a packed number that is not missing, as a double. */
  double value(double x) {
    if (to == DType.FLOAT64) {
      return x * scale + offset;
    }
    float scaled = (float) x * (float) scale;
    return scaled + (float) offset;
  }

  /** The missing number as a float; NaN, which equals nothing, if there is none. */
  double missingNumber() {
    if (missing == null) {
      return Double.NaN;
    }
    return from == DType.FLOAT32
        ? Float.intBitsToFloat((int) missing.bits())
        : Double.longBitsToDouble(missing.bits());
  }

  /** The missing number's bits, extended with their highest as its type is. */
  long missingBits() {
    if (missing == null) {
      return 0;
    }
    long bits = missing.bits();
    int unused = 64 - 8 * from.bytes();
    return from.kind() == DType.Kind.SIGNED ? bits << unused >> unused : bits;
  }
}
