package org.hyperslab.stencil.kernel;

import org.hyperslab.block.DType;

/**
 * A row of an explicit diffusion step with a diffusivity per cell, a, in two dimensions. With u, d,
 * l, r the neighbours below, above, to the left and to the right of p:
 *
 * <pre>{@code
 * p + ((((a_r + a) * (r - p)) - ((a + a_l) * (p - l))) * fx
 *     + (((a_d + a) * (d - p)) - ((a + a_u) * (p - u))) * fy)
 * }</pre>
 *
 * where the factors f are the time step by twice the spacing squared: on the face between two cells
 * the diffusivity is the mean of both.
 */
public interface DiffusionRow {
  /** The fastest loop that this JVM can run. */
  static DiffusionRow of(DType dtype) {
    return StencilLoops.SIMD ? VectorLoops.diffusion(dtype) : scalar(dtype);
  }

  /** The loop in plain Java. */
  static DiffusionRow scalar(DType dtype) {
    return dtype == DType.FLOAT64 ? new ScalarDiffusion.Wide() : new ScalarDiffusion.Narrow();
  }

  /**
   * Machine addresses: of the first cell of the result, of the field and of the diffusivity, and
   * bytes from a row to the next of both.
   */
  record Rows(long out, long field, long fieldStep, long diffusivity, long diffusivityStep) {
    Rows plus(long bytes) {
      return new Rows(out + bytes, field + bytes, fieldStep, diffusivity + bytes, diffusivityStep);
    }
  }

  /** Computes {@code n} cells. */
  void row(Rows rows, double fy, double fx, int n);
}
