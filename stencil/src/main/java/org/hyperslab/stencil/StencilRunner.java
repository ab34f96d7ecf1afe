package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Steps fields in memory, on several threads.
 *
 * <p><b>Algorithm.</b> The domain is cut into blocks with ghost cells ({@link HaloExchange}), as a
 * rule one per worker, along the first dimension. A halo of k times the radius lets a block take k
 * steps between two exchanges. A <em>pass</em> of a block is: wait until the neighbours have as
 * many passes behind them; bring the ghost cells up to date; take k steps, from one generation of
 * the block into the other ({@link BlockAdvance}: in cache-sized tiles, each of which takes all k
 * steps before the next one begins); say that it is done.
 *
 * <p><b>Concurrency.</b> There is no barrier and no lock: a block waits for its neighbours only
 * ({@link Progress}). It may write over a generation that neighbours read for their last pass,
 * since it begins a pass only after they have ended the previous one.
 *
 * <p>Where blocks follow each other along the first dimension, as they do by default, less
 * suffices, so that a core that is slower for a moment doesn't hold up the other. A pass goes from
 * a block's first plane to its last. It begins when the block before has ended the previous pass,
 * and reads the cells of the block behind only near its end: then that one has to have its front
 * behind it. So a block may be ahead of the next by nearly a pass. Nothing is overwritten too
 * early: a block writes its last planes, which the next one reads when it begins a pass, after it
 * has read that one's front, which was written in that pass; and the next one writes its front,
 * which the block reads, a pass after that, once the block has ended its own.
 *
 * <p><b>Determinism.</b> The result's bits depend on the {@link Evolution}, the initial fields and
 * the number of steps, and on nothing else: each cell's value is computed by the same operations in
 * the same order, whichever block, tile, pass or worker it falls to.
 *
 * <p><b>Complexity.</b> Memory: two generations of each field, one of each constant one. Per pass
 * and cell, main memory is read and written once, for k steps.
 *
 * <p>Not thread-safe: one caller at a time.
 */
public final class StencilRunner implements Stepping {
  private final Evolution evolution;
  private final BlockAdvance advance;
  private final HaloExchange exchange;
  private final int workers;
  private final int stepsPerPass;
  private final BlockPool pool;
  private final List<HeldBlock> held = new ArrayList<>();
  private final List<List<List<Block>>> generations = new ArrayList<>();
  private final List<List<Block>> inputs;
  private final int[][] waitsFor;
  private final boolean isChain;
  private final List<@Nullable HeldBlock> scratch = new ArrayList<>();
  private final Map<Integer, BlockAdvance.Pass[]> passes = new HashMap<>();
  private int current;
  private long step;
  private boolean broken;

  /**
   * How to run.
   *
   * @param pool where memory comes from; stays the caller's
   * @param workers threads that compute, at least 1
   * @param block shape of the blocks; null: one per worker, along the first dimension
   * @param stepsPerPass steps between two exchanges; 0: what is fast
   */
  public record Options(BlockPool pool, int workers, @Nullable Shape block, int stepsPerPass) {
    /** Checks the numbers. */
    public Options {
      if (workers < 1 || stepsPerPass < 0) {
        throw new IllegalArgumentException(
            "wrong options: workers=" + workers + ", stepsPerPass=" + stepsPerPass);
      }
    }
  }

  /** The first values of the fields that change, and of the constant ones. */
  public record Start(List<FieldFill> fields, List<FieldFill> inputs) {
    /** Copies the lists. */
    public Start {
      fields = List.copyOf(fields);
      inputs = List.copyOf(inputs);
    }
  }

