package org.hyperslab.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Strides;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.Stage;
import org.hyperslab.plan.TaskOrder;
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
    private final List<GroupStates.Partial> partials = new ArrayList<>();

    Run(long number, long[] tasks) {
      this.number = number;
      this.tasks = tasks;
    }

    /** The states of a group that this run folds into; a run may come back to a group. */
    GroupStates.Partial partial(GroupStates set, long group, BlockPool pool) {
      for (GroupStates.Partial p : partials) {
        if (p.owner == set && p.group == group) {
          return p;
        }
      }
      GroupStates.Partial partial = set.begin(group, pool);
      partials.add(partial);
      return partial;
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
    Map<List<Integer>, List<Stage.Fold>> byAxes = new LinkedHashMap<>();
    stage.folds().forEach(f -> byAxes.computeIfAbsent(f.axes(), k -> new ArrayList<>()).add(f));
    byAxes.values().forEach(folds -> sets.add(new GroupStates(stage.grid(), folds)));
  }

  void run() {
    ChunkCache cache = new ChunkCache(stage, context.loader(), context.pool());
    try {
      if (stage.grid().count() == 0) {
        finishEmpty();
      } else {
        team.run(stage.threads(), t -> work(cache));
      }
    } finally {
      cache.clear();
      sets.forEach(GroupStates::clear);
      ended.values().forEach(r -> r.partials.forEach(GroupStates.Partial::close));
    }
  }

  /** Nothing to fold: every group is complete as it is. */
  private void finishEmpty() {
    Finisher finisher = new Finisher(stage, context);
    for (GroupStates set : sets) {
      for (long g = 0; g < set.groups().count(); g++) {
        try (GroupStates.Partial none = set.begin(g, context.pool())) {
          finisher.finish(set, none);
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
          run.partials.forEach(GroupStates.Partial::close);
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
      tasks[n++] = task;
    }
    return n == 0 ? null : new Run(begun++, Arrays.copyOf(tasks, n));
  }

  /** Adds what runs have folded, as far as all earlier runs have ended. */
  private synchronized Ended end(Run run) {
    List<Complete> complete = new ArrayList<>();
    long before = added;
    ended.put(run.number, run);
    for (Run next = ended.remove(added); next != null; next = ended.remove(added)) {
      added++;
      try {
        for (GroupStates.Partial p : next.partials) {
          GroupStates.Partial all = p.owner.add(p);
          if (all != null) {
            complete.add(new Complete(p.owner, all));
          }
        }
      } catch (RuntimeException | Error e) { // a user's combine failed
        next.partials.forEach(GroupStates.Partial::close);
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
    private final TileLoop.Folding[] foldings;
    private final ProgramRunner runner;

    Worker(ChunkCache cache) {
      Program program = stage.program();
      outputs = new TileLoop.Output[stage.stores().size()];
      for (int s = 0; s < outputs.length; s++) {
        outputs[s] = new TileLoop.Output(program.roots().get(stage.stores().get(s).root()));
      }
      List<TileLoop.Folding> all = new ArrayList<>();
      for (GroupStates set : sets) {
        set.folds()
            .forEach(f -> all.add(new TileLoop.Folding(program.roots().get(f.root()), f.kernel())));
      }
      foldings = all.toArray(new TileLoop.Folding[0]);
      try {
        for (Stage.Store s : stage.stores()) {
          writers.add(context.writer(s.destination(), stage.grid(), buffers));
        }
        runner =
            new ProgramRunner(
                program, stage.layout(), context.runners(cache, computing), outputs, foldings);
      } catch (RuntimeException | Error e) {
        buffers.close();
        throw e;
      }
    }

    void evaluate(Run run) {
      GroupStates.@Nullable Partial[] current = new GroupStates.Partial[sets.size()];
      for (long task : run.tasks) {
        if (team.failed()) {
          return;
        }
        long[] at = stage.grid().coords(task);
        Region region = stage.grid().region(at);
        for (int s = 0; s < writers.size(); s++) {
          ProgramRunner.to(outputs[s], writers.get(s).begin(region));
        }
        int f = 0;
        for (int s = 0; s < current.length; s++) {
          GroupStates set = sets.get(s);
          long group = set.groupOf(at);
          GroupStates.Partial partial = current[s];
          if (partial == null || partial.group != group) {
            partial = run.partial(set, group, context.pool());
            current[s] = partial;
          }
          for (int i = 0; i < set.folds().size(); i++) {
            place(foldings[f++], set.folds().get(i), partial, i, region);
          }
          partial.taskDone();
        }
        runner.run(region);
        writers.forEach(Writer::end);
      }
    }

    @Override
    public void close() {
      runner.close();
      buffers.close();
    }
  }

  /**
   * Says which cells of the states a task's elements belong to, and how its elements are numbered.
   */
  private void place(
      TileLoop.Folding folding,
      Stage.Fold fold,
      GroupStates.Partial states,
      int number,
      Region region) {
    int rank = region.rank();
    long[] cells = new long[rank];
    long[] weights = new long[rank];
    long cell = 1;
    long weight = fold.indexed() ? 1 : 0;
    long index = 0;
    for (int d = rank - 1; d >= 0; d--) {
      if (fold.axes().contains(d)) {
        weights[d] = weight;
        index += weight * region.start(d);
        weight *= stage.grid().shape().dim(d);
      } else {
        cells[d] = cell;
        cell *= region.extent(d);
      }
    }
    folding.into(states.address(number), states.stride(), cells, index, weights);
  }

  /** One thread's work behind complete groups. */
  private static final class Finisher {
    private final Stage.Blockwise stage;
    private final StageContext context;

    Finisher(Stage.Blockwise stage, StageContext context) {
      this.stage = stage;
      this.context = context;
    }

    void finish(GroupStates set, GroupStates.Partial states) {
      Region region = set.groups().region(states.group);
      for (Stage.Finish finish : stage.finishes()) {
        if (set.folds().contains(stage.folds().get(finish.folds().getFirst()))) {
          try (Buffers buffers = new Buffers(context.pool())) {
            finish(finish, set, states, region, buffers);
          }
        }
      }
    }

    private void finish(
        Stage.Finish finish,
        GroupStates set,
        GroupStates.Partial states,
        Region region,
        Buffers buffers) {
      int cells = Math.toIntExact(states.cells);
      Map<Object, Block> results = new HashMap<>();
      for (int number : finish.folds()) {
        Stage.Fold fold = stage.folds().get(number);
        BlockPool.Buffer buffer = buffers.take(8L * Math.max(1, cells));
        Block block = Block.of(buffer.segment(), fold.kernel().resultType(), region.shape());
        int at = set.folds().indexOf(fold);
        fold.kernel()
            .finish(block.address(), states.address(at), states.stride(), cells, fold.count());
        results.put(fold.result(), block);
      }
      Program program = finish.program();
      Region shown = finish.map().viewRegion(region);
      Writer writer = context.writer(finish.destination(), finish.regions(), buffers);
      TileLoop.Output output = new TileLoop.Output(program.roots().getFirst());
      ProgramRunner.to(output, writer.begin(shown));
      TileLoop loop =
          new TileLoop(
              program,
              buffers.take(finish.layout().registerBytes()).segment(),
              new TileLoop.Output[] {output},
              new TileLoop.Folding[0]);
      loop.run(shown.shape(), operands(program, finish, results, region, shown));
      writer.end();
    }

    private static TileLoop.Operands operands(
        Program program,
        Stage.Finish finish,
        Map<Object, Block> results,
        Region region,
        Region shown) {
      TileLoop.Operands places = new TileLoop.Operands(program.operands().size());
      long[] packed = Strides.contiguous(region.shape());
      for (int v = 0; v < program.operands().size(); v++) {
        if (program.operands().get(v) instanceof Program.Load load) {
          Block block = java.util.Objects.requireNonNull(results.get(load.source()));
          long[] strides = new long[shown.rank()];
          for (int d = 0; d < strides.length; d++) {
            int axis = finish.map().axis(d);
            strides[d] = axis < 0 ? 0 : packed[axis] * block.dtype().bytes();
          }
          places.base[v] = block.address();
          places.strides[v] = strides;
        }
      }
      return places;
    }
  }
}
