package org.hyperslab.kernel;

import jdk.incubator.vector.VectorOperators;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Which operation of the Vector API is which of ours; null where there is none that is as exact, so
 * that plain Java does it.
 *
 * <p>The API's {@code EXP}, {@code SIN} and their like are left out. They call a vendor's library
 * once a loop is compiled but {@link Math} before, and the two differ in the last bit: a result
 * would depend on how warm the JVM is.
 */
final class LaneOperators {
  private LaneOperators() {}

  static VectorOperators.@Nullable Unary unary(UnaryOp op, DType type) {
    return switch (op) {
      case NEGATIVE -> VectorOperators.NEG;
      case ABS -> type.kind() == DType.Kind.UNSIGNED ? null : VectorOperators.ABS;
      case BITWISE_NOT -> VectorOperators.NOT;
      case SQRT -> VectorOperators.SQRT;
      default -> null;
    };
  }

  static VectorUnary.@Nullable Rounding rounding(UnaryOp op) {
    return switch (op) {
      case RINT -> VectorUnary.Rounding.NEAREST_EVEN;
      case FLOOR -> VectorUnary.Rounding.FLOOR;
      case CEIL -> VectorUnary.Rounding.CEIL;
      case TRUNC -> VectorUnary.Rounding.TRUNC;
      default -> null;
    };
  }

  /** A question about a float. */
  static VectorOperators.@Nullable Test test(UnaryOp op) {
    return switch (op) {
      case ISNAN -> VectorOperators.IS_NAN;
      case ISINF -> VectorOperators.IS_INFINITE;
      case ISFINITE -> VectorOperators.IS_FINITE;
      default -> null;
    };
  }

  static VectorOperators.@Nullable Binary binary(BinaryOp op, DType type) {
    boolean unsigned = type.kind() == DType.Kind.UNSIGNED;
    if (type == DType.BOOL) {
      return bool(op);
    }
    return switch (op) {
      case ADD -> VectorOperators.ADD;
      case SUBTRACT -> VectorOperators.SUB;
      case MULTIPLY -> VectorOperators.MUL;
      case DIVIDE -> VectorOperators.DIV;
      case MINIMUM -> unsigned ? VectorOperators.UMIN : VectorOperators.MIN;
      case MAXIMUM -> unsigned ? VectorOperators.UMAX : VectorOperators.MAX;
      case BITWISE_AND -> VectorOperators.AND;
      case BITWISE_OR -> VectorOperators.OR;
      case BITWISE_XOR -> VectorOperators.XOR;
      default -> null;
    };
  }

  /** Of bytes that are 0 or 1. */
  private static VectorOperators.@Nullable Binary bool(BinaryOp op) {
    return switch (op) {
      case ADD, MAXIMUM, BITWISE_OR, LOGICAL_OR -> VectorOperators.OR;
      case MULTIPLY, MINIMUM, BITWISE_AND, LOGICAL_AND -> VectorOperators.AND;
      case NOT_EQUAL, BITWISE_XOR, LOGICAL_XOR -> VectorOperators.XOR;
      default -> null;
    };
  }

  static VectorOperators.@Nullable Comparison comparison(BinaryOp op, DType type) {
    boolean unsigned = type.kind() == DType.Kind.UNSIGNED || type == DType.BOOL;
    return switch (op) {
      case EQUAL -> VectorOperators.EQ;
      case NOT_EQUAL -> VectorOperators.NE;
      case LESS -> unsigned ? VectorOperators.ULT : VectorOperators.LT;
      case LESS_EQUAL -> unsigned ? VectorOperators.ULE : VectorOperators.LE;
      case GREATER -> unsigned ? VectorOperators.UGT : VectorOperators.GT;
      case GREATER_EQUAL -> unsigned ? VectorOperators.UGE : VectorOperators.GE;
      default -> null;
    };
  }
}
