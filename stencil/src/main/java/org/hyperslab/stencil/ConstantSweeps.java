package org.hyperslab.stencil;

import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.stencil.kernel.LineKernel;

/** Half steps with the same diffusivity everywhere: all systems have the same matrix. */
final class ConstantSweeps implements AdiSweeps {
  private final Evolution evolution;
  private final DType dtype;
  private final int bytes;
  private final LineKernel kernel;
  private final Tridiagonal alongY;
  private final Tridiagonal alongX;
  private final Layout u;
  private final Layout w;

  /**
   * @param ry half the time step times the diffusivity, by the square of the distance of rows
   * @param rx the same with that of columns
   */
  ConstantSweeps(Fields fields, double ry, double rx) {
    this.evolution = fields.evolution();
    this.dtype = fields.dtype();
    this.bytes = fields.bytes();
    this.u = fields.u();
    this.w = fields.w();
    this.kernel = LineKernel.of(dtype);
    Region changing = fields.changing();
    this.alongY = new Tridiagonal(evolution, 0, changing.start(0), changing.end(0), ry);
    this.alongX = new Tridiagonal(evolution, 1, changing.start(1), changing.end(1), rx);
  }

  @Override
  public long scratchBytes() {
    return (alongX.size() * (long) GROUP + Math.max(GROUP, STRIP)) * bytes;
  }

  @Override
  public void rows(int first, int count, long memory) {
    long skip = alongX.first() * bytes;
    int n = alongX.size();
    if (n == 0) {
      return;
    }
    for (int i = first; i < first + count; i++) {
      long row = w.row(alongY.first() + i, 0, 0);
      long[] neighbours = {beside(i, -1) + skip, beside(i, 1) + skip};
      long cells = u.row(alongY.first() + i, 0, 0) + skip;
      kernel.secondDifference(row + skip, cells, neighbours, alongY.r(), n);
      addEverywhere(row + skip, alongY.constant(i), n);
      addAtEnds(row);
    }
    long rowStep = w.plane();
    long from = w.row(alongY.first() + first, 0, 0) + skip;
    long lane = (long) GROUP * bytes;
    StridedCopy.copy2d(memory, bytes, lane, from, rowStep, bytes, count, n, bytes);
    alongX.solve(kernel, new Lines(memory, lane), memory + n * lane, count);
    StridedCopy.copy2d(from, rowStep, bytes, memory, bytes, lane, count, n, bytes);
    for (int i = first; i < first + count; i++) {
      fillGhosts(w.row(alongY.first() + i, 0, 0));
    }
  }

  /** The row that stands for the one beside, along y. */
  private long beside(int i, int side) {
    long extent = evolution.domain().dim(0);
    return u.row(evolution.boundaries().source(0, alongY.first() + i + side, extent), 0, 0);
  }

  private void addEverywhere(long line, double amount, int n) {
    if (amount != 0) {
      SideGhosts.copy(line, line, n, dtype, amount);
    }
  }

  /** What a row's ends get from held cells and fluxes, along x. */
  private void addAtEnds(long row) {
    int last = alongX.size() - 1;
    long begin = row + alongX.first() * bytes;
    add(begin, alongX.constant(0) + fromHeld(row, 0));
    add(begin + last * (long) bytes, (last == 0 ? 0 : alongX.constant(last)) + fromHeld(row, 1));
  }

  private double fromHeld(long row, int side) {
    long x = alongX.heldNeighbour(side);
    return x < 0 ? 0 : alongX.r() * get(row + x * bytes);
  }

  private void fillGhosts(long row) {
    Boundaries b = evolution.boundaries();
    long n = evolution.domain().dim(1);
    for (long ghost = -1; ghost <= n; ghost += n + 1) {
      SideGhosts.copy(row + b.source(1, ghost, n) * bytes, row + ghost * bytes, 1, dtype, 0);
      add(row + ghost * bytes, b.excess(1, ghost, n));
    }
  }

  private double get(long at) {
    return bytes == 8 ? NativeMemory.getDouble(at) : NativeMemory.getFloat(at);
  }

  private void add(long at, double amount) {
    if (amount != 0) {
      SideGhosts.copy(at, at, 1, dtype, amount);
    }
  }

  @Override
  public void strip(int first, int count, long memory) {
    int n = alongY.size();
    if (n == 0) {
      return;
    }
    long skip = (alongX.first() + first) * bytes;
    for (int i = 0; i < n; i++) {
      long out = u.row(alongY.first() + i, 0, 0) + skip;
      long cells = w.row(alongY.first() + i, 0, 0) + skip;
      kernel.secondDifference(
          out, cells, new long[] {cells - bytes, cells + bytes}, alongX.r(), count);
      addEverywhere(out, alongY.constant(i), count);
    }
    Lines lines = new Lines(u.row(alongY.first(), 0, 0) + skip, u.plane());
    for (int side = 0; side < 2; side++) {
      long y = alongY.heldNeighbour(side);
      if (y >= 0) {
        long line = lines.at(side == 0 ? 0 : n - 1);
        kernel.subtract(line, u.row(y, 0, 0) + skip, -alongY.r(), count);
      }
    }
    alongY.solve(kernel, lines, memory, count);
  }
}
