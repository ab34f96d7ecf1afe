package org.hyperslab.kernel;

import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;

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
    VectorSpecies<Object> s = Lanes.preferred(in);
    VectorLoops.Test1 test = LaneMath.unaryTest(op, in);
    if (test != null) {
      UnaryKernel small = scalar.unary(op, in);
      return unaryTest(test, in, small);
    }
    VectorLoops.Lanewise1 f = LaneMath.unary(op, in);
    return f == null
        ? scalar.unary(op, in)
        : Spinner.spin(
            VectorLoops.Unary.class, UnaryKernel.class, new VectorLoops.Spec(f, s, s, null));
  }

  /** Falls back to {@code small} where a vector has too few lanes for a vector of bytes. */
  private static UnaryKernel unaryTest(VectorLoops.Test1 test, DType in, UnaryKernel small) {
    VectorSpecies<Object> s = Lanes.preferred(in);
    VectorSpecies<Object> bools = Lanes.withLanes(DType.BOOL, s.length());
    return bools == null
        ? small
        : Spinner.spin(
            VectorLoops.UnaryTest.class,
            UnaryKernel.class,
            new VectorLoops.Spec(test, s, bools, small));
  }

  @Override
  public BinaryKernel binary(BinaryOp op, DType operands) {
    VectorSpecies<Object> s = Lanes.preferred(operands);
    VectorLoops.Lanewise2 f = LaneMath.binary(op, operands);
    if (f != null) {
      return Spinner.spin(
          VectorLoops.Binary.class, BinaryKernel.class, new VectorLoops.Spec(f, s, s, null));
    }
    BinaryKernel small = scalar.binary(op, operands);
    VectorLoops.Test2 test = LaneMath.binaryTest(op, operands);
    VectorSpecies<Object> bools = Lanes.withLanes(DType.BOOL, s.length());
    return test == null || bools == null
        ? small
        : Spinner.spin(
            VectorLoops.BinaryTest.class,
            BinaryKernel.class,
            new VectorLoops.Spec(test, s, bools, small));
  }

  @Override
  public WhereKernel where(DType dtype) {
    WhereKernel small = scalar.where(dtype);
    VectorSpecies<Object> s = Lanes.preferred(dtype);
    VectorSpecies<Object> bools = Lanes.withLanes(DType.BOOL, s.length());
    return bools == null
        ? small
        : Spinner.spin(
            VectorLoops.Where.class,
            WhereKernel.class,
            new VectorLoops.Spec(null, s, bools, small));
  }

  @Override
  public UnaryKernel cast(DType from, DType to) {
    UnaryKernel small = scalar.cast(from, to);
    if (to == DType.BOOL) {
      return from == DType.BOOL ? small : unaryTest(LaneMath.NONZERO, from, small);
    }
    DType bits = from == DType.BOOL ? DType.UINT8 : from;
    VectorLoops.Spec spec = LaneCasts.of(bits, to, small);
    return spec == null ? small : Spinner.spin(VectorLoops.Cast.class, UnaryKernel.class, spec);
  }

  @Override
  public ReduceKernel reduce(ReduceOp op, DType in, int ddof) {
    return scalar.reduce(op, in, ddof);
  }

  @Override
  public void uniform(long dst, long key, long index, long indexStep, int n) {
    scalar.uniform(dst, key, index, indexStep, n);
  }

  @Override
  public void normal(long dst, long key, long index, long indexStep, int n) {
    scalar.normal(dst, key, index, indexStep, n);
  }

  @Override
  public void integers(long dst, long key, long index, long indexStep, int n, long low, long span) {
    scalar.integers(dst, key, index, indexStep, n, low, span);
  }
}
