package org.hyperslab.kernel;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.hyperslab.block.DType;

/**
 * Operations on integers and bool, in 64 bits: operands are extended by {@link Element#loadLong},
 * and the low bits of the result are what NumPy computes in the narrow type, because all of these
 * wrap.
 */
final class IntegerMath {
  private IntegerMath() {}

  static LongUnaryOperator unary(UnaryOp op, DType type) {
    boolean unsigned = type.kind() != DType.Kind.SIGNED;
    return switch (op) {
      case NEGATIVE -> x -> -x;
      case ABS -> unsigned ? x -> x : Math::abs;
      case SIGN -> unsigned ? x -> x != 0 ? 1 : 0 : Long::signum;
      case SQUARE -> x -> x * x;
      case FLOOR, CEIL, TRUNC -> x -> x;
      case ISNAN, ISINF -> x -> 0;
      case ISFINITE -> x -> 1;
      case LOGICAL_NOT -> x -> bit(x == 0);
      case BITWISE_NOT -> type == DType.BOOL ? x -> x ^ 1 : x -> ~x;
      default -> throw new IllegalStateException(op + " of " + type);
    };
  }

  static LongBinaryOperator binary(BinaryOp op, DType type) {
    boolean bool = type == DType.BOOL;
    boolean unsigned = type.kind() != DType.Kind.SIGNED;
    int bits = 8 * type.bytes();
    return switch (op) {
      case ADD -> bool ? (x, y) -> x | y : (x, y) -> x + y;
      case SUBTRACT -> (x, y) -> x - y;
      case MULTIPLY -> (x, y) -> x * y;
      case FLOOR_DIVIDE ->
          unsigned
              ? (x, y) -> y == 0 ? 0 : Long.divideUnsigned(x, y)
              : (x, y) -> y == 0 ? 0 : Math.floorDiv(x, y);
      case REMAINDER ->
          unsigned
              ? (x, y) -> y == 0 ? 0 : Long.remainderUnsigned(x, y)
              : (x, y) -> y == 0 ? 0 : Math.floorMod(x, y);
      case POWER -> unsigned ? IntegerMath::power : IntegerMath::signedPower;
      case MINIMUM -> unsigned ? IntegerMath::minUnsigned : Math::min;
      case MAXIMUM -> unsigned ? IntegerMath::maxUnsigned : Math::max;
      case EQUAL -> (x, y) -> bit(x == y);
      case NOT_EQUAL -> (x, y) -> bit(x != y);
      case LESS -> unsigned ? (x, y) -> bit(Long.compareUnsigned(x, y) < 0) : (x, y) -> bit(x < y);
      case LESS_EQUAL ->
          unsigned ? (x, y) -> bit(Long.compareUnsigned(x, y) <= 0) : (x, y) -> bit(x <= y);
      case GREATER ->
          unsigned ? (x, y) -> bit(Long.compareUnsigned(x, y) > 0) : (x, y) -> bit(x > y);
      case GREATER_EQUAL ->
          unsigned ? (x, y) -> bit(Long.compareUnsigned(x, y) >= 0) : (x, y) -> bit(x >= y);
      case LOGICAL_AND -> (x, y) -> bit(x != 0 && y != 0);
      case LOGICAL_OR -> (x, y) -> bit((x | y) != 0);
      case LOGICAL_XOR -> (x, y) -> bit(x != 0 ^ y != 0);
      case BITWISE_AND -> (x, y) -> x & y;
      case BITWISE_OR -> (x, y) -> x | y;
      case BITWISE_XOR -> (x, y) -> x ^ y;
      case SHIFT_LEFT -> (x, y) -> y >= 0 && y < bits ? x << y : 0;
      case SHIFT_RIGHT ->
          unsigned
              ? (x, y) -> y >= 0 && y < bits ? x >>> y : 0
              : (x, y) -> x >> (y >= 0 && y < bits ? y : 63);
      case DIVIDE, ATAN2, HYPOT -> throw new IllegalStateException(op + " of " + type);
    };
  }

  static long bit(boolean truth) {
    return truth ? 1 : 0;
  }

  static long minUnsigned(long x, long y) {
    return Long.compareUnsigned(x, y) <= 0 ? x : y;
  }

  static long maxUnsigned(long x, long y) {
    return Long.compareUnsigned(x, y) >= 0 ? x : y;
  }

  private static long signedPower(long base, long exponent) {
    if (exponent < 0) {
      throw new IllegalArgumentException("Integers to negative integer powers are not allowed.");
    }
    return power(base, exponent);
  }

  /** By squaring, wrapping; the exponent is unsigned. */
  private static long power(long base, long exponent) {
    long result = 1;
    long square = base;
    for (long left = exponent; left != 0; left >>>= 1) {
      if ((left & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }
}
