package org.hyperslab.kernel;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleToLongFunction;
import java.util.function.DoubleUnaryOperator;
import org.hyperslab.block.DType;

/**
 * Operations on floats. All take and give {@code double}. For float32 the result is then rounded
 * once more, which for sums, differences, products, quotients and square roots gives exactly what
 * float32 arithmetic gives (Figueroa, "When is double rounding innocuous?", 1995), and a better
 * result for the rest; the two operations that depend on each of their roundings, floor division
 * and remainder, have their own float32 versions.
 */
final class FloatMath {
  private static final double LOG2_E = 1.4426950408889634;
  private static final double TWO_63 = 0x1p63;

  /** A comparison or truth function: 1 or 0. */
  @FunctionalInterface
  interface Predicate {
    long test(double x, double y);
  }

  private FloatMath() {}

  /** Unary operations with a float result. */
  static DoubleUnaryOperator unary(UnaryOp op) {
    return switch (op) {
      case NEGATIVE -> x -> -x;
      case ABS -> Math::abs;
      case SIGN -> x -> x > 0 ? 1 : x < 0 ? -1 : x == 0 ? 0 : x;
      case SQUARE -> x -> x * x;
      case SQRT -> Math::sqrt;
      case CBRT -> Math::cbrt;
      case EXP -> Math::exp;
      case EXPM1 -> Math::expm1;
      case LOG -> Math::log;
      case LOG1P -> Math::log1p;
      case LOG2 -> FloatMath::log2;
      case LOG10 -> Math::log10;
      case SIN -> Math::sin;
      case COS -> Math::cos;
      case TAN -> Math::tan;
      case ASIN -> Math::asin;
      case ACOS -> Math::acos;
      case ATAN -> Math::atan;
      case SINH -> Math::sinh;
      case COSH -> Math::cosh;
      case TANH -> Math::tanh;
      case FLOOR -> Math::floor;
      case CEIL -> Math::ceil;
      case TRUNC -> x -> x < 0 ? Math.ceil(x) : Math.floor(x);
      case RINT -> Math::rint;
      case ISNAN, ISINF, ISFINITE, LOGICAL_NOT, BITWISE_NOT ->
          throw new IllegalStateException(op + " gives no float");
    };
  }

  /** Unary operations with a bool result. */
  static DoubleToLongFunction unaryPredicate(UnaryOp op) {
    return switch (op) {
      case ISNAN -> x -> IntegerMath.bit(Double.isNaN(x));
      case ISINF -> x -> IntegerMath.bit(Double.isInfinite(x));
      case ISFINITE -> x -> IntegerMath.bit(Double.isFinite(x));
      case LOGICAL_NOT -> x -> IntegerMath.bit(x == 0);
      default -> throw new IllegalStateException(op + " gives no bool");
    };
  }

  /** Binary operations with a float result. */
  static DoubleBinaryOperator binary(BinaryOp op, DType type) {
    boolean narrow = type == DType.FLOAT32;
    return switch (op) {
      case ADD -> (x, y) -> x + y;
      case SUBTRACT -> (x, y) -> x - y;
      case MULTIPLY -> (x, y) -> x * y;
      case DIVIDE -> (x, y) -> x / y;
      case FLOOR_DIVIDE ->
          narrow ? (x, y) -> floorDivide((float) x, (float) y) : FloatMath::floorDivide;
      case REMAINDER -> narrow ? (x, y) -> remainder((float) x, (float) y) : FloatMath::remainder;
      case POWER -> FloatMath::power;
      case ATAN2 -> Math::atan2;
      case HYPOT -> Math::hypot;
      case MINIMUM -> Math::min;
      case MAXIMUM -> Math::max;
      default -> throw new IllegalStateException(op + " gives no float");
    };
  }

