package org.hyperslab.grid;

import java.util.Arrays;

/**
 * An affine map from the coordinates of a view to those of its source. Every dimension of the view
 * either walks along one axis of the source with a step, or along none (an inserted or broadcast
 * dimension); every axis of the source is walked by at most one dimension, or is fixed at an index.
 * Slices with any step, transposes, flips, and inserting, dropping and broadcasting dimensions are
 * all of this form, and so is one after another: {@link #then}. Immutable.
 *
 * <p>Source coordinate {@code a} of view element {@code i} is {@code base(a) + step(d) * i[d]} with
 * the {@code d} for which {@code axis(d) == a}.
 */
public final class IndexMap {
  /** What {@link #axis} gives for a dimension of the view that walks along no source axis. */
  public static final int NONE = -1;

  private final Shape source;
  private final Shape view;
  private final long[] base;
  private final int[] axis;
  private final long[] step;

  private IndexMap(Shape source, Shape view, long[] base, int[] axis, long[] step) {
    this.source = source;
    this.view = view;
    this.base = base;
    this.axis = axis;
    this.step = step;
  }

  /**
   * A map given by its parts. A dimension with an axis but a view extent of 1 or 0 may have any
   * step.
   *
   * @param base a source index per source axis
   * @param axis a source axis per view dimension, or {@link #NONE}
   * @param step a step per view dimension; ignored where there is no axis
   */
  static IndexMap of(Shape source, Shape view, long[] base, int[] axis, long[] step) {
    return new IndexMap(source, view, base.clone(), axis.clone(), step.clone());
  }

  /** The view that is the source itself. */
  public static IndexMap identity(Shape shape) {
    int[] axis = new int[shape.rank()];
    long[] step = new long[shape.rank()];
    for (int d = 0; d < axis.length; d++) {
      axis[d] = d;
      step[d] = 1;
    }
    return new IndexMap(shape, shape, new long[shape.rank()], axis, step);
  }

  /**
   * The view whose dimension {@code d} is axis {@code order[d]} of the source.
   *
   * @throws IllegalArgumentException if {@code order} is no permutation of the axes
   */
  public static IndexMap transpose(Shape source, int... order) {
    if (order.length != source.rank()) {
      throw new IllegalArgumentException(
          "axes do not match array: axes=" + Arrays.toString(order) + ", shape=" + source);
    }
    boolean[] seen = new boolean[order.length];
    int[] axis = new int[order.length];
    long[] extents = new long[order.length];
    long[] step = new long[order.length];
    for (int d = 0; d < order.length; d++) {
      axis[d] = source.axis(order[d]);
      if (seen[axis[d]]) {
        throw new IllegalArgumentException(
            "repeated axis in transpose: axes=" + Arrays.toString(order));
      }
      seen[axis[d]] = true;
      extents[d] = source.dim(axis[d]);
      step[d] = 1;
    }
    return new IndexMap(source, Shape.of(extents), new long[order.length], axis, step);
  }

  /**
   * The source broadcast to a shape under NumPy's rules.
   *
   * @throws IllegalArgumentException if it does not broadcast to it
   */
  public static IndexMap broadcast(Shape source, Shape to) {
    int lead = to.rank() - source.rank();
    int[] axis = new int[to.rank()];
    long[] step = new long[to.rank()];
    for (int d = 0; d < axis.length; d++) {
      int a = d - lead;
      boolean walks = a >= 0 && (source.dim(a) == to.dim(d));
      if (a >= 0 && !walks && source.dim(a) != 1) {
        throw new IllegalArgumentException("cannot broadcast shape " + source + " to " + to);
      }
      axis[d] = walks ? a : NONE;
      step[d] = walks ? 1 : 0;
    }
    if (lead < 0) {
      throw new IllegalArgumentException("cannot broadcast shape " + source + " to " + to);
    }
    return new IndexMap(source, to, new long[source.rank()], axis, step);
  }

