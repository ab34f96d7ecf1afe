package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/**
 * The dtypes of operations: what operands must be cast to before a kernel takes them, and what
 * comes out. The rules are NumPy 2's, except that NumPy computes float functions of bool and 8-bit
 * integers in float16 where this uses float32.
 *
 * <p>Every method throws {@link IllegalArgumentException} for the pairs that NumPy refuses too.
 */
public final class Typing {
  private Typing() {}

  /**
   * The dtype that an operand of this dtype is cast to; what {@link Kernels#unary} is then asked
   * for.
   */
  public static DType operandType(UnaryOp op, DType in) {
    boolean bool = in == DType.BOOL;
    return switch (op) {
      case NEGATIVE, SIGN -> {
        if (bool) {
          throw refused(op, in);
        }
        yield in;
      }
      case SQUARE -> bool ? DType.INT8 : in;
      case BITWISE_NOT -> {
        if (in.isFloat()) {
          throw refused(op, in);
        }
        yield in;
      }
      case ABS, FLOOR, CEIL, TRUNC, ISNAN, ISINF, ISFINITE, LOGICAL_NOT -> in;
      case SQRT, CBRT, EXP, EXPM1, LOG, LOG1P, LOG2, LOG10 -> floatOf(in);
      case SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH, TANH, RINT -> floatOf(in);
    };
  }

  /** The dtype of the result of an operand that has been cast to {@link #operandType}. */
  public static DType resultType(UnaryOp op, DType operand) {
    return switch (op) {
      case ISNAN, ISINF, ISFINITE, LOGICAL_NOT -> DType.BOOL;
      default -> operandType(op, operand);
    };
  }

  /** The dtype that both operands are cast to; what {@link Kernels#binary} is then asked for. */
  public static DType operandType(BinaryOp op, DType a, DType b) {
    DType common = DType.promote(a, b);
    boolean bool = common == DType.BOOL;
    return switch (op) {
      case ADD, MULTIPLY, MINIMUM, MAXIMUM -> common;
      case EQUAL, NOT_EQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL -> common;
      case LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR -> common;
      case SUBTRACT -> {
        if (bool) {
          throw new IllegalArgumentException(
              "boolean subtract is not supported, use bitwise xor or logical xor instead");
        }
        yield common;
      }
      case DIVIDE -> common.isFloat() ? common : DType.FLOAT64;
      case ATAN2, HYPOT -> floatOf(common);
      case POWER, FLOOR_DIVIDE, REMAINDER -> bool ? DType.INT8 : common;
      case BITWISE_AND, BITWISE_OR, BITWISE_XOR -> {
        if (common.isFloat()) {
          throw refused(op, a == b || a.isFloat() ? a : b);
        }
        yield common;
      }
      case SHIFT_LEFT, SHIFT_RIGHT -> {
        if (common.isFloat()) {
          throw refused(op, a == b || a.isFloat() ? a : b);
        }
        yield bool ? DType.INT8 : common;
      }
    };
  }

  /** The dtype of the result of operands that have been cast to {@link #operandType}. */
  public static DType resultType(BinaryOp op, DType operands) {
    return op.isPredicate() ? DType.BOOL : operandType(op, operands, operands);
  }

  /** The dtype of a reduction's result. Reductions take every dtype as it is. */
  public static DType resultType(ReduceOp op, DType in) {
    return switch (op) {
      case SUM, PROD, NAN_SUM ->
          switch (in.kind()) {
            case FLOAT -> in;
            case UNSIGNED -> DType.UINT64;
            case SIGNED, BOOL -> DType.INT64;
          };
      case MEAN, VAR, STD, NAN_MEAN, NAN_VAR, NAN_STD -> in.isFloat() ? in : DType.FLOAT64;
      case MIN, MAX, NAN_MIN, NAN_MAX -> in;
      case ANY, ALL -> DType.BOOL;
      case ARGMIN, ARGMAX, COUNT_NONZERO -> DType.INT64;
    };
  }

  /** The float type that functions such as {@code sqrt} compute in. */
  private static DType floatOf(DType in) {
    return in.isFloat() || in.bytes() > 2 ? DType.promote(in, DType.FLOAT32) : DType.FLOAT32;
  }

  private static IllegalArgumentException refused(Enum<?> op, DType in) {
    return new IllegalArgumentException("ufunc '" + name(op) + "' not supported for dtype " + in);
  }

  private static String name(Enum<?> op) {
    return op.name().toLowerCase(java.util.Locale.ROOT);
  }

  /**
   * Throws unless {@code operand} is a dtype that {@link #operandType} gives for this operation.
   */
  static void check(UnaryOp op, DType operand) {
    DType wanted = operandType(op, operand);
    if (wanted != operand) {
      throw uncast(op, operand, wanted);
    }
  }

  /** As {@link #check(UnaryOp, DType)}. */
  static void check(BinaryOp op, DType operands) {
    DType wanted = operandType(op, operands, operands);
    if (wanted != operands) {
      throw uncast(op, operands, wanted);
    }
  }

  private static IllegalArgumentException uncast(Enum<?> op, DType got, DType wanted) {
    return new IllegalArgumentException(
        "operand must be cast first: op=" + name(op) + ", got=" + got + ", expected=" + wanted);
  }
}
