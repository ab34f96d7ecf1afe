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
    UnaryKernel rest = scalar.unary(op, in);
    if (in == DType.BOOL) {
      return rest;
    }
    if (in.isFloat()) {
      VectorOperators.Test test = LaneOperators.test(op);
      if (test != null || op == UnaryOp.LOGICAL_NOT) {
        return test(in, test, VectorOperators.EQ, rest);
      }
    }
    VectorOperators.Unary operator = LaneOperators.unary(op, in);
    VectorUnary.Rounding rounding = in.isFloat() ? LaneOperators.rounding(op) : null;
    if (operator == null && rounding == null && op != UnaryOp.SQUARE) {
      return rest;
    }
    return Spinner.spin(
        VectorUnary.class,
        UnaryKernel.class,
        new VectorUnary.Spec(Lanes.preferred(in), operator, rounding, rest));
  }

  /** Falls back to {@code rest} where a vector has too few lanes for a vector of bytes. */
  private static UnaryKernel test(
      DType in,
      VectorOperators.@Nullable Test test,
      VectorOperators.Comparison withZero,
      UnaryKernel rest) {
    VectorSpecies<Object> s = Lanes.preferred(in);
    VectorSpecies<Byte> bools = Lanes.bools(s.length());
    return bools == null
        ? rest
        : Spinner.spin(
            VectorTest.class,
            UnaryKernel.class,
            new VectorTest.Spec(s, bools, test, withZero, rest));
  }

  @Override
  public BinaryKernel binary(BinaryOp op, DType operands) {
    BinaryKernel rest = scalar.binary(op, operands);
    VectorSpecies<Object> s = Lanes.preferred(operands);
    VectorOperators.Binary operator = LaneOperators.binary(op, operands);
    if (operator != null) {
      return Spinner.spin(
          VectorBinary.class, BinaryKernel.class, new VectorBinary.Spec(s, operator, rest));
    }
    VectorOperators.Comparison comparison = LaneOperators.comparison(op, operands);
    VectorSpecies<Byte> bools = Lanes.bools(s.length());
    return comparison == null || bools == null
        ? rest
        : Spinner.spin(
            VectorComparison.class,
            BinaryKernel.class,
            new VectorComparison.Spec(s, bools, comparison, rest));
  }

  @Override
  public WhereKernel where(DType dtype) {
    WhereKernel rest = scalar.where(dtype);
    VectorSpecies<Object> s = Lanes.preferred(dtype);
    VectorSpecies<Byte> bools = Lanes.bools(s.length());
    return bools == null
        ? rest
        : Spinner.spin(VectorWhere.class, WhereKernel.class, new VectorWhere.Spec(s, bools, rest));
  }

  @Override
  public UnaryKernel cast(DType from, DType to) {
    UnaryKernel rest = scalar.cast(from, to);
    if (to == DType.BOOL) {
      return from == DType.BOOL ? rest : test(from, null, VectorOperators.NE, rest);
    }
    LaneConversion conversion = LaneConversion.of(from == DType.BOOL ? DType.UINT8 : from, to);
    return conversion == null
        ? rest
        : Spinner.spin(VectorCast.class, UnaryKernel.class, new VectorCast.Spec(conversion, rest));
  }

  @Override
  public UnaryKernel unpack(Unpacking unpacking) {
    UnaryKernel rest = scalar.unpack(unpacking);
    LaneConversion conversion = LaneConversion.of(unpacking.from(), unpacking.to());
    return conversion == null
        ? rest
        : Spinner.spin(
            VectorUnpack.class,
            UnaryKernel.class,
            new VectorUnpack.Spec(unpacking, conversion, rest));
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
