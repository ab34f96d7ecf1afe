package org.hyperslab;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.Quantile;
import org.hyperslab.kernel.ReduceOp;
import org.hyperslab.kernel.UnaryOp;
import org.hyperslab.plan.Labels;
import org.hyperslab.plan.Node;
import org.hyperslab.plan.Reducer;

/**
 * An array whose indices along one axis are put into groups, made by {@link ChunkedArray#groupBy}.
 * Its reductions are lazy arrays whose axis has an element per group instead: the mean of a daily
 * field of shape {@code (1461, 721, 1440)} by month has shape {@code (12, 721, 1440)}. They take
 * the array's chunks once, whatever the order of the labels, and share reads with each other and
 * with everything else that is computed in the same run. Result types are those of the reductions
 * without groups.
 *
 * <p>A group without elements gives what a reduction of no elements does: 0 for sums and counts, 1
 * for products, false for {@code any}, true for {@code all}, and NaN for the others; the smallest
 * and largest of integers, for which there is no such value, are refused. Immutable.
 */
public final class GroupedArray {
  private final Node node;
  private final Labels labels;
  private final List<Integer> axes;

  GroupedArray(Node node, Labels labels, List<Integer> axes) {
    this.node = node;
    this.labels = labels;
    this.axes = axes;
  }

  /**
   * The same groups, for reductions that are over other axes too, which disappear.
   *
   * @throws IllegalArgumentException if the grouped axis is among them
   */
  public GroupedArray over(int... others) {
    List<Integer> all = new ArrayList<>(List.of(labels.axis()));
    for (int axis : others) {
      int a = node.shape().axis(axis);
      if (all.contains(a)) {
        throw new IllegalArgumentException(
            "axis is grouped or repeated: axis=" + axis + ", grouped=" + labels.axis());
      }
      all.add(a);
    }
    all.sort(null);
    return new GroupedArray(node, labels, all);
  }

  private ChunkedArray reduce(ReduceOp op, int ddof) {
    Reducer reducer = new Reducer.BuiltIn(op, ddof);
    boolean needsElements =
        switch (op) {
          case MIN, MAX, NAN_MIN, NAN_MAX -> !node.dtype().isFloat();
          default -> false;
        };
    if (needsElements) {
      refuseEmptyGroups(reducer);
    }
    return ChunkedArray.of(new Node.Reduce(node, reducer, axes, labels));
  }

  private void refuseEmptyGroups(Reducer reducer) {
    long others = 1;
    for (int axis : axes) {
      others *= axis == labels.axis() ? 1 : node.shape().dim(axis);
    }
    long[] sizes = labels.sizes();
    for (int g = 0; g < sizes.length; g++) {
      if (sizes[g] * others == 0) {
        throw new IllegalArgumentException(
            "group without elements has no "
                + reducer.label()
                + ": group="
                + g
                + ", dtype="
                + node.dtype());
      }
    }
  }

  /** The sum of each group; integers and bool in 64 bits, wrapping. */
  public ChunkedArray sum() {
    return reduce(ReduceOp.SUM, 0);
  }

  /** The product of each group; integers and bool in 64 bits, wrapping. */
  public ChunkedArray prod() {
    return reduce(ReduceOp.PROD, 0);
  }

  /** The mean of each group; float64, or float32 for float32. */
  public ChunkedArray mean() {
    return reduce(ReduceOp.MEAN, 0);
  }

  /** The smallest element of each group; NaN if there is one. */
  public ChunkedArray min() {
    return reduce(ReduceOp.MIN, 0);
  }

  /** The largest element of each group; NaN if there is one. */
  public ChunkedArray max() {
    return reduce(ReduceOp.MAX, 0);
  }

  /** The variance of each group, over the count of its elements (ddof 0). */
  public ChunkedArray var() {
    return var(0);
  }

  /**
   * The variance of each group, over the count of its elements less {@code ddof}.
   *
   * @param ddof 0 for a population, 1 for a sample
   */
  public ChunkedArray var(int ddof) {
    return reduce(ReduceOp.VAR, ddof);
  }

  /** The standard deviation of each group, over the count of its elements (ddof 0). */
  public ChunkedArray std() {
    return std(0);
  }

  /**
   * The standard deviation of each group, over the count of its elements less {@code ddof}.
   *
   * @param ddof 0 for a population, 1 for a sample
   */
  public ChunkedArray std(int ddof) {
    return reduce(ReduceOp.STD, ddof);
  }

  /** Whether any element of each group is non-zero, as bool. */
  public ChunkedArray any() {
    return reduce(ReduceOp.ANY, 0);
  }

  /** Whether every element of each group is non-zero, as bool. */
  public ChunkedArray all() {
    return reduce(ReduceOp.ALL, 0);
  }

  /** How many elements of each group are not NaN, as int64. */
  public ChunkedArray count() {
    Node valid =
        node.dtype().isFloat()
            ? Elementwise.unary(UnaryOp.LOGICAL_NOT, Elementwise.unary(UnaryOp.ISNAN, node))
            : ChunkedArray.ones(node.shape(), DType.BOOL, Chunks.auto()).node();
    return new GroupedArray(valid, labels, axes).reduce(ReduceOp.COUNT_NONZERO, 0);
  }

  /** The sum of each group without NaNs. */
  public ChunkedArray nansum() {
    return reduce(ReduceOp.NAN_SUM, 0);
  }

  /** The mean of each group without NaNs; NaN where nothing is left. */
  public ChunkedArray nanmean() {
    return reduce(ReduceOp.NAN_MEAN, 0);
  }

  /** The smallest element of each group that is not NaN; NaN where nothing is left. */
  public ChunkedArray nanmin() {
    return reduce(ReduceOp.NAN_MIN, 0);
  }

  /** The largest element of each group that is not NaN; NaN where nothing is left. */
  public ChunkedArray nanmax() {
    return reduce(ReduceOp.NAN_MAX, 0);
  }

  /** The variance of each group without NaNs, over their count (ddof 0). */
  public ChunkedArray nanvar() {
    return nanvar(0);
  }

  /** The variance of each group without NaNs, over their count less {@code ddof}. */
  public ChunkedArray nanvar(int ddof) {
    return reduce(ReduceOp.NAN_VAR, ddof);
  }

  /** The standard deviation of each group without NaNs, over their count (ddof 0). */
  public ChunkedArray nanstd() {
    return nanstd(0);
  }

  /** The standard deviation of each group without NaNs, over their count less {@code ddof}. */
  public ChunkedArray nanstd(int ddof) {
    return reduce(ReduceOp.NAN_STD, ddof);
  }

  /** The median of each group, as {@link ChunkedArray#median}; NaN for a group without elements. */
  public ChunkedArray median() {
    return RowQuantile.of(ChunkedArray.of(node), Quantile.median(false), axes, labels);
  }

  /** The median of each group without NaNs; NaN where nothing is left. */
  public ChunkedArray nanmedian() {
    return RowQuantile.of(ChunkedArray.of(node), Quantile.median(true), axes, labels);
  }

  /** The quantile {@code q} of each group, as {@link ChunkedArray#quantile}. */
  public ChunkedArray quantile(double q) {
    return RowQuantile.of(ChunkedArray.of(node), Quantile.of(q, false), axes, labels);
  }

  /** The quantile {@code q} of each group without NaNs; NaN where nothing is left. */
  public ChunkedArray nanquantile(double q) {
    return RowQuantile.of(ChunkedArray.of(node), Quantile.of(q, true), axes, labels);
  }

  @Override
  public String toString() {
    return "GroupedArray[" + node.dtype() + " " + node.grid() + ", " + labels + "]";
  }
}