  /**
   * The view of the elements {@code start, start + step, ...}, {@code count} of them, along one
   * axis.
   */
  public static IndexMap range(Shape source, int along, long start, long count, long step) {
    IndexMap map = identity(source);
    map.base[along] = count == 0 ? 0 : start;
    map.step[along] = step;
    return new IndexMap(source, source.with(along, count), map.base, map.axis, map.step);
  }

  /** The view of a box of the source. */
  public static IndexMap region(Region region, Shape source) {
    IndexMap map = identity(source);
    return new IndexMap(source, region.shape(), region.origin(), map.axis, map.step);
  }

  /** The view without dimension {@code along}, fixed at {@code index}. */
  public static IndexMap drop(Shape source, int along, long index) {
    int rank = source.rank() - 1;
    long[] base = new long[source.rank()];
    base[along] = index;
    int[] axis = new int[rank];
    long[] step = new long[rank];
    long[] extents = new long[rank];
    for (int d = 0; d < rank; d++) {
      axis[d] = d < along ? d : d + 1;
      step[d] = 1;
      extents[d] = source.dim(axis[d]);
    }
    return new IndexMap(source, Shape.of(extents), base, axis, step);
  }

  /** The view with an inserted dimension of extent 1 before dimension {@code at}. */
  public static IndexMap insert(Shape source, int at) {
    int rank = source.rank() + 1;
    int[] axis = new int[rank];
    long[] step = new long[rank];
    long[] extents = new long[rank];
    for (int d = 0; d < rank; d++) {
      axis[d] = d == at ? NONE : d < at ? d : d - 1;
      step[d] = d == at ? 0 : 1;
      extents[d] = d == at ? 1 : source.dim(axis[d]);
    }
    return new IndexMap(source, Shape.of(extents), new long[source.rank()], axis, step);
  }

  /**
   * This view, viewed again.
   *
   * @param next a map whose source is this map's view
   * @return the map from {@code next}'s view to this map's source
   */
  public IndexMap then(IndexMap next) {
    if (!next.source.equals(view)) {
      throw new IllegalArgumentException("views do not chain: " + view + ", " + next.source);
    }
    long[] newBase = base.clone();
    for (int d = 0; d < axis.length; d++) {
      if (axis[d] != NONE) {
        newBase[axis[d]] += step[d] * next.base[d];
      }
    }
    int[] newAxis = new int[next.axis.length];
    long[] newStep = new long[next.axis.length];
    for (int e = 0; e < newAxis.length; e++) {
      int d = next.axis[e];
      newAxis[e] = d == NONE ? NONE : axis[d];
      newStep[e] = newAxis[e] == NONE ? 0 : step[d] * next.step[e];
    }
    return new IndexMap(source, next.view, newBase, newAxis, newStep);
  }

  /**
   * This map, for a source that is only a part of this one's: the part that begins at {@code start}
   * along {@code along}. The view must show nothing outside the part.
   */
  public IndexMap onPart(Shape part, int along, long start) {
    long[] shifted = base.clone();
    shifted[along] -= start;
    return new IndexMap(part, view, shifted, axis, step);
  }

  /**
   * This map, for a source that has {@code n} chosen indices instead of all along the axis that a
   * dimension walks along: the dimension shows these in order. A dimension that walks along none is
   * just resized.
   */
  public IndexMap taken(int dimension, long n) {
    int a = axis[dimension];
    if (a == NONE) {
      return new IndexMap(source, view.with(dimension, n), base, axis, step);
    }
    long[] newBase = base.clone();
    long[] newStep = step.clone();
    newBase[a] = 0;
    newStep[dimension] = 1;
    return new IndexMap(source.with(a, n), view.with(dimension, n), newBase, axis, newStep);
  }

  /** The shape of what is viewed. */
  public Shape source() {
    return source;
  }

  /** The shape of the view. */
  public Shape view() {
    return view;
  }

  /** The source axis that a view dimension walks along, or {@link #NONE}. */
  public int axis(int dimension) {
    return axis[dimension];
  }

  /**
   * Source elements from one view element to the next along a dimension; 0 where it walks along no
   * axis.
   */
  public long step(int dimension) {
    return axis[dimension] == NONE ? 0 : step[dimension];
  }

