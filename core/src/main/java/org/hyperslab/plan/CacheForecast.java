package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ChunkSource;

/**
 * How many bytes of shared chunks wait for a later task at once, if none is to be loaded twice. A
 * stage of few tasks is walked through; for a larger one the bytes follow from the loops that its
 * tasks run in. It is a wish: what the cache may really hold also depends on the budget.
 */
final class CacheForecast {
  /** More tasks than this are not walked through, which takes about a microsecond for each. */
  private static final int MOST_TASKS = 1 << 16;

  private final SharedChunks shared;
  private final Map<SharedChunks.Chunk, Long> usesLeft = new HashMap<>();
  private long waiting;
  private long most;

  private CacheForecast(SharedChunks shared) {
    this.shared = shared;
  }

  /**
   * @param fastest the axes along which tasks follow each other first
   * @param together whether tasks that share chunks are run one after the other
   * @param runLength tasks that one thread runs in a row
   */
  static long bytes(
      SharedChunks shared, List<Integer> fastest, boolean together, int runLength, int threads) {
    if (shared.uses().isEmpty()) {
      return 0;
    }
    if (shared.tasks().count() <= MOST_TASKS) {
      TaskOrder order = TaskOrder.of(shared, fastest, together);
      return new CacheForecast(shared).walk(order, runLength, threads)
          + (threads - 1) * perTask(shared);
    }
    long bytes = 0;
    List<Program.Load> sources = oncePerSource(shared);
    boolean simple = shared.loads().size() == shared.uses().size();
    boolean apart = sources.size() == shared.uses().size();
    for (Program.Load load : sources) {
      double window = simple && apart ? window(load, shared.tasks(), fastest) : all(load);
      bytes += (long) Math.min(window, 1L << 50);
    }
    return together && simple && shared.loads().stream().allMatch(l -> isWhole(l, shared.tasks()))
        ? Math.min(bytes, 2L * threads * perTask(shared))
        : bytes;
  }

  private static List<Program.Load> oncePerSource(SharedChunks shared) {
    Set<ChunkSource> seen = new HashSet<>();
    return shared.uses().stream()
        .map(SharedChunks.Use::load)
        .filter(l -> seen.add(l.source()))
        .toList();
  }

  private static long chunkBytes(ChunkSource source) {
    return BlockPool.sizeClass(source.grid().maxChunkElements() * source.dtype().bytes());
  }

  private static double all(Program.Load load) {
    return (double) chunkBytes(load.source()) * load.source().grid().count();
  }

  private static long perTask(SharedChunks shared) {
    return shared.uses().stream().mapToLong(u -> chunkBytes(u.load().source())).sum();
  }

  /** Whether every task needs whole chunks of its own place only. */
  private static boolean isWhole(Program.Load load, ChunkGrid tasks) {
    IndexMap map = load.map();
    for (int d = 0; d < tasks.rank(); d++) {
      if (map.axis(d) == IndexMap.NONE && tasks.shape().dim(d) > 1) {
        return false;
      }
    }
    return Grids.cutsWithin(map.viewGrid(load.source().grid()), tasks);
  }

  /**
   * The chunks that are met while the outermost loop that comes back to one goes a step: those of
   * all loops inside of it, and of one step of it and of the loops around it.
   */
  private static double window(Program.Load load, ChunkGrid tasks, List<Integer> fastest) {
    IndexMap map = load.map();
    ChunkGrid cuts = map.viewGrid(load.source().grid());
    double window = chunkBytes(load.source());
    boolean inside = false;
    for (int d : TaskOrder.loops(tasks.rank(), fastest)) {
      if (map.axis(d) == IndexMap.NONE) {
        inside |= tasks.countAlong(d) > 1;
        continue;
      }
      double perStep = Grids.amplification(cuts, tasks, d) * cuts.countAlong(d);
      window *= inside ? cuts.countAlong(d) : 1 + Math.ceil(perStep / tasks.countAlong(d));
      inside |= !Grids.cutsWithin(tasks, cuts, d);
    }
    return Math.min(window, all(load));
  }

  /** Lets threads take turns, task by task. */
  private long walk(TaskOrder order, int runLength, int threads) {
    int[] left = new int[threads];
    List<List<Long>> runs = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      runs.add(run(order, runLength));
    }
    for (boolean more = true; more; ) {
      more = false;
      for (int t = 0; t < threads; t++) {
        if (left[t] == runs.get(t).size()) {
          runs.set(t, run(order, runLength));
          left[t] = 0;
        }
        if (left[t] < runs.get(t).size()) {
          task(shared.tasks().region(runs.get(t).get(left[t]++)));
          more = true;
        }
      }
    }
    return most;
  }

  private static List<Long> run(TaskOrder order, int length) {
    List<Long> run = new ArrayList<>();
    while (run.size() < length) {
      long task = order.next();
      if (task < 0) {
        break;
      }
      run.add(task);
    }
    return run;
  }

  private void task(Region task) {
    for (SharedChunks.Use use : shared.uses()) {
      boolean nested = !(use.evaluations() instanceof Evaluations.Tasks);
      use.evaluations()
          .of(
              task,
              region -> {
                evaluate(use.load(), region);
                // A chunk of the stage's own operand stays with its task until the task's end.
                most = nested ? Math.max(most, waiting) : most;
              });
    }
    most = Math.max(most, waiting);
  }

  private void evaluate(Program.Load load, Region region) {
    ChunkGrid grid = load.source().grid();
    Region chunks = grid.chunksOf(load.map().sourceRegion(region));
    if (chunks.isEmpty()) {
      return;
    }
    long[] at = chunks.origin();
    do {
      if (!load.map().viewRegion(grid.region(at)).intersect(region).isEmpty()) {
        use(new SharedChunks.Chunk(load.source(), grid.ordinal(at)), grid.region(at).size());
      }
    } while (chunks.next(at));
  }

  private void use(SharedChunks.Chunk chunk, long elements) {
    long bytes = BlockPool.sizeClass(elements * chunk.source().dtype().bytes());
    Long before = usesLeft.get(chunk);
    long left = (before == null ? shared.uses(chunk) : before) - 1;
    waiting += (left > 0 ? bytes : 0) - (before == null ? 0 : bytes);
    if (left > 0) {
      usesLeft.put(chunk, left);
    } else {
      usesLeft.remove(chunk);
    }
  }
}
