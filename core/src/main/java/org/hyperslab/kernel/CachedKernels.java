package org.hyperslab.kernel;

import java.util.concurrent.ConcurrentHashMap;
import org.hyperslab.block.DType;

/** Checks dtypes, and makes each kernel once. */
final class CachedKernels implements Kernels {
  private final Kernels maker;
  private final ConcurrentHashMap<Unary, UnaryKernel> unary = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Binary, BinaryKernel> binary = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<DType, WhereKernel> where = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Cast, UnaryKernel> cast = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Reduce, ReduceKernel> reduce = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<Unpacking, UnaryKernel> unpack = new ConcurrentHashMap<>();

  private record Unary(UnaryOp op, DType in) {}

  private record Binary(BinaryOp op, DType operands) {}

  private record Cast(DType from, DType to) {}

  private record Reduce(ReduceOp op, DType in, int ddof) {}

  CachedKernels(Kernels maker) {
    this.maker = maker;
  }

  @Override
  public UnaryKernel unary(UnaryOp op, DType in) {
    Typing.check(op, in);
    return unary.computeIfAbsent(new Unary(op, in), k -> maker.unary(k.op, k.in));
  }

  @Override
  public BinaryKernel binary(BinaryOp op, DType operands) {
    Typing.check(op, operands);
    return binary.computeIfAbsent(new Binary(op, operands), k -> maker.binary(k.op, k.operands));
  }

  @Override
  public WhereKernel where(DType dtype) {
    return where.computeIfAbsent(dtype, maker::where);
  }

  @Override
  public UnaryKernel cast(DType from, DType to) {
    return cast.computeIfAbsent(new Cast(from, to), k -> maker.cast(k.from, k.to));
  }

  @Override
  public UnaryKernel unpack(Unpacking unpacking) {
    return unpack.computeIfAbsent(unpacking, maker::unpack);
  }

  @Override
  public ReduceKernel reduce(ReduceOp op, DType in, int ddof) {
    int relevant =
        switch (op) {
          case VAR, STD, NAN_VAR, NAN_STD -> ddof;
          default -> 0;
        };
    return reduce.computeIfAbsent(
        new Reduce(op, in, relevant), k -> maker.reduce(k.op, k.in, k.ddof));
  }

  @Override
  public void uniform(long dst, long key, long index, long indexStep, int n) {
    maker.uniform(dst, key, index, indexStep, n);
  }

  @Override
  public void normal(long dst, long key, long index, long indexStep, int n) {
    maker.normal(dst, key, index, indexStep, n);
  }

  @Override
  public void integers(long dst, long key, long index, long indexStep, int n, long low, long span) {
    maker.integers(dst, key, index, indexStep, n, low, span);
  }
}
