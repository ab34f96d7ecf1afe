package org.hyperslab.grid;

import java.util.Arrays;

/**
 * The extents of an N-dimensional array in elements, dimension 0 slowest. Rank 0 is a scalar with
 * one element; an extent of 0 makes an empty array. Immutable.
 */
public final class Shape {
  private static final Shape SCALAR = new Shape(new long[0]);

  private final long[] extents;
  private final long size;

  private Shape(long[] extents) {
    this.extents = extents;
    this.size = product(extents);
  }

  /**
   * A shape with the given extents.
   *
   * @throws IllegalArgumentException if an extent is negative or the number of elements exceeds a
   *     {@code long}
   */
  public static Shape of(long... extents) {
    return extents.length == 0 ? SCALAR : new Shape(extents.clone());
  }

  private static long product(long[] extents) {
    long size = 1;
    boolean empty = false;
    for (long e : extents) {
      if (e < 0) {
        throw new IllegalArgumentException("negative extent: shape=" + Arrays.toString(extents));
      }
      empty |= e == 0;
    }
    if (empty) {
      return 0;
    }
    for (long e : extents) {
      if (Math.multiplyHigh(size, e) != 0 || size * e < 0) {
        throw new IllegalArgumentException("too many elements: shape=" + Arrays.toString(extents));
      }
      size *= e;
    }
    return size;
  }

  public int rank() {
    return extents.length;
  }

  /** The extent along a dimension, in elements. */
  public long dim(int dimension) {
    return extents[dimension];
  }

  /** The number of elements. */
  public long size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** A copy of the extents. */
  public long[] toArray() {
    return extents.clone();
  }

  /** This shape with one extent replaced. */
  public Shape with(int dimension, long extent) {
    long[] copy = extents.clone();
    copy[dimension] = extent;
    return new Shape(copy);
  }

  /**
   * The shape that both broadcast to under NumPy's rules: aligned at the last dimension, extents
   * equal or 1.
   *
   * @throws IllegalArgumentException if they do not broadcast together
   */
  public Shape broadcast(Shape other) {
    int rank = Math.max(rank(), other.rank());
    long[] result = new long[rank];
    for (int d = 0; d < rank; d++) {
      int i = d - (rank - rank());
      int j = d - (rank - other.rank());
      long a = i < 0 ? 1 : extents[i];
      long b = j < 0 ? 1 : other.extents[j];
      if (a != b && a != 1 && b != 1) {
        throw new IllegalArgumentException(
            "shapes do not broadcast together: " + this + ", " + other);
      }
      result[d] = a == 1 ? b : a;
    }
    return of(result);
  }

  /**
   * An axis counted from the front, for one that may be negative (counted from the back).
   *
   * @throws IllegalArgumentException if it is outside {@code [-rank, rank)}
   */
  public int axis(int axis) {
    int a = axis < 0 ? axis + rank() : axis;
    if (a < 0 || a >= rank()) {
      throw new IllegalArgumentException("axis out of range: axis=" + axis + ", rank=" + rank());
    }
    return a;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Shape s && Arrays.equals(extents, s.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** NumPy's notation: {@code ()}, {@code (3,)}, {@code (3, 4)}. */
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("(");
    for (int d = 0; d < extents.length; d++) {
      s.append(d == 0 ? "" : ", ").append(extents[d]);
    }
    return s.append(extents.length == 1 ? ",)" : ")").toString();
  }
}
