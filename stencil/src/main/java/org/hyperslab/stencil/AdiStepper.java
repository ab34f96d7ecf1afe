package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.stencil.kernel.LineKernel;
import org.jspecify.annotations.Nullable;

/**
 * The heat equation by alternating directions (Peaceman and Rachford, <em>The numerical solution of
 * parabolic and elliptic differential equations</em>, J. SIAM 3, 1955). With A and B half the time
 * step times the diffusivity times the second difference along y and x, a step is two half steps,
 *
 * <pre>{@code
 * (I - B) w = (I + A) u
 * (I - A) u' = (I + B) w
 * }</pre>
 *
 * each explicit along one dimension and implicit along the other: tridiagonal systems, one per row,
 * then one per column. Stable for every time step, and of second order in time and space. (Steps
 * far beyond the explicit limit damp short waves slowly, as those of Crank and Nicolson do.)
 *
 * <p><b>How.</b> The systems of columns are solved side by side as they lie, many columns at once.
 * Those of rows are transposed for that, {@link #GROUP} rows at a time, into memory that stays in
 * cache. Memory is passed over twice per half step.
 *
 * <p><b>Concurrency.</b> Workers share out the rows, wait for each other, share out strips of
 * columns, and wait again. Each system is solved by the same operations whoever solves it, so the
 * bits don't depend on the number of workers.
 */
final class AdiStepper implements Stepping {
  private static final int GROUP = 16;
  private static final int STRIP = 256;

  private final Evolution evolution;
  private final HaloExchange geometry;
  private final DType dtype;
  private final int bytes;
  private final int workers;
  private final BlockPool pool;
  private final LineKernel kernel;
  private final Tridiagonal alongY;
  private final Tridiagonal alongX;
  private final List<HeldBlock> held = new ArrayList<>();
  private final Block field;
  private final Layout u;
  private final Layout w;
  private final List<HeldBlock> scratch = new ArrayList<>();
  private @Nullable Block previous;
  private long step;

  /**
   * Half the time step times the diffusivity, by the square of the distance of rows and of columns.
   */
  record Factors(double y, double x) {}

  /**
   * @param evolution domain, boundaries and dtype; its stencil has radius 1
   */
  AdiStepper(Evolution evolution, Factors factors, FieldFill initial, BlockPool pool, int workers) {
    this.evolution = evolution;
    this.dtype = evolution.dtype();
    this.bytes = dtype.bytes();
    this.workers = workers;
    this.pool = pool;
    this.kernel = LineKernel.of(dtype);
    Region changing = evolution.changing();
    this.alongY = new Tridiagonal(evolution, 0, changing.start(0), changing.end(0), factors.y());
    this.alongX = new Tridiagonal(evolution, 1, changing.start(1), changing.end(1), factors.x());
    this.geometry =
        HaloExchange.of(
            evolution.domain(), evolution.domain(), new int[] {1, 1}, evolution.boundaries());
    try {
      this.field = take();
      Block half = take();
      this.u = Layout.of(field, geometry.padded(0), true);
      this.w = Layout.of(half, geometry.padded(0), true);
      Region whole = Region.whole(evolution.domain());
      Block inside = inside(field);
      initial.fill(inside, whole);
      evolution.boundaries().assign(inside, whole, evolution.domain(), new int[] {1, 1});
      StridedCopy.copy(inside, inside(half));
      long line = Math.max(GROUP, STRIP) * (long) bytes;
      long scratchBytes = alongX.size() * (long) GROUP * bytes + line;
      for (int i = 0; i < workers; i++) {
        HeldBlock s = HeldBlock.take(pool, "adi", DType.UINT8, Shape.of(scratchBytes));
        held.add(s);
        scratch.add(s);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Block take() {
    HeldBlock h = RoomyBlocks.take(pool, geometry.padded(0), dtype);
    held.add(h);
    return RoomyBlocks.block(h, geometry.padded(0));
  }

  private Block inside(Block block) {
    return block.slice(Region.whole(evolution.domain()).relativeTo(geometry.padded(0)));
  }

  @Override
  public void advance(long steps) {
    Progress progress = new Progress(workers);
    Crew.run(workers, progress, worker -> work(worker, steps, progress));
    step += steps;
  }

  @Override
  public double advanceAndCompare(long steps) {
    advance(steps - 1);
    if (previous == null) {
      previous = take();
    }
    Block before = inside(Objects.requireNonNull(previous));
    StridedCopy.copy(inside(field), before);
    advance(1);
    return Changes.largest(before, inside(field));
  }

  private void work(int worker, long steps, Progress progress) {
    long memory = scratch.get(worker).block().address();
    int columns = alongX.size();
    for (long s = 0; s < steps; s++) {
      for (int i = worker * GROUP; i < alongY.size(); i += workers * GROUP) {
        rows(i, Math.min(GROUP, alongY.size() - i), memory);
      }
      meet(worker, 2 * s + 1, progress);
      for (int x = worker * STRIP; x < columns; x += workers * STRIP) {
        strip(x, Math.min(STRIP, columns - x), memory);
      }
      meet(worker, 2 * s + 2, progress);
    }
  }

  private void meet(int worker, long count, Progress progress) {
    progress.advance(worker);
    for (int other = 0; other < workers; other++) {
      progress.await(other, count);
    }
    progress.stopIfFailed();
  }

  /** The first half step for a few rows: explicit along y, implicit along x. */
  private void rows(int first, int count, long memory) {
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

  /** The second half step for a strip of columns: explicit along x, implicit along y. */
  private void strip(int first, int count, long memory) {
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

  @Override
  public long step() {
    return step;
  }

  @Override
  public FieldView field(int number) {
    return new FieldView(evolution, geometry, List.of(field));
  }

  @Override
  public void close() {
    held.forEach(HeldBlock::close);
    held.clear();
  }
}
