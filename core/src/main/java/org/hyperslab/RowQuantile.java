package org.hyperslab;

import java.util.Arrays;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.Quantile;
import org.hyperslab.kernel.RankSelection;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.plan.BlockFunction;
import org.hyperslab.plan.Grids;
import org.hyperslab.plan.Labels;
import org.hyperslab.plan.Node;
import org.hyperslab.plan.Overlap;
import org.jspecify.annotations.Nullable;

/**
 * Medians and quantiles, which need all elements of a cell at once: the reduced axes are made the
 * last ones and brought whole into a block, whose rows are then rearranged until the wanted element
 * is in its place. The block function's result has the shape of its input, and the answer stands at
 * the beginning of each row, where a view finds it.
 *
 * @param last the number of reduced axes
 * @param labels along the last axis, for an answer per label; null for one
 */
record RowQuantile(Quantile quantile, int last, @Nullable Labels labels) implements BlockFunction {

  /**
   * A quantile of an array over some axes.
   *
   * @param axes ascending; the labelled one among them
   */
  static ChunkedArray of(
      ChunkedArray array, Quantile quantile, List<Integer> axes, @Nullable Labels labels) {
    DType dtype = array.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64;
    int labelled = labels == null ? -1 : labels.axis();
    int rank = array.rank();
    int[] order = new int[rank];
    int n = 0;
    for (int d = 0; d < rank; d++) {
      if (!axes.contains(d)) {
        order[n++] = d;
      }
    }
    int kept = n;
    for (int d : axes) {
      if (d != labelled) {
        order[n++] = d;
      }
    }
    if (labels != null) {
      order[n] = labelled;
    }
    ChunkedArray rows = array.cast(dtype).transpose(order);
    if (labels != null && labels.count() > rows.shape().dim(rank - 1)) {
      rows = widened(rows, labels.count());
    }
    ChunkedArray answers = answers(rows, kept, quantile, labels);
    int place = labelled - (int) axes.stream().filter(a -> a < labelled).count();
    return labels == null ? answers : answers.moveAxis(kept, place);
  }

  /** Rows with room for an answer per label. */
  private static ChunkedArray widened(ChunkedArray rows, long extent) {
    int last = rows.rank() - 1;
    Shape more = rows.shape().with(last, extent - rows.shape().dim(last));
    ChunkedArray room = ChunkedArray.zeros(more, rows.dtype(), Chunks.auto());
    return ChunkedArray.concatenate(last, rows, room);
  }

  private static ChunkedArray answers(
      ChunkedArray rows, int kept, Quantile quantile, @Nullable Labels labels) {
    Shape shape = rows.shape();
    int rank = shape.rank();
    boolean nothing = false;
    for (int d = kept; d < rank; d++) {
      nothing |= shape.dim(d) == 0;
    }
    if (nothing) {
      long[] extents = Arrays.copyOf(shape.toArray(), labels == null ? kept : kept + 1);
      if (labels != null) {
        extents[kept] = labels.count();
      }
      return ChunkedArray.full(Shape.of(extents), Double.NaN, rows.dtype(), Chunks.auto());
    }
    ChunkGrid grid = Grids.wholeFrom(rows.chunks(), kept, rows.dtype().bytes());
    ChunkedArray mapped =
        ChunkedArray.of(
            new Node.MapBlocks(
                new RowQuantile(quantile, rank - kept, labels),
                Overlap.none(rank),
                List.of(rows.node()),
                rows.dtype(),
                grid));
    IndexMap view = IndexMap.identity(shape);
    int end = labels == null ? rank : rank - 1;
    if (labels != null) {
      view = view.then(IndexMap.range(shape, end, 0, labels.count(), 1));
    }
    for (int d = end - 1; d >= kept; d--) {
      view = view.then(IndexMap.drop(view.view(), d, 0));
    }
    return mapped.view(view);
  }

  @Override
  public void apply(List<Block> inputs, Region place, Block result) {
    Block input = inputs.getFirst();
    int rank = result.shape().rank();
    long n = 1;
    for (int d = rank - last; d < rank; d++) {
      n *= result.shape().dim(d);
    }
    long rowBytes = n * result.dtype().bytes();
    long rows = result.shape().size() / n;
    RankSelection ranks = new RankSelection(result.dtype());
    if (labels == null) {
      StridedCopy.copy(input, result);
      for (long r = 0; r < rows; r++) {
        quantile.inPlace(ranks, result.address() + r * rowBytes, n);
      }
      return;
    }
    Quantile.Parts parts = parts(labels, Math.toIntExact(n), result.shape().dim(rank - 1));
    for (long r = 0; r < rows; r++) {
      long at = r * rowBytes;
      quantile.byPart(ranks, input.address() + at, result.address() + at, parts);
    }
  }

  /** The labels of a row's elements; what the row was widened by has none. */
  private static Quantile.Parts parts(Labels labels, int n, long extent) {
    int[] partOf = new int[n];
    for (int i = 0; i < n; i++) {
      long index = i % extent;
      partOf[i] = index < labels.size() ? labels.at(index) : Labels.NONE;
    }
    return new Quantile.Parts(partOf, labels.count());
  }
}
