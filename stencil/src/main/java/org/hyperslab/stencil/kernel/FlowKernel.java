package org.hyperslab.stencil.kernel;

import org.hyperslab.block.DType;

/**
 * Operations on lines of cells, for diffusion along one dimension with a diffusivity per cell. What
 * flows through the face between two cells is their difference times {@code (a + b) * r}, a and b
 * being their diffusivities: twice the mean of both, so r has a half in it. Addresses are machine
 * addresses; {@code n} counts cells.
 */
public interface FlowKernel {
  /** The fastest loops that this JVM can run. */
  static FlowKernel of(DType dtype) {
    return StencilLoops.SIMD ? VectorLoops.flow(dtype) : scalar(dtype);
  }

  /** Loops in plain Java. */
  static FlowKernel scalar(DType dtype) {
    return dtype == DType.FLOAT64 ? new ScalarFlow.Wide() : new ScalarFlow.Narrow();
  }

  /** A line and its neighbours on both sides: addresses of their first cells. */
  record Three(long below, long cell, long above) {
    /** The same, so many bytes further. */
    public Three plus(long bytes) {
      return new Three(below + bytes, cell + bytes, above + bytes);
    }
  }

  /**
   * The lines of Thomas's algorithm.
   *
   * @param right the right-hand side, which becomes the solution
   * @param before that of the line before
   * @param ratio the factor of the next line's solution in this one's, which is found
   * @param ratioBefore that of the line before
   */
  record Lines(long right, long before, long ratio, long ratioBefore) {
    Lines plus(long bytes) {
      return new Lines(right + bytes, before + bytes, ratio + bytes, ratioBefore + bytes);
    }
  }

  /**
   * How the first or last line of a system is coupled to others. Zeros and ones, by which the flow
   * coefficients of the lower and the upper face count.
   *
   * @param ownLow how much of the lower face's is in the diagonal
   * @param ownHigh how much of the upper face's
   * @param previousLow how much of the lower face's couples to the line before
   * @param previousHigh how much of the upper face's, where a mirror leads back
   * @param nextLow how much of the lower face's couples to the next line
   * @param nextHigh how much of the upper face's
   */
  record Coupling(
      double ownLow,
      double ownHigh,
      double previousLow,
      double previousHigh,
      double nextLow,
      double nextHigh) {}

  /** {@code out = p + ((a_above + a) * (above - p) - (a + a_below) * (p - below)) * r}. */
  void explicit(long out, Three field, Three diffusivity, double r, int n);

  /**
   * Eliminates the line before from one inside: with {@code low} and {@code high} what flows
   * through the faces, {@code m = 1 / (((1 + low) + high) - low * ratioBefore)}, {@code ratio =
   * high * m}, {@code right = (right + low * before) * m}.
   */
  void eliminate(Lines lines, Three diffusivity, double r, int n);

  /** As {@link #eliminate}, for a line at an end. */
  void eliminateEnd(Lines lines, Three diffusivity, Coupling coupling, double r, int n);

  /** {@code line = line + factor * other}. */
  void addProduct(long line, long factor, long other, int n);

  /** {@code line = line + ((a + b) * r) * value}, a and b being lines of diffusivities. */
  void addFlow(long line, long a, long b, double r, long value, int n);

  /** {@code line = line + (a + b) * r}, a and b being lines of diffusivities. */
  void addFaces(long line, long a, long b, double r, int n);

  /**
   * The last unknown x of a system that closes on itself, where all others are {@code p + q * x}:
   * {@code x = ((right + high * p_0) + low * p_last) / ((((1 + low) + high) - high * q_0) - low *
   * q_last)}.
   *
   * @param right the right-hand side, which becomes x
   * @param p the first and the last of the others without x, in {@code below} and {@code above}
   * @param q their factors
   */
  void close(long right, Three p, Three q, Three diffusivity, double r, int n);
}
