package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.DoubleAccumulator;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.jspecify.annotations.Nullable;

/**
 * The heat equation by alternating directions (Peaceman and Rachford, <em>The numerical solution of
 * parabolic and elliptic differential equations</em>, J. SIAM 3, 1955). With A and B half the time
 * step times what flows into a cell along y and along x (the diffusivity times the second
 * difference, where it is the same everywhere), a step is two half steps,
 *
 * <pre>{@code
 * (I - B) w = (I + A) u
 * (I - A) u' = (I + B) w
 * }</pre>
 *
 * each explicit along one dimension and implicit along the other: tridiagonal systems, one per row,
 * then one per column. Stable for every time step, and of second order in time and space. (Steps
 * far beyond the explicit limit damp short waves slowly, as those of Crank and Nicolson do; where
 * the diffusivity jumps, A and B don't commute, and such steps may overshoot before they settle.)
 *
 * <p><b>How.</b> The systems of columns are solved side by side as they lie, many columns at once.
 * Those of rows are transposed for that, a few rows at a time, into memory that stays in cache.
 * Memory is passed over twice per half step.
 *
 * <p><b>Concurrency.</b> Workers share out the rows, wait for each other, share out strips of
 * columns, and wait again. Each system is solved by the same operations whoever solves it, so the
 * bits don't depend on the number of workers.
 *
 * <p><b>Memory.</b> Two fields, a third for a diffusivity per cell, and what workers need, all
 * taken at the beginning. What a step changes is found strip by strip: of narrow strips the old
 * values are kept until the new ones are there.
 */
final class AdiStepper implements Stepping {
  /** Columns of a strip whose old values are kept. */
  private static final int COMPARED = 8;

  private final Evolution evolution;
  private final HaloExchange geometry;
  private final int workers;
  private final BlockPool pool;
  private final AdiSweeps sweeps;
  private final List<HeldBlock> held = new ArrayList<>();
  private final Block field;
  private final List<HeldBlock> scratch = new ArrayList<>();
  private long step;
  private boolean broken;

  /**
   * What is solved.
   *
   * @param evolution domain, boundaries and dtype; its stencil has radius 1
   * @param initial the first field
   * @param diffusivity where it isn't the same everywhere
   * @param ry half the time step by the square of the distance of rows, times the diffusivity where
   *     that is the same everywhere
   * @param rx the same with the distance of columns
   */
  record Setting(
      Evolution evolution,
      FieldFill initial,
      @Nullable FieldFill diffusivity,
      double ry,
      double rx) {}

