package org.hyperslab.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Destination;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.Stage;
import org.hyperslab.plan.TaskOrder;
import org.hyperslab.store.ChunkSink;
import org.jspecify.annotations.Nullable;

/**
 * Runs a blockwise stage. Threads take runs of consecutive tasks, in order; a run's tasks are
 * evaluated one after the other, stored, and folded into states that belong to the run. What runs
 * have folded is added to the groups in the order of the runs, whichever ends first, so that
 * results do not depend on timing; a thread does not begin a run too far ahead of that.
 */
final class BlockwiseRun {
  private final Stage.Blockwise stage;
  private final StageContext context;
  private final List<GroupStates> sets = new ArrayList<>();
  private final Map<Long, Run> ended = new HashMap<>();
  private final TaskOrder order;
  private final Team team = new Team();
  private final @Nullable Semaphore computing;
  private long begun;
  private long added;
  private long finished;

  /** Consecutive tasks, and what they have folded. */
  private static final class Run {
    private final long number;
    private final long[] tasks;
    private final RunStates states = new RunStates();

    Run(long number, long[] tasks) {
      this.number = number;
      this.tasks = tasks;
    }
  }

  /** A group that is complete, and whose results are due. */
  private record Complete(GroupStates set, GroupStates.Partial states) {}

  /** Runs whose states have been added to their groups, and the groups that became complete. */
  private record Ended(long runs, List<Complete> complete) {}

  BlockwiseRun(Stage.Blockwise stage, StageContext context) {
    this.stage = stage;
    this.context = context;
    this.order = TaskOrder.of(stage);
    this.computing = stage.threads() > context.workers() ? new Semaphore(context.workers()) : null;
    Map<Stage.Span, List<Stage.Fold>> bySpan = new LinkedHashMap<>();
    stage.folds().forEach(f -> bySpan.computeIfAbsent(f.span(), k -> new ArrayList<>()).add(f));
    bySpan.values().forEach(folds -> sets.add(new GroupStates(stage.grid(), folds)));
  }

  void run() {
    ChunkCache cache = new ChunkCache(stage, context.loader(), context.pool());
    try {
      finishEmpty();
      if (stage.grid().count() > 0) {
        team.run(stage.threads(), t -> work(cache));
      }
    } finally {
      cache.clear();
      sets.forEach(GroupStates::clear);
      ended.values().forEach(r -> r.states.close());
    }
  }

  /** Groups without tasks are complete as they are. */
  private void finishEmpty() {
    Finisher finisher = new Finisher(stage, context);
    for (GroupStates set : sets) {
      for (long g = 0; g < set.groups().count() && set.mayBeEmpty(); g++) {
        if (set.tasksOf(g) == 0) {
          try (GroupStates.Partial none = set.begin(g, context.pool())) {
            finisher.finish(set, none);
          }
        }
      }
    }
  }

  private void work(ChunkCache cache) {
    Finisher finisher = new Finisher(stage, context);
    try (Worker worker = new Worker(cache)) {
      Run run = begin();
      while (run != null) {
        try {
          worker.evaluate(run);
        } catch (RuntimeException | Error e) {
          run.states.close();
          throw e;
        }
        finish(end(run), finisher);
        context.meter().tasksDone(run.tasks.length);
        run = begin();
      }
    } catch (RuntimeException | Error e) {
      synchronized (this) {
        team.fail(e);
        notifyAll();
      }
      throw e;
    }
  }

  private void finish(Ended ended, Finisher finisher) {
    try {
      for (Complete c : ended.complete) {
        finisher.finish(c.set, c.states);
        c.states.close();
      }
    } finally {
      ended.complete.forEach(c -> c.states.close());
    }
    synchronized (this) {
      finished += ended.runs;
      notifyAll();
    }
  }

  /** The next run, once it is not too far ahead; null if there is none, or the stage has failed. */
  private synchronized @Nullable Run begin() {
    while (!team.failed() && begun - finished >= 2L * stage.threads()) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        team.fail(new java.util.concurrent.CancellationException("run was cancelled"));
      }
    }
    if (team.failed()) {
      return null;
    }
    if (Thread.currentThread().isInterrupted()) {
      team.fail(new java.util.concurrent.CancellationException("run was cancelled"));
      notifyAll();
      return null;
    }
    long[] tasks = new long[stage.runLength()];
    int n = 0;
    while (n < tasks.length) {
      long task = order.next();
      if (task < 0) {
        break;
      }
      if (isStored(task)) {
        context.meter().tasksDone(1);
      } else {
        tasks[n++] = task;
      }
    }
    return n == 0 ? null : new Run(begun++, Arrays.copyOf(tasks, n));
  }

  /** Whether a task gives nothing but chunks that an interrupted run has stored. */
  private boolean isStored(long task) {
    if (!stage.folds().isEmpty()) {
      return false;
    }
    for (Stage.Store store : stage.stores()) {
      if (!(store.destination() instanceof Destination.Stored stored)
          || !isStored(stored.sink(), stage.grid().region(task))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isStored(ChunkSink sink, Region region) {
    Region chunks = sink.grid().chunksOf(region);
    if (chunks.isEmpty()) {
      return false;
    }
    long[] at = chunks.origin();
    do {
      if (!sink.isStored(sink.grid().ordinal(at))) {
        return false;
      }
    } while (chunks.next(at));
    return true;
  }

  /** Adds what runs have folded, as far as all earlier runs have ended. */
  private synchronized Ended end(Run run) {
    List<Complete> complete = new ArrayList<>();
    long before = added;
    ended.put(run.number, run);
    for (Run next = ended.remove(added); next != null; next = ended.remove(added)) {
      added++;
      try {
        for (GroupStates.Partial p : next.states.all()) {
          GroupStates.Partial all = p.owner.add(p);
          if (all != null) {
            complete.add(new Complete(p.owner, all));
          }
        }
      } catch (RuntimeException | Error e) { // a user's combine failed
        next.states.close();
        complete.forEach(c -> c.states.close());
        throw e;
      }
    }
    return new Ended(added - before, complete);
  }

  /** One thread's program and writers. */
  private final class Worker implements AutoCloseable {
    private final Buffers buffers = new Buffers(context.pool());
    private final List<Writer> writers = new ArrayList<>();
    private final TileLoop.Output[] outputs;
    private final FoldPlaces places;
    private final ProgramRunner runner;

    Worker(ChunkCache cache) {
      Program program = stage.program();
      outputs = new TileLoop.Output[stage.stores().size()];
      for (int s = 0; s < outputs.length; s++) {
        outputs[s] = new TileLoop.Output(program.roots().get(stage.stores().get(s).root()));
      }
      places = new FoldPlaces(stage.grid(), program, sets, context.pool());
      try {
        for (Stage.Store s : stage.stores()) {
          writers.add(context.writer(s.destination(), stage.grid(), buffers));
        }
        runner =
            new ProgramRunner(
                program,
                stage.layout(),
                context.runners(cache, computing),
                outputs,
                places.foldings());
      } catch (RuntimeException | Error e) {
        buffers.close();
        throw e;
      }
    }

    void evaluate(Run run) {
      for (long task : run.tasks) {
        if (team.failed()) {
          return;
        }
        long[] at = stage.grid().coords(task);
        Region region = stage.grid().region(at);
        for (int s = 0; s < writers.size(); s++) {
          ProgramRunner.to(outputs[s], writers.get(s).begin(region));
        }
        if (places.place(at, region, run.states) || outputs.length > 0) {
          runner.run(region);
        }
        writers.forEach(Writer::end);
      }
    }

    @Override
    public void close() {
      runner.close();
      buffers.close();
    }
  }
}