  private StencilRunner(Evolution evolution, Start start, Options options) {
    this.evolution = evolution;
    this.advance = BlockAdvance.of(evolution);
    this.workers = options.workers();
    this.pool = options.pool();
    this.stepsPerPass =
        options.stepsPerPass() > 0 ? options.stepsPerPass() : Defaults.stepsPerPass(evolution);
    Shape block = options.block() != null ? options.block() : Defaults.block(evolution, workers);
    this.exchange =
        HaloExchange.of(
            evolution.domain(), block, halo(evolution, stepsPerPass), evolution.boundaries());
    this.waitsFor = waits(exchange);
    this.isChain = exchange.isChain();
    for (int g = 0; g < 2; g++) {
      generations.add(take(start.fields().size()));
    }
    this.inputs = take(start.inputs().size());
    for (int w = 0; w < workers; w++) {
      scratch.add(null);
    }
    try {
      fill(generations.get(0), start.fields(), true);
      fill(inputs, start.inputs(), false);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
    inputs.forEach(exchange::exchangeAll);
  }

  /**
   * Takes the memory for fields and fills them; held cells get their fixed values.
   *
   * @throws IllegalArgumentException if the stencil has other numbers of fields
   * @throws org.hyperslab.block.BudgetExceededException if the memory doesn't suffice
   */
  public static StencilRunner start(Evolution evolution, Start start, Options options) {
    Stencil s = evolution.stencil();
    if (start.fields().size() != s.fields() || start.inputs().size() != s.inputs()) {
      throw new IllegalArgumentException(
          "wrong number of fields: fields=%d, expected=%d, inputs=%d, expected=%d"
              .formatted(start.fields().size(), s.fields(), start.inputs().size(), s.inputs()));
    }
    return new StencilRunner(evolution, start, options);
  }

  /**
   * The bytes that a runner takes, with blocks and steps per pass that are not given.
   *
   * @param workers threads that compute
   */
  public static long bytes(Evolution evolution, int workers) {
    int steps = Defaults.stepsPerPass(evolution);
    Shape block = Defaults.block(evolution, workers);
    HaloExchange geometry =
        HaloExchange.of(evolution.domain(), block, halo(evolution, steps), evolution.boundaries());
    BlockAdvance advance = BlockAdvance.of(evolution);
    long fields = 2L * evolution.stencil().fields() + evolution.stencil().inputs();
    long bytes = 0;
    long scratch = 0;
    for (int b = 0; b < geometry.count(); b++) {
      bytes += fields * RoomyBlocks.bytes(geometry.padded(b), evolution.dtype());
      for (int s = 1; s <= steps; s++) { // fewer steps: wider tiles
        scratch = Math.max(scratch, advance.scratchBytes(geometry.interior(b), s));
      }
    }
    return bytes + workers * BlockPool.sizeClass(scratch);
  }

  private static int[] halo(Evolution evolution, int steps) {
    return Arrays.stream(evolution.stencil().radius())
        .map(r -> Math.multiplyExact(r, steps))
        .toArray();
  }

  /** Whom a block waits for: those that it reads from, and those that read from it. */
  private static int[][] waits(HaloExchange exchange) {
    List<TreeSet<Integer>> waits = new ArrayList<>();
    for (int b = 0; b < exchange.count(); b++) {
      waits.add(new TreeSet<>());
    }
    for (int b = 0; b < exchange.count(); b++) {
      for (int n : exchange.neighbours(b)) {
        waits.get(b).add(n);
        waits.get(n).add(b);
      }
    }
    return waits.stream()
        .map(w -> w.stream().mapToInt(Integer::intValue).toArray())
        .toArray(int[][]::new);
  }

  private List<List<Block>> take(int fields) {
    List<List<Block>> all = new ArrayList<>();
    try {
      for (int f = 0; f < fields; f++) {
        List<Block> blocks = new ArrayList<>();
        for (int b = 0; b < exchange.count(); b++) {
          HeldBlock h = RoomyBlocks.take(pool, exchange.padded(b), evolution.dtype());
          held.add(h);
          blocks.add(RoomyBlocks.block(h, exchange.padded(b)));
        }
        all.add(blocks);
      }
      return all;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void fill(List<List<Block>> fields, List<FieldFill> fills, boolean fixed) {
    int[] radius = evolution.stencil().radius();
    for (int f = 0; f < fills.size(); f++) {
      for (int b = 0; b < exchange.count(); b++) {
        Region place = exchange.interior(b);
        Block inside = fields.get(f).get(b).slice(place.relativeTo(exchange.padded(b)));
        fills.get(f).fill(inside, place);
        if (fixed) {
          evolution.boundaries().assign(inside, place, evolution.domain(), radius);
        }
      }
    }
  }

  /**
   * Takes steps. Whatever it throws but an {@link IllegalArgumentException}, some blocks may be
   * steps ahead of others: the runner can only be closed then.
   *
   * @throws IllegalArgumentException if the number of steps is negative
   * @throws java.util.concurrent.CancellationException if the calling thread was interrupted
   * @throws IllegalStateException if an earlier run ended before its end
   */
  @Override
  public void advance(long steps) {
    if (steps < 0) {
      throw new IllegalArgumentException("negative number of steps: " + steps);
    }
    long whole = steps / stepsPerPass;
    if (whole > 0) {
      run(stepsPerPass, whole);
    }
    int rest = (int) (steps % stepsPerPass);
    if (rest > 0) {
      run(rest, 1);
    }
  }

  /**
   * Takes steps.
   *
   * @param steps at least 1
   * @return by how much the last of these steps changed any cell of any field, at most
   */
  @Override
  public double advanceAndCompare(long steps) {
    advance(steps - 1);
    run(1, 1);
    double change = 0;
    for (int f = 0; f < evolution.stencil().fields(); f++) {
      for (int b = 0; b < exchange.count(); b++) {
        Region inside = exchange.interior(b).relativeTo(exchange.padded(b));
        Block now = generations.get(current).get(f).get(b).slice(inside);
        Block before = generations.get(1 - current).get(f).get(b).slice(inside);
        change = Math.max(change, Changes.largest(before, now));
      }
    }
    return change;
  }

  private void run(int stepsEach, long count) {
    checkWhole();
    int active = Math.min(workers, exchange.count());
    BlockAdvance.Pass[] pass = passes.computeIfAbsent(stepsEach, this::prepare);
    for (int w = 0; w < active; w++) {
      provideScratch(w, pass);
    }
    Progress progress = new Progress(exchange.count(), active);
    int from = current;
    broken = true;
    Crew.run(active, progress, w -> work(new Shift(w, active, from, count), pass, progress));
    broken = false;
    current = (int) ((current + count) % 2);
    step += stepsEach * count;
  }

  private void checkWhole() {
    if (broken) {
      throw new IllegalStateException("an earlier run ended half-way: steps before it=" + step);
    }
  }

  /** What a worker does in one run: passes over its blocks. */
  private record Shift(int worker, int workers, int generation, long count) {
    int first(int blocks) {
      return (int) ((long) worker * blocks / workers);
    }

    int end(int blocks) {
      return (int) ((worker + 1L) * blocks / workers);
    }
  }

  private BlockAdvance.Pass[] prepare(int steps) {
    BlockAdvance.Pass[] prepared = new BlockAdvance.Pass[exchange.count()];
    Arrays.setAll(prepared, b -> advance.prepare(exchange.interior(b), steps));
    return prepared;
  }

  private void provideScratch(int worker, BlockAdvance.Pass[] pass) {
    long bytes = Arrays.stream(pass).mapToLong(BlockAdvance.Pass::scratchBytes).max().orElse(0);
    HeldBlock old = scratch.get(worker);
    if (old == null || old.block().segment().byteSize() < bytes) {
      if (old != null) {
        scratch.set(worker, null);
        old.close();
      }
      Shape shape = Shape.of(Math.max(1, (bytes + 7) / 8));
      scratch.set(
          worker, HeldBlock.take(pool, "stencil tile", org.hyperslab.block.DType.FLOAT64, shape));
    }
  }

  private void work(Shift shift, BlockAdvance.Pass[] pass, Progress progress) {
    int blocks = exchange.count();
    HeldBlock own = java.util.Objects.requireNonNull(scratch.get(shift.worker()));
    MemorySegment memory = own.block().segment();
    for (long n = 0; n < shift.count(); n++) {
      int generation = (int) ((shift.generation() + n) % 2);
      for (int b = shift.first(blocks); b < shift.end(blocks); b++) {
        progress.stopIfFailed();
        Way way = new Way(progress, b, n, generations.get(generation));
        way.begin();
        pass[b].run(
            new BlockAdvance.Fields(
                memory(generations.get(generation), b),
                memory(inputs, b),
                memory(generations.get(1 - generation), b)),
            memory,
            way);
        progress.ended(b, n + 1);
      }
    }
  }

  /** A pass of a block, with what it waits for. */
  private final class Way implements Course {
    private final Progress progress;
    private final int block;
    private final long passes;
    private final List<List<Block>> fields;
    private boolean isRestThere;

    /**
     * Not yet begun.
     *
     * @param passes how many were before it
     */
    Way(Progress progress, int block, long passes, List<List<Block>> fields) {
      this.progress = progress;
      this.block = block;
      this.passes = passes;
      this.fields = fields;
    }

    void begin() {
      for (int neighbour : waitsFor[block]) {
        if (neighbour < block || !isChain) {
          progress.await(neighbour, passes);
        }
      }
      fields.forEach(f -> exchange.exchangeInside(f, block, false));
      if (!isChain) {
        beforeRest();
      }
    }

    @Override
    public void beforeRest() {
      if (isRestThere) {
        return;
      }
      isRestThere = true;
      for (int neighbour : waitsFor[block]) {
        if (neighbour > block) {
          progress.awaitFront(neighbour, passes);
        }
      }
      fields.forEach(f -> exchange.exchangeInside(f, block, true));
    }

    @Override
    public long front() {
      return isChain ? evolution.stencil().radius()[0] * (long) stepsPerPass : Long.MAX_VALUE;
    }

    @Override
    public void afterFront() {
      progress.frontEnded(block, passes + 1);
    }
  }

  private Memory memory(List<List<Block>> fields, int b) {
    return new Memory(fields.stream().map(f -> f.get(b)).toList(), exchange.padded(b), true);
  }

  /** Steps taken since the start. */
  @Override
  public long step() {
    return step;
  }

  /** Steps between two exchanges. */
  public int stepsPerPass() {
    return stepsPerPass;
  }

  /**
   * A field as it is now; valid until the next step is taken.
   *
   * @throws IllegalStateException if a run ended before its end
   */
  @Override
  public FieldView field(int number) {
    checkWhole();
    return new FieldView(evolution, exchange, generations.get(current).get(number));
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    held.forEach(HeldBlock::close);
    held.clear();
    for (HeldBlock s : scratch) {
      if (s != null) {
        s.close();
      }
    }
    scratch.clear();
  }
}
