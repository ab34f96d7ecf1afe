package org.hyperslab.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.plan.Intermediate;
import org.hyperslab.plan.MappedSource;
import org.hyperslab.plan.Plan;
import org.hyperslab.plan.Planner;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.Request;
import org.hyperslab.plan.Stage;
import org.hyperslab.plan.TakenSource;
import org.hyperslab.plan.Target;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.InMemoryStore;
import org.hyperslab.store.ScratchStore;
import org.jspecify.annotations.Nullable;

/**
 * Runs requests in this process, one run at a time. A run takes memory for its results, then for
 * each stage in turn the bytes that the plan has for it; when it ends, however it ends, all memory
 * but that of the results is back, and no thread is left.
 */
public final class LocalExecutor implements AutoCloseable {
  private final MemoryBudget budget;
  private final BlockPool pool;
  private final int workers;
  private final Path scratchFolder;
  private final ReentrantLock turn = new ReentrantLock();

  /**
   * @param scratchFolder where intermediate results go that do not fit into memory; must exist
   */
  public LocalExecutor(MemoryBudget budget, int workers, Path scratchFolder) {
    this.budget = budget;
    this.pool = new BlockPool(budget);
    this.workers = workers;
    this.scratchFolder = scratchFolder;
  }

  /** Where memory comes from. */
  public BlockPool pool() {
    return pool;
  }

  /**
   * What a run brought.
   *
   * @param results the arrays that were asked for in memory, in the order of the requests; null for
   *     those that went to sinks
   */
  public record Outcome(List<@Nullable HeldBlock> results, RunReport report) {}

  /**
   * Makes the plan for some requests with the memory that is free now; runs nothing.
   *
   * @throws org.hyperslab.block.BudgetExceededException if there is too little
   */
  public Plan plan(List<Request> requests) {
    long used = budget.used();
    return DeepStack.call(
        requests.stream().mapToInt(r -> r.node().depth()).max().orElse(0),
        () -> Planner.plan(requests, budget.limit(), used, workers));
  }

  /**
   * Runs requests. Sinks are committed once everything is stored, and closed in any case.
   * Interrupting the calling thread stops the run.
   *
   * @throws ComputeException if a chunk cannot be loaded, computed or stored
   * @throws org.hyperslab.block.BudgetExceededException if the budget is too small
   * @throws CancellationException if the thread was interrupted
   */
  public Outcome run(List<Request> requests, ProgressListener listener) {
    Outcome outcome;
    try {
      outcome = runInTurn(requests, listener);
    } catch (RuntimeException | Error e) {
      closeSinks(requests).forEach(e::addSuppressed);
      throw e;
    }
    List<ComputeException> unclosed = closeSinks(requests);
    if (!unclosed.isEmpty()) {
      closeAll(outcome.results());
      ComputeException first = unclosed.removeFirst();
      unclosed.forEach(first::addSuppressed);
      throw first;
    }
    return outcome;
  }