  /** Binary operations with a bool result. */
  static Predicate binaryPredicate(BinaryOp op) {
    return switch (op) {
      case EQUAL -> (x, y) -> IntegerMath.bit(x == y);
      case NOT_EQUAL -> (x, y) -> IntegerMath.bit(x != y);
      case LESS -> (x, y) -> IntegerMath.bit(x < y);
      case LESS_EQUAL -> (x, y) -> IntegerMath.bit(x <= y);
      case GREATER -> (x, y) -> IntegerMath.bit(x > y);
      case GREATER_EQUAL -> (x, y) -> IntegerMath.bit(x >= y);
      case LOGICAL_AND -> (x, y) -> IntegerMath.bit(x != 0 && y != 0);
      case LOGICAL_OR -> (x, y) -> IntegerMath.bit(x != 0 || y != 0);
      case LOGICAL_XOR -> (x, y) -> IntegerMath.bit(x != 0 ^ y != 0);
      default -> throw new IllegalStateException(op + " gives no bool");
    };
  }

  /** A uint64 as float64, rounded to nearest: the bit that is shifted out is kept as sticky. */
  static double fromUnsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0;
  }

  /** A uint64 as float32, rounded once. */
  static float floatFromUnsigned(long bits) {
    return bits >= 0 ? bits : ((bits >>> 1) | (bits & 1)) * 2.0f;
  }

  /** Truncated; exact for values from 0 to 2^64. */
  static long toUnsigned(double x) {
    return x >= TWO_63 ? (long) (x - TWO_63) ^ Long.MIN_VALUE : (long) x;
  }

  /** Exact for powers of two: exponent plus logarithm of a mantissa from [sqrt(1/2), sqrt(2)). */
  static double log2(double x) {
    if (!(x > 0) || x == Double.POSITIVE_INFINITY) {
      return Math.log(x);
    }
    int exponent = Math.getExponent(x);
    double scaled = x;
    int shift = 0;
    if (exponent < Double.MIN_EXPONENT) {
      scaled = x * 0x1p54;
      exponent = Math.getExponent(scaled);
      shift = 54;
    }
    double mantissa = Math.scalb(scaled, -exponent);
    if (mantissa > 1.4142135623730951) {
      mantissa /= 2;
      exponent++;
    }
    return exponent - shift + Math.log(mantissa) * LOG2_E;
  }

  /**
   * C's {@code pow}, which differs from Java's where the base is 1, or -1 with an infinite
   * exponent.
   */
  static double power(double x, double y) {
    if (x == 1 || (x == -1 && Double.isInfinite(y))) {
      return 1;
    }
    return Math.pow(x, y);
  }

  /**
   * NumPy's {@code npy_floor_divide}: Python's sign rules on top of {@code fmod}, snapped to the
   * nearest integer.
   */
  static double floorDivide(double a, double b) {
    if (b == 0) {
      return a / b;
    }
    double mod = a % b;
    double div = (a - mod) / b;
    if (mod != 0 && b < 0 != mod < 0) {
      div -= 1;
    }
    if (div == 0) {
      return Math.copySign(0.0, a / b);
    }
    double floor = Math.floor(div);
    return div - floor > 0.5 ? floor + 1 : floor;
  }

  /** As {@link #floorDivide(double, double)}, rounding each step to float32. */
  static float floorDivide(float a, float b) {
    if (b == 0) {
      return a / b;
    }
    float mod = a % b;
    float div = (a - mod) / b;
    if (mod != 0 && b < 0 != mod < 0) {
      div -= 1;
    }
    if (div == 0) {
      return Math.copySign(0.0f, a / b);
    }
    float floor = (float) Math.floor(div);
    return div - floor > 0.5f ? floor + 1 : floor;
  }

  /** NumPy's {@code npy_remainder}: {@code fmod} with the divisor's sign. */
  static double remainder(double a, double b) {
    double mod = a % b;
    if (b == 0) {
      return mod;
    }
    if (mod == 0) {
      return Math.copySign(0.0, b);
    }
    return b < 0 != mod < 0 ? mod + b : mod;
  }

  /** As {@link #remainder(double, double)}, in float32. */
  static float remainder(float a, float b) {
    float mod = a % b;
    if (b == 0) {
      return mod;
    }
    if (mod == 0) {
      return Math.copySign(0.0f, b);
    }
    return b < 0 != mod < 0 ? mod + b : mod;
  }
}
