package org.hyperslab.stencil.kernel;

import org.hyperslab.block.DType;

/**
 * What solving many tridiagonal systems side by side consists of: operations on lines of cells, of
 * which each belongs to another system. Addresses are machine addresses; {@code n} counts cells.
 */
public interface LineKernel {
  /** The fastest loops that this JVM can run. */
  static LineKernel of(DType dtype) {
    return StencilLoops.SIMD ? VectorLoops.lines(dtype) : scalar(dtype);
  }

  /** Loops in plain Java. */
  static LineKernel scalar(DType dtype) {
    return dtype == DType.FLOAT64 ? new ScalarLines.Wide() : new ScalarLines.Narrow();
  }

  /** {@code line = (line - other * a) * b}. */
  void eliminate(long line, long other, double a, double b, int n);

  /** {@code line = line - other * a}. */
  void subtract(long line, long other, double a, int n);

  /** {@code out = cell + ((below + above) - cell * 2) * a}. */
  void secondDifference(long out, long cell, long[] neighbours, double a, int n);
}
