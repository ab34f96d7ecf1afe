package org.hyperslab.kernel;

import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Loops with SIMD where that pays, plain Java elsewhere. Must not be touched where the module
 * {@code jdk.incubator.vector} is missing.
 */
final class VectorKernels implements Kernels {
  private final Kernels scalar;

  VectorKernels(Kernels scalar) {
    this.scalar = scalar;
  }

  @Override
  public UnaryKernel unary(UnaryOp op, DType in) {
    UnaryKernel small = scalar.unary(op, in);
    if (in == DType.BOOL) {
      return small;
    }
    if (in.isFloat()) {
      VectorOperators.Test test = LaneOperators.test(op);
      VectorOperators.Comparison zero = op == UnaryOp.LOGICAL_NOT ? VectorOperators.EQ : null;
      if (test != null || zero != null) {
        return test(in, test, zero, small);
      }
    }
    VectorOperators.Unary operator = LaneOperators.unary(op, in);
    VectorUnary.Rounding rounding = in.isFloat() ? LaneOperators.rounding(op) : null;
    if (operator == null && rounding == null && op != UnaryOp.SQUARE) {
      return small;
    }
    return Spinner.spin(
        VectorUnary.class,
        UnaryKernel.class,
        new VectorUnary.Spec(Lanes.preferred(in), operator, rounding, small));
  }

  /** Falls back to {@code small} where a vector has too few lanes for a vector of bytes. */
  private static UnaryKernel test(
      DType in,
      VectorOperators.@Nullable Test test,
      VectorOperators.@Nullable Comparison withZero,
      UnaryKernel small) {
    VectorSpecies<Object> s = Lanes.preferred(in);
    VectorSpecies<Byte> bools = Lanes.bools(s.length());
    return bools == null
        ? small
        : Spinner.spin(
            VectorUnaryTest.class,
            UnaryKernel.class,
            new VectorUnaryTest.Spec(s, bools, test, withZero, small));
  }

  @Override
  public BinaryKernel binary(BinaryOp op, DType operands) {
    BinaryKernel small = scalar.binary(op, operands);
    VectorSpecies<Object> s = Lanes.preferred(operands);
    VectorOperators.Binary operator = LaneOperators.binary(op, operands);
    if (operator != null) {
      return Spinner.spin(
          VectorBinary.class, BinaryKernel.class, new VectorBinary.Spec(s, operator, small));
    }
    VectorOperators.Comparison comparison = LaneOperators.comparison(op, operands);
    VectorSpecies<Byte> bools = Lanes.bools(s.length());
    return comparison == null || bools == null
        ? small
        : Spinner.spin(
            VectorBinaryTest.class,
            BinaryKernel.class,
            new VectorBinaryTest.Spec(s, bools, comparison, small));
  }

  @Override
  public WhereKernel where(DType dtype) {
    WhereKernel small = scalar.where(dtype);
    VectorSpecies<Object> s = Lanes.preferred(dtype);
    VectorSpecies<Byte> bools = Lanes.bools(s.length());
    return bools == null
        ? small
        : Spinner.spin(VectorWhere.class, WhereKernel.class, new VectorWhere.Spec(s, bools, small));
  }

  @Override
  public UnaryKernel cast(DType from, DType to) {
    UnaryKernel small = scalar.cast(from, to);
    if (to == DType.BOOL) {
      return from == DType.BOOL ? small : test(from, null, VectorOperators.NE, small);
    }
    DType bits = from == DType.BOOL ? DType.UINT8 : from;
    VectorCast.Spec spec = LaneCasts.of(bits, to, small);
    return spec == null ? small : Spinner.spin(VectorCast.class, UnaryKernel.class, spec);
  }

  @Override
  public ReduceKernel reduce(ReduceOp op, DType in, int ddof) {
    ReduceKernel made = VectorReductions.make(op, in, ddof);
    return made == null ? scalar.reduce(op, in, ddof) : made;
  }

  @Override
  public void uniform(long dst, long key, long index, long indexStep, int n) {
    VectorRandom.uniform(dst, key, index, indexStep, n);
  }

  @Override
  public void normal(long dst, long key, long index, long indexStep, int n) {
    VectorRandom.normal(dst, key, index, indexStep, n);
  }

  @Override
  public void integers(long dst, long key, long index, long indexStep, int n, long low, long span) {
    if (span > 0 && span <= 0xffff_ffffL) {
      VectorRandom.integers(dst, key, index, indexStep, n, low, span);
    } else {
      scalar.integers(dst, key, index, indexStep, n, low, span);
    }
  }
}
