package org.hyperslab.plan;

import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.ReduceKernel;

/** Lets a user's reduction be called like a built-in one: addresses become blocks. */
record CustomReduceKernel(Reduction reduction, DType in) implements ReduceKernel {
  @Override
  public int fields() {
    return reduction.stateSize();
  }

  @Override
  public DType resultType() {
    return reduction.resultType(in);
  }

  @SuppressWarnings("restricted") // the addresses are those of buffers that outlive the call
  private static Block block(
      long address, DType dtype, Shape shape, long rowStride, long columnStride) {
    long elements =
        (shape.dim(0) - 1) * rowStride
            + (shape.rank() > 1 ? (shape.dim(1) - 1) * columnStride : 0)
            + 1;
    MemorySegment segment = MemorySegment.ofAddress(address).reinterpret(elements * dtype.bytes());
    return Block.of(segment, dtype, Shape.of(elements))
        .withLayout(
            shape,
            0,
            shape.rank() > 1 ? new long[] {rowStride, columnStride} : new long[] {rowStride});
  }

  private Block states(long state, long stride, int n) {
    return block(state, DType.FLOAT64, Shape.of(fields(), n), stride / 8, 1);
  }

  @Override
  public void init(long state, long stride, int n) {
    reduction.identity(states(state, stride, n));
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    reduction.fold(states(state, stride, n), block(src, in, Shape.of(n, 1), 1, 1));
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    reduction.fold(states(state, stride, 1), block(src, in, Shape.of(1, n), n, 1));
  }

  @Override
  public void combine(long state, long stride, long other, long otherStride, int n) {
    reduction.combine(states(state, stride, n), states(other, otherStride, n));
  }

  @Override
  public void finish(long dst, long state, long stride, int n, long count) {
    reduction.finish(states(state, stride, n), count, block(dst, resultType(), Shape.of(n), 1, 0));
  }
}