  AdiStepper(Setting setting, BlockPool pool, int workers) {
    this.evolution = setting.evolution();
    this.workers = workers;
    this.pool = pool;
    Shape domain = evolution.domain();
    this.geometry = HaloExchange.of(domain, domain, new int[] {1, 1}, evolution.boundaries());
    try {
      this.field = take();
      Block half = take();
      Block diffusivity = setting.diffusivity() == null ? null : take();
      AdiSweeps.Fields fields = new AdiSweeps.Fields(evolution, layout(field), layout(half));
      this.sweeps =
          diffusivity == null
              ? new ConstantSweeps(fields, setting.ry(), setting.rx())
              : new VariableSweeps(fields, layout(diffusivity), setting.ry(), setting.rx());
      Shape bytes = Shape.of(sweeps.scratchBytes() + comparedBytes());
      for (int i = 0; i < workers; i++) {
        HeldBlock s = HeldBlock.take(pool, "adi", DType.UINT8, bytes);
        held.add(s);
        scratch.add(s);
      }
      fill(setting, half, diffusivity);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void fill(Setting setting, Block half, @Nullable Block diffusivity) {
    Region whole = Region.whole(evolution.domain());
    setting.initial().fill(inside(field), whole);
    evolution.boundaries().assign(inside(field), whole, evolution.domain(), new int[] {1, 1});
    geometry.exchangeAll(List.of(field));
    StridedCopy.copy(field, half);
    if (diffusivity != null) {
      Objects.requireNonNull(setting.diffusivity()).fill(inside(diffusivity), whole);
      geometry.exchangeAll(List.of(diffusivity)); // also what lies beyond periodic sides
      new Ghosts(evolution).fillConstant(diffusivity, geometry.padded(0));
    }
  }

  private Layout layout(Block block) {
    return Layout.of(block, geometry.padded(0), true);
  }

  private Block take() {
    HeldBlock h = RoomyBlocks.take(pool, geometry.padded(0), evolution.dtype());
    held.add(h);
    return RoomyBlocks.block(h, geometry.padded(0));
  }

  private Block inside(Block block) {
    return block.slice(Region.whole(evolution.domain()).relativeTo(geometry.padded(0)));
  }

  @Override
  public void advance(long steps) {
    run(steps, false);
  }

  @Override
  public double advanceAndCompare(long steps) {
    run(steps - 1, false);
    return run(1, true);
  }

  /** Takes steps; returns by how much they changed any cell, if that is asked for. */
  private double run(long steps, boolean comparing) {
    checkWhole();
    if (steps == 0) {
      return 0;
    }
    Progress progress = new Progress(workers, workers);
    DoubleAccumulator change = new DoubleAccumulator(Math::max, 0);
    broken = true;
    Crew.run(
        workers,
        progress,
        worker -> change.accumulate(work(new Shift(worker, steps, comparing), progress)));
    broken = false;
    step += steps;
    return change.get();
  }

  private void checkWhole() {
    if (broken) {
      throw new IllegalStateException("an earlier run ended half-way: steps before it=" + step);
    }
  }

  /** What a worker does in one run. */
  private record Shift(int worker, long steps, boolean comparing) {}

  private double work(Shift shift, Progress progress) {
    int worker = shift.worker();
    long memory = scratch.get(worker).block().address();
    Region changing = evolution.changing();
    int rows = Math.toIntExact(changing.extent(0));
    int columns = Math.toIntExact(changing.extent(1));
    int group = AdiSweeps.GROUP;
    int strip = shift.comparing() ? COMPARED : AdiSweeps.STRIP;
    double change = 0;
    for (long s = 0; s < shift.steps(); s++) {
      for (int i = worker * group; i < rows; i += workers * group) {
        sweeps.rows(i, Math.min(group, rows - i), memory);
      }
      meet(worker, 2 * s + 1, progress);
      for (int x = worker * strip; x < columns; x += workers * strip) {
        int count = Math.min(strip, columns - x);
        if (shift.comparing()) {
          change = Math.max(change, compared(worker, x, count));
        } else {
          sweeps.strip(x, count, memory);
        }
      }
      meet(worker, 2 * s + 2, progress);
    }
    return change;
  }

  /** A strip's second half step; returns by how much the whole step changed any of its cells. */
  private double compared(int worker, int first, int count) {
    Region changing = evolution.changing();
    Region columns =
        Region.of(
            new long[] {changing.start(0), changing.start(1) + first},
            changing.shape().with(1, count));
    Block now = field.slice(columns.relativeTo(geometry.padded(0)));
    MemorySegment memory = scratch.get(worker).block().segment();
    Block before =
        Block.of(
            memory.asSlice(0, columns.size() * evolution.dtype().bytes()),
            evolution.dtype(),
            columns.shape());
    StridedCopy.copy(now, before);
    sweeps.strip(first, count, memory.address() + comparedBytes());
    return Changes.largest(before, now);
  }

  /** Bytes for the old values of a strip, a multiple of a cache line. */
  private long comparedBytes() {
    return evolution.changing().extent(0) * COMPARED * Double.BYTES;
  }

  private void meet(int worker, long count, Progress progress) {
    progress.ended(worker, count);
    for (int other = 0; other < workers; other++) {
      progress.await(other, count);
    }
    progress.stopIfFailed();
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public FieldView field(int number) {
    checkWhole();
    return new FieldView(evolution, geometry, List.of(field));
  }

  @Override
  public void close() {
    held.forEach(HeldBlock::close);
    held.clear();
  }
}