  /** The source index, along an axis, of the view's first element. */
  public long base(int sourceAxis) {
    return base[sourceAxis];
  }

  /**
   * The view dimension that walks along a source axis, or {@link #NONE} where the axis is fixed.
   */
  public int dimensionOf(int sourceAxis) {
    for (int d = 0; d < axis.length; d++) {
      if (axis[d] == sourceAxis) {
        return d;
      }
    }
    return NONE;
  }

  /** Whether the view is the source itself. */
  public boolean isIdentity() {
    return equals(identity(source));
  }

  /** The smallest box of the source that holds every element that a region of the view shows. */
  public Region sourceRegion(Region region) {
    long[] from = base.clone();
    long[] extent = new long[base.length];
    Arrays.fill(extent, region.isEmpty() ? 0 : 1);
    if (!region.isEmpty()) {
      for (int d = 0; d < axis.length; d++) {
        if (axis[d] != NONE) {
          long first = base[axis[d]] + step[d] * region.start(d);
          long last = base[axis[d]] + step[d] * (region.end(d) - 1);
          from[axis[d]] = Math.min(first, last);
          extent[axis[d]] = Math.abs(last - first) + 1;
        }
      }
    }
    return Region.of(from, Shape.of(extent));
  }

  /**
   * The smallest box of the view outside of which no element shows an element of a region of the
   * source.
   */
  public Region viewRegion(Region region) {
    long[] from = new long[axis.length];
    long[] extent = view.toArray();
    boolean none = region.isEmpty();
    for (int a = 0; a < base.length; a++) {
      int d = dimensionOf(a);
      if (d == NONE) {
        none |= base[a] < region.start(a) || base[a] >= region.end(a);
      } else if (view.dim(d) > 0) {
        long lo = region.start(a) - base[a];
        long hi = region.end(a) - 1 - base[a];
        long first = step[d] > 0 ? Math.ceilDiv(lo, step[d]) : Math.ceilDiv(-hi, -step[d]);
        long last = step[d] > 0 ? Math.floorDiv(hi, step[d]) : Math.floorDiv(-lo, -step[d]);
        from[d] = Math.max(0, first);
        extent[d] = Math.max(0, Math.min(view.dim(d) - 1, last) - from[d] + 1);
      }
    }
    if (none) {
      Arrays.fill(extent, 0);
    }
    return Region.of(from, Shape.of(extent));
  }

  /**
   * The grid of the view whose cuts are where the view crosses from one chunk of the source to
   * another. Dimensions that walk along no axis are not cut.
   */
  public ChunkGrid viewGrid(ChunkGrid sourceGrid) {
    if (isIdentity()) {
      return sourceGrid;
    }
    long[] first = new long[axis.length];
    for (int d = 0; d < axis.length; d++) {
      first[d] = axis[d] == NONE ? 0 : base[axis[d]];
    }
    return sourceGrid.view(view, axis, first, step);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof IndexMap m
        && source.equals(m.source)
        && view.equals(m.view)
        && Arrays.equals(base, m.base)
        && Arrays.equals(axis, m.axis)
        && Arrays.equals(step, m.step);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * view.hashCode() + Arrays.hashCode(base))
        + 7 * Arrays.hashCode(axis)
        + Arrays.hashCode(step);
  }

  /**
   * The selection in NumPy's notation per source axis, then the order of the axes where it is not
   * theirs.
   */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("[");
    for (int a = 0; a < base.length; a++) {
      int d = dimensionOf(a);
      s.append(a == 0 ? "" : ", ").append(base[a]);
      if (d != NONE) {
        s.append(':')
            .append(base[a] + step[d] * view.dim(d))
            .append(step[d] == 1 ? "" : ":" + step[d]);
      }
    }
    s.append(']');
    boolean ordered = axis.length == base.length;
    for (int d = 0; ordered && d < axis.length; d++) {
      ordered = axis[d] == d;
    }
    return ordered ? s.toString() : s.append(" as ").append(Arrays.toString(axis)).toString();
  }
}
