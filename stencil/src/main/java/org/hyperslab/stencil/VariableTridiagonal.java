package org.hyperslab.stencil;

import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.stencil.kernel.FlowKernel;
import org.hyperslab.stencil.kernel.FlowKernel.Coupling;
import org.hyperslab.stencil.kernel.FlowKernel.Three;

/**
 * The systems {@code (I - L) x = d} along one dimension, L being what flows into a cell through its
 * two faces, with a diffusivity per cell and the dimension's boundaries. Each system has a matrix
 * of its own, so that it is factorised while it is solved (Thomas's algorithm), for many systems
 * side by side. Unknowns are the cells that change. Diagonally dominant, so nothing is pivoted.
 *
 * <p>Where the dimension is periodic, all unknowns but the last are solved for twice: without the
 * last one (p), and for what it adds (q); the last equation then gives it.
 */
final class VariableTridiagonal {
  /** What is beyond an end of the unknowns. */
  private enum Beyond {
    /** A cell that is held. */
    HELD,
    /** The last unknown itself, or more than that by what flows in. */
    ITSELF,
    /** A mirror: the unknown on the other side of the last one. */
    MIRROR,
    /** The unknown at the other end. */
    OTHER_END
  }

  private final int d;
  private final long first;
  private final int n;
  private final double r;
  private final Beyond low;
  private final Beyond high;
  private final Evolution evolution;

  /**
   * @param first coordinate of the first cell that changes
   * @param end one past the last one
   * @param r by which the sum of two diffusivities is to be multiplied
   */
  VariableTridiagonal(Evolution evolution, int d, long first, long end, double r) {
    this.evolution = evolution;
    this.d = d;
    this.first = first;
    this.n = Math.toIntExact(Math.max(0, end - first));
    this.r = r;
    this.low = beyond(0, beside(0));
    this.high = beyond(n - 1, beside(1));
  }

  /** The coordinate of the cell that is or stands for the one beyond an end. */
  long beside(int side) {
    long outside = side == 0 ? first - 1 : first + n;
    return evolution.boundaries().source(d, outside, evolution.domain().dim(d));
  }

  private Beyond beyond(int own, long beside) {
    long other = beside - first;
    if (other < 0 || other >= n) {
      return Beyond.HELD;
    }
    if (other == own) {
      return Beyond.ITSELF;
    }
    return Math.abs(other - own) == 1 ? Beyond.MIRROR : Beyond.OTHER_END;
  }

  /** Whether what is beyond an end is a cell that is held. */
  boolean isHeld(int side) {
    return (side == 0 ? low : high) == Beyond.HELD;
  }

  /** What the cell beyond an end has more than the unknown that it is a copy of. */
  double excess(int side) {
    long outside = side == 0 ? first - 1 : first + n;
    long extent = evolution.domain().dim(d);
    return isHeld(side) ? 0 : evolution.boundaries().excess(d, outside, extent);
  }

  /** How many unknowns a system has. */
  int size() {
    return n;
  }

  /** Coordinate of the first unknown. */
  long first() {
    return first;
  }

  double r() {
    return r;
  }

  private boolean closes() {
    return low == Beyond.OTHER_END;
  }

  /** Lines of memory that {@link #solve} needs. */
  int scratchLines() {
    return closes() ? 2 * n : n;
  }

  /**
   * How wide lines are.
   *
   * @param systems cells of a line
   * @param bytes of a cell
   */
  record Width(int systems, int bytes) {}

  /** How an unknown is coupled to its neighbours, among so many. */
  private Coupling coupling(int i, int count) {
    boolean begins = i == 0;
    boolean ends = i == count - 1;
    boolean lowOwn = begins && low == Beyond.ITSELF;
    boolean highOwn = ends && high == Beyond.ITSELF;
    boolean lowMirror = begins && low == Beyond.MIRROR;
    boolean highMirror = ends && high == Beyond.MIRROR;
    return new Coupling(
        lowOwn ? 0 : 1,
        highOwn ? 0 : 1,
        begins ? 0 : 1,
        highMirror ? 1 : 0,
        lowMirror ? 1 : 0,
        ends ? 0 : 1);
  }

  /**
   * Solves systems in place.
   *
   * @param lines of the right-hand sides, a cell per system
   * @param diffusivities lines of the unknowns' diffusivities; those beyond both ends are there too
   * @param scratch lines of memory, {@link #scratchLines} of them
   */
  void solve(FlowKernel kernel, Lines lines, Lines diffusivities, Lines scratch, Width width) {
    int systems = width.systems();
    if (!closes()) {
      solve(kernel, lines, diffusivities, scratch, n, systems);
      return;
    }
    int last = n - 1;
    Lines q = new Lines(scratch.at(n), scratch.step());
    for (int i = 0; i < last; i++) {
      NativeMemory.ALL.asSlice(q.at(i), (long) systems * width.bytes()).fill((byte) 0);
    }
    kernel.addFaces(q.at(0), diffusivities.at(-1), diffusivities.at(0), r, systems);
    kernel.addFaces(q.at(last - 1), diffusivities.at(last - 1), diffusivities.at(last), r, systems);
    solve(kernel, q, diffusivities, scratch, last, systems);
    solve(kernel, lines, diffusivities, scratch, last, systems);
    Three p = new Three(lines.at(0), 0, lines.at(last - 1));
    Three ends = new Three(q.at(0), 0, q.at(last - 1));
    kernel.close(lines.at(last), p, ends, three(diffusivities, last), r, systems);
    for (int i = 0; i < last; i++) {
      kernel.addProduct(lines.at(i), q.at(i), lines.at(last), systems);
    }
  }

  private void solve(
      FlowKernel kernel, Lines lines, Lines diffusivities, Lines ratios, int count, int systems) {
    for (int i = 0; i < count; i++) {
      int before = Math.max(0, i - 1);
      FlowKernel.Lines at =
          new FlowKernel.Lines(lines.at(i), lines.at(before), ratios.at(i), ratios.at(before));
      if (i == 0 || i == count - 1) {
        Coupling coupling = coupling(i, count);
        kernel.eliminateEnd(at, three(diffusivities, i), coupling, r, systems);
      } else {
        kernel.eliminate(at, three(diffusivities, i), r, systems);
      }
    }
    for (int i = count - 2; i >= 0; i--) {
      kernel.addProduct(lines.at(i), ratios.at(i), lines.at(i + 1), systems);
    }
  }

  private static Three three(Lines lines, int i) {
    return new Three(lines.at(i - 1), lines.at(i), lines.at(i + 1));
  }
}