  /** One run at a time: each plans with all the memory that is free. */
  private Outcome runInTurn(List<Request> requests, ProgressListener listener) {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("run was cancelled before it started");
    }
    try {
      return runOpen(requests, listener);
    } finally {
      turn.unlock();
    }
  }

  private Outcome runOpen(List<Request> requests, ProgressListener listener) {
    long start = System.nanoTime();
    List<HeldBlock> inUse = new ArrayList<>();
    try {
      Plan plan = planOrCollect(requests);
      hold(plan, inUse);
      pool.resetPeak();
      Meter meter = new Meter(plan, pool, listener, start);
      meter.tell(() -> listener.started(plan));
      try {
        List<@Nullable HeldBlock> results = execute(plan, meter);
        try {
          commit(requests);
        } catch (RuntimeException | Error e) {
          closeAll(results);
          throw e;
        }
        return new Outcome(results, meter.end(workers));
      } finally {
        meter.tell(() -> listener.ended(meter.end(workers)));
      }
    } finally {
      inUse.forEach(HeldBlock::close);
    }
  }

  /**
   * A plan; where the budget is too small for one, results that nobody can reach any more are
   * collected first. The heap hardly grows, so that this may be the first time that anybody looks
   * for them.
   */
  private Plan planOrCollect(List<Request> requests) {
    try {
      return plan(requests);
    } catch (BudgetExceededException e) {
      for (int i = 0; i < 5 && budget.used() > 0; i++) {
        System.gc();
        LockSupport.parkNanos(10_000_000);
      }
      return plan(requests);
    }
  }

  private List<@Nullable HeldBlock> execute(Plan plan, Meter meter) {
    List<@Nullable HeldBlock> results = new ArrayList<>();
    Map<Intermediate, HeldBlock> kept = new HashMap<>();
    Map<Intermediate, ScratchStore> scratch = new HashMap<>();
    boolean done = false;
    try {
      for (Request r : plan.requests()) {
        results.add(
            r.target() instanceof Target.Memory
                ? HeldBlock.take(pool, "result", r.node().dtype(), r.node().shape())
                : null);
      }
      for (Intermediate i : plan.kept()) {
        bind(i, kept, scratch);
      }
      StageContext context =
          new StageContext(
              pool, new ChunkLoader(meter::read, budget), meter, workers, results, kept, scratch);
      for (Stage stage : plan.stages()) {
        run(stage, context);
      }
      done = true;
      return results;
    } finally {
      plan.kept().forEach(i -> i.bind(null));
      kept.values().forEach(HeldBlock::close);
      scratch.values().forEach(LocalExecutor::close);
      if (!done) {
        closeAll(results);
      }
    }
  }

  private void bind(
      Intermediate i, Map<Intermediate, HeldBlock> kept, Map<Intermediate, ScratchStore> scratch) {
    if (i.inMemory()) {
      HeldBlock block = HeldBlock.take(pool, "intermediate result", i.dtype(), i.grid().shape());
      kept.put(i, block);
      i.bind(new InMemoryStore(block, ChunkGrid.single(i.grid().shape())));
    } else {
      try {
        ScratchStore file = ScratchStore.create(scratchFolder, i.name(), i.grid(), i.dtype());
        scratch.put(i, file);
        i.bind(file);
      } catch (IOException e) {
        throw new ComputeException(
            "cannot create scratch file: folder=" + scratchFolder + ": " + e.getMessage(), e);
      }
    }
  }

  private static void close(ScratchStore file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new ComputeException("cannot close scratch file: " + e.getMessage(), e);
    }
  }

  private void run(Stage stage, StageContext context) {
    MemoryBudget.Lease lease = budget.lease("stage: " + stage.label(), stage.peakBytes());
    try {
      switch (stage) {
        case Stage.Blockwise b -> new BlockwiseRun(b, context).run();
        case Stage.Regrid r -> new RegridRun(r, context).run();
      }
    } finally {
      lease.close();
    }
  }

  private static void commit(List<Request> requests) {
    for (Request r : requests) {
      if (r.target() instanceof Target.Sink(ChunkSink sink)) {
        try {
          sink.commit();
        } catch (IOException e) {
          throw new ComputeException(
              "cannot commit: array=" + sink.name() + ": " + e.getMessage(), e);
        }
      }
    }
  }

  /** Closes all sinks, whichever cannot be; gives what went wrong. */
  private static List<ComputeException> closeSinks(List<Request> requests) {
    List<ComputeException> failures = new ArrayList<>();
    for (Request r : requests) {
      if (r.target() instanceof Target.Sink(ChunkSink sink)) {
        try {
          sink.close();
        } catch (IOException | RuntimeException e) {
          failures.add(
              new ComputeException(
                  "cannot close: array=" + sink.name() + ": " + e.getMessage(), e));
        }
      }
    }
    return failures;
  }

  private static void closeAll(List<@Nullable HeldBlock> results) {
    for (HeldBlock r : results) {
      if (r != null) {
        r.close();
      }
    }
  }

  /**
   * Holds on to the arrays in memory that a plan reads, so that closing them meanwhile does no
   * harm.
   */
  private static void hold(Plan plan, List<HeldBlock> inUse) {
    Set<ChunkSource> seen = new LinkedHashSet<>();
    for (Stage stage : plan.stages()) {
      collect(stage.program(), seen);
    }
    for (ChunkSource source : seen) {
      if (source instanceof InMemoryStore memory) {
        memory.held().retain();
        inUse.add(memory.held());
      }
    }
  }

  private static void collect(ChunkSource source, Set<ChunkSource> seen) {
    if (!seen.add(source)) {
      return;
    }
    if (source instanceof MappedSource m) {
      m.inputs().forEach(p -> collect(p, seen));
    } else if (source instanceof TakenSource t) {
      collect(t.source(), seen);
    }
  }

  private static void collect(Program program, Set<ChunkSource> seen) {
    for (Program.Operand o : program.operands()) {
      switch (o) {
        case Program.Load l -> collect(l.source(), seen);
        case Program.Joined j -> j.parts().forEach(p -> collect(p, seen));
        case Program.Make m -> {}
        case Program.Constant c -> {}
      }
    }
  }

  /** Frees cached memory; results that are still held stay. */
  @Override
  public void close() {
    pool.close();
  }
}
