package org.hyperslab.stencil;

/**
 * One of the two sides that a domain has along a dimension.
 *
 * @param high whether it is where the coordinate is greatest
 */
public record Side(int dimension, boolean high) {
  /** The side with the least coordinate. */
  public static Side low(int dimension) {
    return new Side(dimension, false);
  }

  /** The side with the greatest coordinate. */
  public static Side high(int dimension) {
    return new Side(dimension, true);
  }

  /** As in {@code low 0}. */
  @Override
  public String toString() {
    return (high ? "high " : "low ") + dimension;
  }
}
