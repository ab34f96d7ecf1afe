package org.hyperslab.grid;

import java.util.Arrays;

/** Ghost cells around a block: a width per side and dimension. Immutable. */
public final class Halo {
  private final long[] before;
  private final long[] after;

  private Halo(long[] before, long[] after) {
    this.before = before;
    this.after = after;
  }

  /** No ghost cells. */
  public static Halo none(int rank) {
    return new Halo(new long[rank], new long[rank]);
  }

  /** The same width on both sides of a dimension. */
  public static Halo of(long... widths) {
    return of(widths, widths);
  }

  /**
   * @param before widths on the side of index 0
   * @param after widths on the other side
   * @throws IllegalArgumentException if a width is negative, or the ranks differ
   */
  public static Halo of(long[] before, long[] after) {
    if (before.length != after.length
        || Arrays.stream(before).anyMatch(w -> w < 0)
        || Arrays.stream(after).anyMatch(w -> w < 0)) {
      throw new IllegalArgumentException(
          "bad halo: before=" + Arrays.toString(before) + ", after=" + Arrays.toString(after));
    }
    return new Halo(before.clone(), after.clone());
  }

  public int rank() {
    return before.length;
  }

  /** The width on the side of index 0. */
  public long before(int dimension) {
    return before[dimension];
  }

  /** The width on the side of the last index. */
  public long after(int dimension) {
    return after[dimension];
  }

  /** Both widths together. */
  public long width(int dimension) {
    return before[dimension] + after[dimension];
  }

  public boolean isNone() {
    return Arrays.stream(before).allMatch(w -> w == 0)
        && Arrays.stream(after).allMatch(w -> w == 0);
  }

  /** A shape with the ghost cells. */
  public Shape around(Shape shape) {
    long[] extents = shape.toArray();
    for (int d = 0; d < extents.length; d++) {
      extents[d] += width(d);
    }
    return Shape.of(extents);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Halo h && Arrays.equals(h.before, before) && Arrays.equals(h.after, after);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(before) + Arrays.hashCode(after);
  }

  @Override
  public String toString() {
    return "Halo[" + Arrays.toString(before) + ", " + Arrays.toString(after) + "]";
  }
}
