package org.hyperslab.kernel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hyperslab.block.Block;

/**
 * A copy between blocks of any rank, as a series of two-dimensional copies. Dimensions of one
 * element are dropped, dimensions that are one run in both blocks become one. Of what remains, the
 * columns are the dimension that is densest in the destination, the rows the one that is densest in
 * the source (or the next one, if that is the same), so that a transposition of any axes becomes a
 * series of transpositions of rows and columns.
 */
final class BlockCopy {
  /** A dimension with its steps in bytes. */
  private record Dim(long size, long dstStep, long srcStep) {}

  private final long dst;
  private final long src;
  private final int elementBytes;
  private final List<Dim> outer;
  private final Dim rows;
  private final Dim cols;

  private BlockCopy(long dst, long src, int elementBytes, List<Dim> dims) {
    this.dst = dst;
    this.src = src;
    this.elementBytes = elementBytes;
    this.outer = new ArrayList<>(dims);
    this.cols = takeOr(outer, Comparator.comparingLong(d -> Math.abs(d.dstStep)));
    this.rows = takeOr(outer, Comparator.comparingLong(d -> rowCost(d, cols)));
  }

  /** A plan for blocks of equal shapes that are not empty. */
  static BlockCopy of(Block src, Block dst) {
    int bytes = dst.dtype().bytes();
    List<Dim> dims = new ArrayList<>();
    for (int d = 0; d < dst.shape().rank(); d++) {
      if (dst.shape().dim(d) > 1) {
        dims.add(new Dim(dst.shape().dim(d), dst.stride(d) * bytes, src.stride(d) * bytes));
      }
    }
    dims.sort(Comparator.comparingLong((Dim d) -> Math.abs(d.dstStep)).reversed());
    return new BlockCopy(dst.address(), src.address(), bytes, merged(dims));
  }

  private static List<Dim> merged(List<Dim> dims) {
    List<Dim> merged = new ArrayList<>();
    for (Dim inner : dims) {
      Dim last = merged.isEmpty() ? null : merged.getLast();
      if (last != null
          && last.dstStep == inner.dstStep * inner.size
          && last.srcStep == inner.srcStep * inner.size) {
        merged.removeLast();
        merged.add(new Dim(last.size * inner.size, inner.dstStep, inner.srcStep));
      } else {
        merged.add(inner);
      }
    }
    return merged;
  }

  /**
   * Rows are dense in the source, unless the columns are already; then dense in the destination.
   */
  private static long rowCost(Dim d, Dim cols) {
    boolean colsDense = Math.abs(cols.srcStep) <= Math.abs(d.srcStep);
    return Math.abs(colsDense ? d.dstStep : d.srcStep);
  }

  private static Dim takeOr(List<Dim> from, Comparator<Dim> order) {
    if (from.isEmpty()) {
      return new Dim(1, 0, 0);
    }
    Dim least = from.stream().min(order).orElseThrow();
    from.remove(least);
    return least;
  }

  void run() {
    run(0, dst, src);
  }

  private void run(int dim, long to, long from) {
    if (dim == outer.size()) {
      StridedCopy.copy2d(
          to,
          rows.dstStep,
          cols.dstStep,
          from,
          rows.srcStep,
          cols.srcStep,
          rows.size,
          cols.size,
          elementBytes);
      return;
    }
    Dim d = outer.get(dim);
    for (long i = 0; i < d.size; i++) {
      run(dim + 1, to + i * d.dstStep, from + i * d.srcStep);
    }
  }
}
