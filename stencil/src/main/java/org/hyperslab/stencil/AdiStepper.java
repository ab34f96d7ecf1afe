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
 */
final class AdiStepper implements Stepping {
  private final Evolution evolution;
  private final HaloExchange geometry;
  private final int workers;
  private final BlockPool pool;
  private final AdiSweeps sweeps;
  private final List<HeldBlock> held = new ArrayList<>();
  private final Block field;
  private final List<HeldBlock> scratch = new ArrayList<>();
  private @Nullable Block previous;
  private long step;

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
      Region whole = Region.whole(domain);
      setting.initial().fill(inside(field), whole);
      evolution.boundaries().assign(inside(field), whole, domain, new int[] {1, 1});
      geometry.exchangeAll(List.of(field));
      StridedCopy.copy(field, half);
      AdiSweeps.Fields fields = new AdiSweeps.Fields(evolution, layout(field), layout(half));
      this.sweeps = sweeps(setting, fields);
      Shape bytes = Shape.of(sweeps.scratchBytes());
      for (int i = 0; i < workers; i++) {
        HeldBlock s = HeldBlock.take(pool, "adi", DType.UINT8, bytes);
        held.add(s);
        scratch.add(s);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private AdiSweeps sweeps(Setting setting, AdiSweeps.Fields fields) {
    FieldFill diffusivity = setting.diffusivity();
    if (diffusivity == null) {
      return new ConstantSweeps(fields, setting.ry(), setting.rx());
    }
    Block a = take();
    diffusivity.fill(inside(a), Region.whole(evolution.domain()));
    geometry.exchangeAll(List.of(a)); // also what lies beyond periodic sides
    new Ghosts(evolution).fillConstant(a, geometry.padded(0));
    return new VariableSweeps(fields, layout(a), setting.ry(), setting.rx());
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
    Region changing = evolution.changing();
    int rows = Math.toIntExact(changing.extent(0));
    int columns = Math.toIntExact(changing.extent(1));
    int group = AdiSweeps.GROUP;
    int strip = AdiSweeps.STRIP;
    for (long s = 0; s < steps; s++) {
      for (int i = worker * group; i < rows; i += workers * group) {
        sweeps.rows(i, Math.min(group, rows - i), memory);
      }
      meet(worker, 2 * s + 1, progress);
      for (int x = worker * strip; x < columns; x += workers * strip) {
        sweeps.strip(x, Math.min(strip, columns - x), memory);
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
