package org.hyperslab.stencil;

import org.hyperslab.block.DType;
import org.hyperslab.stencil.kernel.LineKernel;

/**
 * The systems {@code (I - r L) x = d} along one dimension, L being the second difference with the
 * dimension's boundaries: the matrix, factorised once (Thomas's algorithm; where the dimension is
 * periodic with the formula of Sherman and Morrison, as in Press et al., <em>Numerical
 * Recipes</em>, section 2.7), and solved for many lines side by side. Unknowns are the cells that
 * change. Diagonally dominant, so nothing is pivoted.
 */
final class Tridiagonal {
  private final long first;
  private final int n;
  private final double[] lower;
  private final double[] factor;
  private final double[] upper;
  private final double[] correction;
  private final double corner;
  private final double correctionFactor;
  private final double[] constant;
  private final long[] heldNeighbour;
  private final double r;
  private final DType dtype;

  /**
   * @param first coordinate of the first cell that changes
   * @param end one past the last one
   */
  Tridiagonal(Evolution e, int d, long first, long end, double r) {
    this.first = first;
    this.n = Math.toIntExact(Math.max(0, end - first));
    this.r = r;
    this.dtype = e.dtype();
    this.lower = new double[n];
    this.upper = new double[n];
    this.factor = new double[n];
    this.constant = new double[n];
    this.heldNeighbour = new long[] {-1, -1};
    double[] diagonal = new double[n];
    double wrap = 0;
    for (int i = 0; i < n; i++) {
      diagonal[i] += 1 + 2 * r;
      for (int side = -1; side <= 1; side += 2) {
        long extent = e.domain().dim(d);
        long beside = e.boundaries().source(d, first + i + side, extent);
        constant[i] += r * e.boundaries().excess(d, first + i + side, extent);
        int column = (int) (beside - first);
        if (beside < first || beside >= end) {
          heldNeighbour[side < 0 ? 0 : 1] = beside;
        } else if (column == i) {
          diagonal[i] -= r;
        } else if (column == i - 1) {
          lower[i] -= r;
        } else if (column == i + 1) {
          upper[i] -= r;
        } else {
          wrap = -r;
        }
      }
    }
    this.corner = wrap;
    this.correction = new double[corner == 0 ? 0 : n];
    double gamma = n == 0 ? 0 : -diagonal[0];
    if (corner != 0) {
      diagonal[0] -= gamma;
      diagonal[n - 1] -= corner * corner / gamma;
    }
    factorise(diagonal);
    this.correctionFactor = corner == 0 ? 0 : correct(gamma);
  }

  private void factorise(double[] diagonal) {
    double before = 0;
    for (int i = 0; i < n; i++) {
      factor[i] = 1 / (diagonal[i] - lower[i] * before);
      before = upper[i] * factor[i];
      upper[i] = before;
    }
  }

  /** Solves for the vector that corners are put right with; returns its weight. */
  private double correct(double gamma) {
    correction[0] = gamma;
    correction[n - 1] = corner;
    for (int i = 0; i < n; i++) {
      double before = i == 0 ? 0 : correction[i - 1];
      correction[i] = (correction[i] - before * lower[i]) * factor[i];
    }
    for (int i = n - 2; i >= 0; i--) {
      correction[i] -= correction[i + 1] * upper[i];
    }
    return 1 / (1 + correction[0] + correction[n - 1] * (corner / gamma));
  }

  /** How many unknowns a line has. */
  int size() {
    return n;
  }

  /** Coordinate of the first unknown. */
  long first() {
    return first;
  }

  /** What sides with flux add to the right-hand side of an unknown, explicitly and implicitly. */
  double constant(int i) {
    return constant[i];
  }

  /**
   * The coordinate of the held cell beside the first (0) or last (1) unknown; -1 if there is none.
   */
  long heldNeighbour(int side) {
    return heldNeighbour[side];
  }

  /** The factor r. */
  double r() {
    return r;
  }

  /**
   * Solves systems in place.
   *
   * @param lines of the right-hand sides, a cell per system
   * @param scratch machine address of memory for one line
   * @param systems how many systems lie side by side
   */
  void solve(LineKernel kernel, Lines lines, long scratch, int systems) {
    for (int i = 0; i < n; i++) {
      long before = lines.at(Math.max(0, i - 1));
      kernel.eliminate(lines.at(i), before, lower[i], factor[i], systems);
    }
    for (int i = n - 2; i >= 0; i--) {
      kernel.subtract(lines.at(i), lines.at(i + 1), upper[i], systems);
    }
    if (corner != 0) {
      double gamma = -(1 + 2 * r);
      SideGhosts.copy(lines.at(0), scratch, systems, dtype, 0);
      kernel.eliminate(scratch, lines.at(n - 1), -corner / gamma, correctionFactor, systems);
      for (int i = 0; i < n; i++) {
        kernel.subtract(lines.at(i), scratch, correction[i], systems);
      }
    }
  }
}
