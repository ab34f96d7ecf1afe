package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.kernel.Formula;
import org.hyperslab.stencil.kernel.StencilLoops;
import org.hyperslab.stencil.kernel.StencilRow;
import org.hyperslab.stencil.kernel.Weights;

/** Applies a weighted stencil row by row, in the order of operations that it promises. */
final class WeightedKernel implements StencilKernel {
  private final WeightedStencil stencil;
  private final int[] radius;
  private final StencilRow kernel;
  private final Weights weights;
  private final int bytes;

  WeightedKernel(WeightedStencil stencil, DType dtype) {
    this.stencil = stencil;
    this.radius = stencil.radius();
    this.bytes = dtype.bytes();
    this.weights = Weights.of(formula(stencil), dtype);
    this.kernel = StencilLoops.scalarRow(formula(stencil), dtype);
  }

  /** The formula, as {@link WeightedStencil} describes it. */
  static Formula formula(WeightedStencil s) {
    if (!s.isStar()) {
      return new Formula.Taps(s.taps().stream().mapToDouble(WeightedStencil.Tap::weight).toArray());
    }
    int rank = s.rank();
    double z = rank == 3 ? s.axisWeight(0) : 0;
    return new Formula.Star(
        rank, s.weight(new int[rank]), z, s.axisWeight(rank - 2), s.axisWeight(rank - 1));
  }

  @Override
  public void apply(List<Block> inputs, Region place, List<Block> results) {
    Block in = inputs.getFirst();
    Block out = results.getFirst();
    long[] neighbours = neighbours(in);
    int last = place.rank() - 1;
    int n = Math.toIntExact(place.extent(last));
    Region rows = Region.whole(place.shape().with(last, 1));
    long[] addresses = new long[neighbours.length];
    Cells.forEach(
        rows,
        at -> {
          long from = in.address();
          long to = out.address();
          for (int d = 0; d < last; d++) {
            from += (at[d] + radius[d]) * in.stride(d) * bytes;
            to += at[d] * out.stride(d) * bytes;
          }
          from += (long) radius[last] * bytes;
          for (int i = 0; i < addresses.length; i++) {
            addresses[i] = from + neighbours[i];
          }
          kernel.row(to, addresses, n, weights.address());
        });
  }

  /** Bytes from a cell to what the kernel reads for it: rows of a star, or each neighbour. */
  private long[] neighbours(Block in) {
    int rank = radius.length;
    if (!stencil.isStar()) {
      return stencil.taps().stream().mapToLong(t -> offset(t, in)).toArray();
    }
    long y = in.stride(rank - 2) * bytes;
    if (rank == 2) {
      return new long[] {0, -y, y};
    }
    long z = in.stride(0) * bytes;
    return new long[] {0, -y, y, -z, z};
  }

  private long offset(WeightedStencil.Tap tap, Block in) {
    long offset = 0;
    for (int d = 0; d < radius.length; d++) {
      offset += tap.offset(d) * in.stride(d) * bytes;
    }
    return offset;
  }
}
