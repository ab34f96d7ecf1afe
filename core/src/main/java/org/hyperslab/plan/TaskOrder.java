package org.hyperslab.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;

/**
 * The order in which a stage's tasks run; it depends on the stage alone. Tasks follow each other
 * along the axes that are reduced first. Where tasks share chunks, those that need a chunk of a
 * task follow that task at once: {@code x + x.T} visits the chunks (i, j) and (j, i) together.
 */
public abstract class TaskOrder {
  private TaskOrder() {}

  /** A chunk that more tasks than this need does not bring them together. */
  private static final int MOST_TOGETHER = 8;

  /**
   * Which tasks were visited is kept as a bit each, on the heap; beyond 16 MiB of them tasks run in
   * their plain order.
   */
  private static final long MOST_TASKS = 1L << 27;

  /** The next task, or -1 if there is none. */
  public abstract long next();

  /** The order of a stage's tasks. */
  public static TaskOrder of(Stage.Blockwise stage) {
    SharedChunks shared = SharedChunks.of(stage.grid(), stage.program(), stage.layout());
    return of(shared, stage.fastest(), stage.together());
  }

  static TaskOrder of(SharedChunks shared, List<Integer> fastest, boolean together) {
    TaskOrder order = new AlongAxes(shared.tasks(), fastest);
    return together && shared.tasks().count() <= MOST_TASKS ? new Together(shared, order) : order;
  }

  /** The dimensions in the order of the loops over tasks, the outermost first. */
  static int[] loops(int rank, List<Integer> fastest) {
    List<Integer> order = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      if (!fastest.contains(d)) {
        order.add(d);
      }
    }
    order.addAll(fastest);
    return order.stream().mapToInt(Integer::intValue).toArray();
  }

  private static final class AlongAxes extends TaskOrder {
    private final ChunkGrid grid;
    private final int[] loops;
    private final long[] at;
    private long left;

    AlongAxes(ChunkGrid grid, List<Integer> fastest) {
      this.grid = grid;
      this.left = grid.count();
      this.at = new long[grid.rank()];
      this.loops = loops(grid.rank(), fastest);
    }

    @Override
    public long next() {
      if (left == 0) {
        return -1;
      }
      left--;
      long ordinal = grid.ordinal(at);
      for (int l = loops.length - 1; l >= 0; l--) {
        if (++at[loops[l]] < grid.countAlong(loops[l])) {
          break;
        }
        at[loops[l]] = 0;
      }
      return ordinal;
    }
  }

  private static final class Together extends TaskOrder {
    private final ChunkGrid grid;
    private final TaskOrder seeds;
    private final List<Program.Load> shared;
    private final BitSet visited;
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();

    Together(SharedChunks shared, TaskOrder seeds) {
      this.grid = shared.tasks();
      this.seeds = seeds;
      this.shared = shared.loads();
      this.visited = new BitSet((int) grid.count());
    }

    @Override
    public long next() {
      Long partner = waiting.poll();
      if (partner != null) {
        return partner;
      }
      long seed = seeds.next();
      while (seed >= 0 && visited.get((int) seed)) {
        seed = seeds.next();
      }
      if (seed >= 0) {
        visited.set((int) seed);
        addPartners(grid.region(seed));
      }
      return seed;
    }

    private void addPartners(Region region) {
      for (Program.Load load : shared) {
        ChunkGrid source = load.source().grid();
        Region chunks = source.chunksOf(load.map().sourceRegion(region));
        if (chunks.isEmpty() || chunks.size() > MOST_TOGETHER) {
          continue;
        }
        long[] at = chunks.origin();
        do {
          Region held = source.region(at);
          for (Program.Load other : shared) {
            if (other.source().equals(load.source())) {
              addTasks(other.map().viewRegion(held));
            }
          }
        } while (chunks.next(at));
      }
    }

    private void addTasks(Region shown) {
      if (shown.isEmpty()) {
        return;
      }
      Region tasks = grid.chunksOf(shown);
      if (tasks.size() > MOST_TOGETHER) {
        return;
      }
      long[] at = tasks.origin();
      do {
        int ordinal = (int) grid.ordinal(at);
        if (!visited.get(ordinal)) {
          visited.set(ordinal);
          waiting.add((long) ordinal);
        }
      } while (tasks.next(at));
    }
  }
}
