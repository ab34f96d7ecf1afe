package org.hyperslab.stencil.stream;

import java.io.IOException;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * Steps a field that need not fit into memory. The field streams, chunk by chunk, from one
 * generation to the next and takes several steps on its way: each chunk is read with a halo of so
 * many times the stencil's radius, which lies in chunks that are in memory anyway. As long as two
 * rows of chunks fit into the budget, each chunk is read once and written once per pass.
 *
 * <p>A generation is committed whole, and the one before is retired only then. So a process that is
 * killed at any time leaves a whole generation, from which the run goes on; the result has the same
 * bits as without the interruption, and as in memory.
 *
 * <p>For stencils of one field without constant inputs. Not thread-safe: one run at a time.
 */
public final class StreamedSolver implements AutoCloseable {
  private final Evolution evolution;
  private final BlockAdvance advance;
  private final Generations generations;
  private final MemoryBudget budget;
  private final BlockPool pool;
  private final boolean ownsPool;
  private final int workers;
  private final StreamListener listener;
  private final Meter meter = new Meter();

  /**
   * How to run.
   *
   * @param memoryBytes what all blocks and buffers together may take
   * @param workers threads that compute; results don't depend on it
   */
  public record Settings(long memoryBytes, int workers, StreamListener listener) {
    /** Refuses less than one byte and one worker. */
    public Settings {
      if (memoryBytes < 1 || workers < 1) {
        throw new IllegalArgumentException(
            "memory and workers have to be positive: memory=%d, workers=%d"
                .formatted(memoryBytes, workers));
      }
    }
  }

  /**
   * @throws IllegalArgumentException if the stencil has several fields or constant inputs
   */
  public StreamedSolver(Evolution evolution, Generations generations, Settings settings) {
    this(
        evolution,
        generations,
        settings,
        new BlockPool(new MemoryBudget(settings.memoryBytes())),
        true);
  }

  /**
   * With memory from a pool that others use before or after.
   *
   * @param pool stays the caller's; its budget has to have what the settings allow
   * @throws IllegalArgumentException if the stencil has several fields or constant inputs
   */
  public StreamedSolver(
      Evolution evolution, Generations generations, Settings settings, BlockPool pool) {
    this(evolution, generations, settings, pool, false);
  }

  private StreamedSolver(
      Evolution evolution,
      Generations generations,
      Settings settings,
      BlockPool pool,
      boolean ownsPool) {
    if (evolution.stencil().fields() != 1 || evolution.stencil().inputs() != 0) {
      throw new IllegalArgumentException(
          "only stencils of one field can be streamed: fields=%d, constant inputs=%d"
              .formatted(evolution.stencil().fields(), evolution.stencil().inputs()));
    }
    this.evolution = evolution;
    this.advance = BlockAdvance.of(evolution);
    this.generations = generations;
    this.pool = pool;
    this.ownsPool = ownsPool;
    this.budget = pool.budget();
    this.workers = settings.workers();
    this.listener = settings.listener();
  }

  /**
   * How a number of steps would be taken; does no work.
   *
   * @param source what is read first
   * @throws BudgetExceededException if the budget doesn't suffice for a single step
   */
  public PassPlan plan(ChunkSource source, long steps) throws IOException {
    return planner(stores(source)).plan(steps).plan();
  }

  private PassPlanner.Stores stores(ChunkSource source) throws IOException {
    return new PassPlanner.Stores(
        source.grid(), generations.grid(), source.scratchBytes(), generations.writeScratchBytes());
  }

  private PassPlanner planner(PassPlanner.Stores stores) {
    return new PassPlanner(advance, stores, budget.limit(), workers);
  }

  /**
   * Takes steps, from one generation to another.
   *
   * @param source the generation to begin with: {@link InitialSource}, or what {@link
   *     Generations#open} gives
   * @param from its number
   * @param to the generation to end with
   * @return the plan of the first pass
   * @throws IllegalArgumentException if {@code source} isn't of the field's shape and dtype, or
   *     {@code to} isn't after {@code from}
   * @throws ComputeException if a chunk can't be read or written
   */
  public PassPlan run(ChunkSource source, long from, long to) throws IOException {
    check(source.name(), source.grid(), source.dtype());
    if (to <= from) {
      throw new IllegalArgumentException("no steps to take: from=" + from + ", to=" + to);
    }
    PassPlan first = pass(source, from, to - from);
    long step = from + first.stepsPerLoad();
    if (!(source instanceof InitialSource)) {
      generations.retire(from);
    }
    listener.committed(step);
    while (step < to) {
      PassPlan plan = pass(generations.open(step), step, to - step);
      generations.retire(step);
      step += plan.stepsPerLoad();
      listener.committed(step);
    }
    return first;
  }

  /** Makes the next generation, as many steps later as the plan for all steps left says. */
  private PassPlan pass(ChunkSource source, long step, long stepsLeft) throws IOException {
    PassPlanner.Choice choice = planner(stores(source)).plan(stepsLeft);
    MemoryBudget.Lease lease = budget.lease("streamed steps", choice.plan().memory().total());
    try (ChunkSink sink = generations.create(step + choice.plan().stepsPerLoad())) {
      new Pass(
              advance,
              choice,
              pool,
              new Pass.Ends(source, sink),
              new Pass.Progress(listener, meter, step, workers))
          .run();
      sink.commit();
    } finally {
      lease.close();
    }
    return choice.plan();
  }

  /**
   * What was read and written since this was made, as the stores count it.
   *
   * @param bytesRead without what an {@link InitialSource} makes up
   */
  public record Traffic(long chunksRead, long bytesRead, long chunksWritten, long bytesWritten) {}

  /** What was read and written so far. */
  public Traffic traffic() {
    return meter.traffic();
  }

  /** The most bytes that were in use at once. */
  public long peakBytes() {
    return pool.peakBytes();
  }

  /** The budget; nothing is leased from it between runs. */
  public MemoryBudget budget() {
    return budget;
  }

  /** Gives the memory back, unless the pool is somebody else's. */
  @Override
  public void close() {
    if (ownsPool) {
      pool.close();
    }
  }

  private void check(String name, ChunkGrid grid, DType dtype) {
    if (!grid.shape().equals(evolution.domain()) || dtype != evolution.dtype()) {
      throw new IllegalArgumentException(
          "generation of another shape or dtype: array=%s %s %s, field=%s %s"
              .formatted(name, dtype, grid.shape(), evolution.dtype(), evolution.domain()));
    }
  }
}
