package org.hyperslab.stencil;

import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.stencil.kernel.FlowKernel;
import org.hyperslab.stencil.kernel.FlowKernel.Three;

/**
 * Half steps with a diffusivity per cell, in the explicit solver's discretisation: what leaves a
 * cell through a face enters its neighbour, at the mean of both diffusivities.
 */
final class VariableSweeps implements AdiSweeps {
  private final Evolution evolution;
  private final DType dtype;
  private final int bytes;
  private final FlowKernel kernel;
  private final VariableTridiagonal alongY;
  private final VariableTridiagonal alongX;
  private final Layout u;
  private final Layout w;
  private final Layout a;

  /**
   * @param a the diffusivity, with a ghost cell on every side
   * @param ry half the time step by the square of the distance of rows
   * @param rx the same with that of columns
   */
  VariableSweeps(Fields fields, Layout a, double ry, double rx) {
    this.evolution = fields.evolution();
    this.dtype = fields.dtype();
    this.bytes = fields.bytes();
    this.u = fields.u();
    this.w = fields.w();
    this.a = a;
    this.kernel = FlowKernel.of(dtype);
    Region c = fields.changing();
    this.alongY = new VariableTridiagonal(evolution, 0, c.start(0), c.end(0), ry / 2);
    this.alongX = new VariableTridiagonal(evolution, 1, c.start(1), c.end(1), rx / 2);
  }

  /** For rows: right-hand sides, diffusivities with one more on both ends, a line of held cells. */
  @Override
  public long scratchBytes() {
    long rows = (2L * alongX.size() + 3 + alongX.scratchLines()) * GROUP;
    long strip = (alongY.scratchLines() + 1L) * STRIP;
    return Math.max(rows, strip) * bytes;
  }

  @Override
  public void rows(int first, int count, long memory) {
    int n = alongX.size();
    if (n == 0) {
      return;
    }
    long y = alongY.first() + first;
    long skip = alongX.first() * bytes;
    for (long row = y; row < y + count; row++) {
      Three field = three(u, row, skip);
      kernel.explicit(w.row(row, 0, 0) + skip, field, three(a, row, skip), alongY.r(), n);
    }
    long lane = (long) GROUP * bytes;
    Lines lines = new Lines(memory, lane);
    Lines diffusivities = new Lines(lines.at(n + 1), lane);
    Lines heldCells = new Lines(diffusivities.at(n + 1), lane);
    Lines rest = new Lines(heldCells.at(1), lane);
    transpose(lines.at(0), w.row(y, 0, 0) + skip, w.plane(), count, n);
    transpose(diffusivities.at(-1), a.row(y, 0, 0) + skip - bytes, a.plane(), count, n + 2);
    for (int side = 0; side < 2; side++) {
      if (alongX.isHeld(side)) {
        long x = alongX.beside(side) * bytes;
        transpose(heldCells.at(0), w.row(y, 0, 0) + x, w.plane(), count, 1);
      }
      addBeyond(alongX, side, lines, diffusivities, heldCells.at(0), count);
    }
    VariableTridiagonal.Width width = new VariableTridiagonal.Width(count, bytes);
    alongX.solve(kernel, lines, diffusivities, rest, width);
    long back = w.row(y, 0, 0) + skip;
    StridedCopy.copy2d(back, w.plane(), bytes, lines.at(0), bytes, lane, count, n, bytes);
    for (long row = y; row < y + count; row++) {
      fillGhosts(w.row(row, 0, 0));
    }
  }

  /** Rows to lines: cell c of row r becomes cell r of line c. */
  private void transpose(long to, long from, long rowStep, int rows, int cells) {
    long lane = (long) GROUP * bytes;
    StridedCopy.copy2d(to, bytes, lane, from, rowStep, bytes, rows, cells, bytes);
  }

  private static Three three(Layout layout, long row, long skip) {
    return new Three(
        layout.row(row - 1, 0, 0) + skip,
        layout.row(row, 0, 0) + skip,
        layout.row(row + 1, 0, 0) + skip);
  }

  /** What flows in from beyond an end and is known: from held cells, and by a given flux. */
  private void addBeyond(
      VariableTridiagonal along, int side, Lines lines, Lines diffusivities, long held, int count) {
    int own = side == 0 ? 0 : along.size() - 1;
    long line = lines.at(own);
    long here = diffusivities.at(own);
    long beyond = diffusivities.at(side == 0 ? -1 : along.size());
    if (along.isHeld(side)) {
      kernel.addFlow(line, here, beyond, along.r(), held, count);
    } else if (along.excess(side) != 0) {
      kernel.addFaces(line, here, beyond, along.r() * along.excess(side), count);
    }
  }

  private void fillGhosts(long row) {
    Boundaries b = evolution.boundaries();
    long n = evolution.domain().dim(1);
    for (long ghost = -1; ghost <= n; ghost += n + 1) {
      long source = row + b.source(1, ghost, n) * bytes;
      SideGhosts.copy(source, row + ghost * bytes, 1, dtype, b.excess(1, ghost, n));
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
      long y = alongY.first() + i;
      long cell = w.row(y, 0, 0) + skip;
      long diffusivity = a.row(y, 0, 0) + skip;
      kernel.explicit(
          u.row(y, 0, 0) + skip,
          new Three(cell - bytes, cell, cell + bytes),
          new Three(diffusivity - bytes, diffusivity, diffusivity + bytes),
          alongX.r(),
          count);
    }
    Lines lines = new Lines(u.row(alongY.first(), 0, 0) + skip, u.plane());
    Lines diffusivities = new Lines(a.row(alongY.first(), 0, 0) + skip, a.plane());
    for (int side = 0; side < 2; side++) {
      long held = u.row(alongY.beside(side), 0, 0) + skip;
      addBeyond(alongY, side, lines, diffusivities, held, count);
    }
    Lines scratch = new Lines(memory, (long) STRIP * bytes);
    VariableTridiagonal.Width width = new VariableTridiagonal.Width(count, bytes);
    alongY.solve(kernel, lines, diffusivities, scratch, width);
    Boundaries b = evolution.boundaries();
    long ny = evolution.domain().dim(0);
    for (long ghost = -1; ghost <= ny; ghost += ny + 1) {
      long source = u.row(b.source(0, ghost, ny), 0, 0) + skip;
      SideGhosts.copy(source, u.row(ghost, 0, 0) + skip, count, dtype, b.excess(0, ghost, ny));
    }
  }
}
