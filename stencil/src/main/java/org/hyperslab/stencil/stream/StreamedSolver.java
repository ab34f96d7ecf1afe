package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.Stencil;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * Steps fields that need not fit into memory. They stream, chunk by chunk, from one generation to
 * the next and take several steps on their way: each chunk is read with a halo of so many times the
 * stencil's radius, which lies in chunks that are in memory anyway. As long as two rows of chunks
 * fit into the budget, each chunk is read once and written once per pass. Constant inputs (a
 * diffusivity, say) stream along and are only read.
 *
 * <p>A generation is committed whole, and the one before is retired only then. So a process that is
 * killed at any time leaves a whole generation, from which the run goes on; the result has the same
 * bits as without the interruption, and as in memory.
 *
 * <p>Read errors that may pass are tried again, as elsewhere ({@link
 * org.hyperslab.exec.ChunkLoader}).
 *
 * <p>Not thread-safe: one run at a time.
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
  private @Nullable PassPlanner planner;

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
   * What is read first.
   *
   * @param fields a source per field that changes: {@link InitialSource}s, or what {@link
   *     Generations#open} gives
   * @param inputs a source per constant input, of the fields' dtype, in any chunks
   */
  public record Start(List<ChunkSource> fields, List<ChunkSource> inputs) {
    /** Copies the lists. */
    public Start {
      fields = List.copyOf(fields);
      inputs = List.copyOf(inputs);
    }

    /** One field, and no constant input. */
    public static Start of(ChunkSource field) {
      return new Start(List.of(field), List.of());
    }

    /** Fields, and no constant input. */
    public static Start of(List<ChunkSource> fields) {
      return new Start(fields, List.of());
    }

    private Start with(List<ChunkSource> newFields) {
      return new Start(newFields, inputs);
    }

    private List<ChunkSource> all() {
      return Stream.concat(fields.stream(), inputs.stream()).toList();
    }
  }

  /** With memory of its own. */
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
   * @param start what is read first
   * @throws BudgetExceededException if the budget doesn't suffice for a single step
   * @throws IllegalArgumentException if there are not as many fields and inputs as the stencil has,
   *     or one isn't of the domain's shape and the dtype
   */
  public PassPlan plan(Start start, long steps) throws IOException {
    check(start);
    return planner(start).plan(steps).plan();
  }

  private PassPlanner planner(Start start) throws IOException {
    List<ChunkSource> all = start.all();
    long scratch = all.stream().mapToLong(ChunkSource::scratchBytes).max().orElse(0);
    PassPlanner.Stores stores =
        new PassPlanner.Stores(
            all.stream().map(ChunkSource::grid).toList(),
            generations.grid(),
            scratch,
            generations.writeScratchBytes());
    PassPlanner known = planner;
    if (known == null || !known.stores().equals(stores)) {
      known = new PassPlanner(advance, stores, budget.limit(), workers);
      planner = known;
    }
    return known;
  }

  /**
   * Takes steps, from one generation to another.
   *
   * @param start the generation to begin with, and the constant inputs
   * @param from the generation's number
   * @param to the generation to end with
   * @return the plan of the first pass
   * @throws IllegalArgumentException if there are not as many fields and inputs as the stencil has,
   *     one isn't of the domain's shape and the dtype, or {@code to} isn't after {@code from}
   * @throws ComputeException if a chunk can't be read or written
   */
  public PassPlan run(Start start, long from, long to) throws IOException {
    check(start);
    if (to <= from) {
      throw new IllegalArgumentException("no steps to take: from=" + from + ", to=" + to);
    }
    PassPlan first = pass(start, from, to - from);
    long step = from + first.stepsPerLoad();
    if (start.fields().stream().noneMatch(InitialSource.class::isInstance)) {
      generations.retire(from);
    }
    listener.committed(step);
    while (step < to) {
      PassPlan plan = pass(start.with(generations.open(step)), step, to - step);
      generations.retire(step);
      step += plan.stepsPerLoad();
      listener.committed(step);
    }
    return first;
  }

  /** Makes the next generation, as many steps later as the plan for all steps left says. */
  private PassPlan pass(Start start, long step, long stepsLeft) throws IOException {
    PassPlanner.Choice choice = planner(start).plan(stepsLeft);
    MemoryBudget.Lease lease = budget.lease("streamed steps", choice.plan().memory().total());
    try (Generations.Draft draft = generations.create(step + choice.plan().stepsPerLoad())) {
      new Pass(
              advance,
              choice,
              pool,
              new Pass.Ends(start.all(), draft.fields()),
              new Pass.Progress(listener, meter, step, workers))
          .run();
      draft.commit();
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

  private void check(Start start) {
    Stencil stencil = evolution.stencil();
    if (start.fields().size() != stencil.fields() || start.inputs().size() != stencil.inputs()) {
      throw new IllegalArgumentException(
          "wrong number of fields: fields=%d, expected=%d, inputs=%d, expected=%d"
              .formatted(
                  start.fields().size(),
                  stencil.fields(),
                  start.inputs().size(),
                  stencil.inputs()));
    }
    for (ChunkSource source : start.all()) {
      if (!source.grid().shape().equals(evolution.domain())
          || source.dtype() != evolution.dtype()) {
        throw new IllegalArgumentException(
            "source of another shape or dtype: array=%s %s %s, field=%s %s"
                .formatted(
                    source.name(),
                    source.dtype(),
                    source.grid().shape(),
                    evolution.dtype(),
                    evolution.domain()));
      }
    }
  }
}
