package org.hyperslab.grid;

import java.util.Arrays;

/**
 * A box of elements of an array: where it begins and how far it extends per dimension. May be
 * empty. Immutable.
 */
public final class Region {
  private final long[] origin;
  private final Shape shape;

  private Region(long[] origin, Shape shape) {
    this.origin = origin;
    this.shape = shape;
  }

  /**
   * @throws IllegalArgumentException if the ranks differ
   */
  public static Region of(long[] origin, Shape shape) {
    if (origin.length != shape.rank()) {
      throw new IllegalArgumentException(
          "rank mismatch: origin=" + Arrays.toString(origin) + ", shape=" + shape);
    }
    return new Region(origin.clone(), shape);
  }

  /** The region that covers a whole array. */
  public static Region whole(Shape shape) {
    return new Region(new long[shape.rank()], shape);
  }

  public int rank() {
    return origin.length;
  }

  /** First element along a dimension. */
  public long start(int dimension) {
    return origin[dimension];
  }

  /** One past the last element along a dimension. */
  public long end(int dimension) {
    return origin[dimension] + shape.dim(dimension);
  }

  /** Number of elements along a dimension. */
  public long extent(int dimension) {
    return shape.dim(dimension);
  }

  public Shape shape() {
    return shape;
  }

  /**
   * Steps to the next element in C order; after the last one, back to the first.
   *
   * @param at an element of this region, changed in place
   * @return whether there was a next one
   */
  public boolean next(long[] at) {
    for (int d = at.length - 1; d >= 0; d--) {
      if (++at[d] < end(d)) {
        return true;
      }
      at[d] = start(d);
    }
    return false;
  }

  /** The number of elements. */
  public long size() {
    return shape.size();
  }

  public boolean isEmpty() {
    return shape.isEmpty();
  }

  /** A copy of the first element's coordinates. */
  public long[] origin() {
    return origin.clone();
  }

  /** The elements that are in both; empty (somewhere inside this) where they do not meet. */
  public Region intersect(Region other) {
    long[] from = new long[rank()];
    long[] extent = new long[rank()];
    for (int d = 0; d < rank(); d++) {
      from[d] = Math.max(start(d), other.start(d));
      extent[d] = Math.max(0, Math.min(end(d), other.end(d)) - from[d]);
    }
    return new Region(from, Shape.of(extent));
  }

  /** Whether every element of {@code other} is in this region. */
  public boolean contains(Region other) {
    for (int d = 0; d < rank(); d++) {
      if (other.start(d) < start(d) || other.end(d) > end(d)) {
        return other.isEmpty();
      }
    }
    return true;
  }

  /** This region in coordinates counted from {@code origin}'s first element. */
  public Region relativeTo(Region outer) {
    long[] from = new long[rank()];
    for (int d = 0; d < from.length; d++) {
      from[d] = origin[d] - outer.origin[d];
    }
    return new Region(from, shape);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Region r && Arrays.equals(origin, r.origin) && shape.equals(r.shape);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(origin) + shape.hashCode();
  }

  /** Half-open ranges: {@code [0:10, 5:8]}. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("[");
    for (int d = 0; d < origin.length; d++) {
      s.append(d == 0 ? "" : ", ").append(start(d)).append(':').append(end(d));
    }
    return s.append(']').toString();
  }
}
