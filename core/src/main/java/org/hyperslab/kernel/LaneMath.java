package org.hyperslab.kernel;

import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Operations on vectors; null where there is none that is right and fast, so that plain Java does
 * it.
 */
final class LaneMath {
  static final VectorLoops.Test1 NONZERO = x -> x.compare(VectorOperators.NE, 0);

  private LaneMath() {}

  static VectorLoops.@Nullable Lanewise1 unary(UnaryOp op, DType type) {
    if (type == DType.BOOL) {
      return null;
    }
    boolean floating = type.isFloat();
    boolean unsigned = type.kind() == DType.Kind.UNSIGNED;
    return switch (op) {
      case NEGATIVE -> x -> x.lanewise(VectorOperators.NEG);
      case ABS -> unsigned ? null : x -> x.lanewise(VectorOperators.ABS);
      case SQUARE -> x -> x.mul(x);
      case BITWISE_NOT -> x -> x.lanewise(VectorOperators.NOT);
      case SQRT -> x -> x.lanewise(VectorOperators.SQRT);
      case RINT -> rounding(type, null);
      case FLOOR -> floating ? rounding(type, VectorOperators.GT) : null;
      case CEIL -> floating ? rounding(type, VectorOperators.LT) : null;
      case TRUNC -> floating ? LaneMath.truncation(type) : null;
      default -> null;
    };
  }

  static VectorLoops.@Nullable Test1 unaryTest(UnaryOp op, DType type) {
    if (!type.isFloat()) {
      return null;
    }
    return switch (op) {
      case ISNAN -> x -> x.test(VectorOperators.IS_NAN);
      case ISINF -> x -> x.test(VectorOperators.IS_INFINITE);
      case ISFINITE -> x -> x.test(VectorOperators.IS_FINITE);
      case LOGICAL_NOT -> x -> x.compare(VectorOperators.EQ, 0);
      default -> null;
    };
  }

  static VectorLoops.@Nullable Lanewise2 binary(BinaryOp op, DType type) {
    if (type == DType.BOOL) {
      return bool(op);
    }
    boolean floating = type.isFloat();
    boolean unsigned = type.kind() == DType.Kind.UNSIGNED;
    return switch (op) {
      case ADD -> (x, y) -> x.add(y);
      case SUBTRACT -> (x, y) -> x.sub(y);
      case MULTIPLY -> (x, y) -> x.mul(y);
      case DIVIDE -> floating ? (x, y) -> x.div(y) : null;
      case MINIMUM -> unsigned ? (x, y) -> x.lanewise(VectorOperators.UMIN, y) : (x, y) -> x.min(y);
      case MAXIMUM -> unsigned ? (x, y) -> x.lanewise(VectorOperators.UMAX, y) : (x, y) -> x.max(y);
      case BITWISE_AND -> (x, y) -> x.lanewise(VectorOperators.AND, y);
      case BITWISE_OR -> (x, y) -> x.lanewise(VectorOperators.OR, y);
      case BITWISE_XOR -> (x, y) -> x.lanewise(VectorOperators.XOR, y);
      default -> null;
    };
  }

  /** Bytes that are 0 or 1. */
  private static VectorLoops.@Nullable Lanewise2 bool(BinaryOp op) {
    return switch (op) {
      case ADD, MAXIMUM, BITWISE_OR, LOGICAL_OR -> (x, y) -> x.lanewise(VectorOperators.OR, y);
      case MULTIPLY, MINIMUM, BITWISE_AND, LOGICAL_AND ->
          (x, y) -> x.lanewise(VectorOperators.AND, y);
      case NOT_EQUAL, BITWISE_XOR, LOGICAL_XOR -> (x, y) -> x.lanewise(VectorOperators.XOR, y);
      default -> null;
    };
  }

  static VectorLoops.@Nullable Test2 binaryTest(BinaryOp op, DType type) {
    boolean signed = type.kind() == DType.Kind.SIGNED || type.isFloat();
    return switch (op) {
      case EQUAL -> (x, y) -> x.compare(VectorOperators.EQ, y);
      case NOT_EQUAL -> (x, y) -> x.compare(VectorOperators.NE, y);
      case LESS -> comparison(signed ? VectorOperators.LT : VectorOperators.ULT);
      case LESS_EQUAL -> comparison(signed ? VectorOperators.LE : VectorOperators.ULE);
      case GREATER -> comparison(signed ? VectorOperators.GT : VectorOperators.UGT);
      case GREATER_EQUAL -> comparison(signed ? VectorOperators.GE : VectorOperators.UGE);
      default -> null;
    };
  }

  private static VectorLoops.Test2 comparison(VectorOperators.Comparison op) {
    return (x, y) -> x.compare(op, y);
  }

  /**
   * Rounds to an integer by adding and subtracting the number from which on all floats are
   * integers; larger ones, infinities and NaN stay. What was rounded the wrong way for {@code
   * floor} or {@code ceil} is moved by one. Zeros keep x's sign.
   *
   * @param wrongWay how a result that was rounded the wrong way compares with x, or null for
   *     rounding to nearest
   */
  private static VectorLoops.Lanewise1 rounding(
      DType type, VectorOperators.@Nullable Comparison wrongWay) {
    VectorSpecies<Object> s = Lanes.preferred(type);
    long magic = type == DType.FLOAT32 ? 1L << 23 : 1L << 52;
    long move = VectorOperators.GT.equals(wrongWay) ? -1 : 1;
    return x -> {
      Vector<Object> size = x.lanewise(VectorOperators.ABS);
      VectorMask<Object> negative = x.test(VectorOperators.IS_NEGATIVE);
      Vector<Object> big = s.broadcast(magic);
      Vector<Object> near = size.add(big).sub(big).lanewise(VectorOperators.NEG, negative);
      if (wrongWay != null) {
        near = near.add(s.broadcast(move), near.compare(wrongWay, x));
        // 0 = -1 + 1 and 0 = 1 - 1 are +0; x's sign is right for all zeros
        near = near.lanewise(VectorOperators.ABS).lanewise(VectorOperators.NEG, negative);
      }
      return x.blend(near, size.compare(VectorOperators.LT, big));
    };
  }

  private static VectorLoops.Lanewise1 truncation(DType type) {
    VectorSpecies<Object> s = Lanes.preferred(type);
    long magic = type == DType.FLOAT32 ? 1L << 23 : 1L << 52;
    return x -> {
      Vector<Object> size = x.lanewise(VectorOperators.ABS);
      Vector<Object> big = s.broadcast(magic);
      Vector<Object> near = size.add(big).sub(big);
      near = near.sub(s.broadcast(1), near.compare(VectorOperators.GT, size));
      near = near.lanewise(VectorOperators.NEG, x.test(VectorOperators.IS_NEGATIVE));
      return x.blend(near, size.compare(VectorOperators.LT, big));
    };
  }
}
