package org.hyperslab.stencil.kernel;

/** What is computed per cell, in which order. */
public sealed interface Formula {
  /**
   * A star of two or three dimensions.
   *
   * @param c the centre's weight
   * @param z weight along the first of three dimensions
   * @param y weight along the last dimension but one
   * @param x weight along the last dimension
   */
  record Star(int rank, double c, double z, double y, double x) implements Formula {
    /** Whether all neighbours have the same weight. */
    public boolean isUniform() {
      return y == x && (rank == 2 || z == x);
    }

    /** Whether the centre takes part. */
    public boolean hasCentre() {
      return c != 0;
    }
  }

  /** Products of neighbours with weights, added one after the other. Immutable. */
  final class Taps implements Formula {
    private final double[] weights;

    public Taps(double[] weights) {
      this.weights = weights.clone();
    }

    /** A copy of the weights. */
    public double[] weights() {
      return weights.clone();
    }
  }
}
