package org.hyperslab.stencil.kernel;

import org.hyperslab.block.DType;

/** Makes the loops of weighted stencils. */
public final class RowKernels {
  private RowKernels() {}

  /** What is computed per cell, in which order. */
  public sealed interface Formula {}

  /**
   * A star of two or three dimensions.
   *
   * @param c the centre's weight
   * @param z weight along the first of three dimensions
   * @param y weight along the last dimension but one
   * @param x weight along the last dimension
   */
  public record Star(int rank, double c, double z, double y, double x) implements Formula {
    /** Whether all neighbours have the same weight. */
    public boolean isUniform() {
      return y == x && (rank == 2 || z == x);
    }
  }

  /** Products of neighbours with weights, added one after the other. Immutable. */
  public static final class Taps implements Formula {
    private final double[] weights;

    public Taps(double[] weights) {
      this.weights = weights.clone();
    }

    /** A copy of the weights. */
    public double[] weights() {
      return weights.clone();
    }
  }

  /** Loops in plain Java. */
  public static RowKernel scalar(Formula formula, DType dtype) {
    boolean wide = dtype == DType.FLOAT64;
    return switch (formula) {
      case Star s when s.rank() == 2 -> wide ? new ScalarStars.Star2(s) : new ScalarStars.Star2F(s);
      case Star s -> wide ? new ScalarStars.Star3(s) : new ScalarStars.Star3F(s);
      case Taps t -> wide ? new ScalarTaps.Wide(t.weights) : new ScalarTaps.Narrow(t.weights);
    };
  }
}
