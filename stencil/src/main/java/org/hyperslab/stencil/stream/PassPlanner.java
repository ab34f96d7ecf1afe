package org.hyperslab.stencil.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.BlockAdvance;
import org.jspecify.annotations.Nullable;

/**
 * Decides how many steps a block takes each time it is in memory, and in which order blocks come.
 *
 * <p>More steps per load mean fewer passes over the stores and a larger halo: more memory, and more
 * cells that neighbouring blocks both compute. The plan with the least estimated time among those
 * that fit into the budget wins. If two rows of chunks don't fit, the field is cut into strips,
 * whose seams are read twice.
 */
final class PassPlanner {
  /** A cell's way through both stores takes about as long as so many updates of it. */
  private static final double UPDATES_PER_TRANSFER = 24;

  private static final int MOST_STEPS = 256;

  private final BlockAdvance advance;
  private final Stores stores;
  private final long budgetBytes;
  private final int workers;

  /**
   * What is read and written.
   *
   * @param sources the chunks of each field, then of each constant input
   * @param target the chunks of each field that is written
   * @param readScratchBytes scratch memory that loading a chunk takes
   * @param writeScratchBytes scratch memory that storing a chunk takes
   */
  record Stores(
      List<ChunkGrid> sources, ChunkGrid target, long readScratchBytes, long writeScratchBytes) {
    Stores {
      sources = List.copyOf(sources);
    }

    long chunks() {
      return sources.stream().mapToLong(ChunkGrid::count).sum();
    }
  }

  PassPlanner(BlockAdvance advance, Stores stores, long budgetBytes, int workers) {
    this.advance = advance;
    this.stores = stores;
    this.budgetBytes = budgetBytes;
    this.workers = workers;
  }

  /**
   * A plan with what follows from it.
   *
   * @param feeds what is read, in the order of {@link Stores#sources}
   */
  record Choice(
      PassPlan plan, PassTasks tasks, List<Feed> feeds, TaskMemory taskMemory, double cost) {}

  /** What is read of an array, and how long it is kept. */
  record Feed(Needs needs, Lifetimes lifetimes) {
    /** Bytes for chunks that are in memory at once. */
    long bytes(int elementBytes) {
      long chunk = BlockPool.sizeClass(needs.source().maxChunkElements() * elementBytes);
      return lifetimes.mostChunks() * chunk;
    }
  }

  /**
   * The plan for a number of steps.
   *
   * @throws BudgetExceededException if not even one step at a time fits; the message says what
   *     would
   */
  Choice plan(long steps) {
    Choice best = null;
    for (int k : candidates(steps)) {
      Choice choice = widest(k, steps);
      if (choice == null) {
        break;
      }
      if (best == null || choice.cost() < best.cost()) {
        best = choice;
      }
    }
    if (best == null) {
      long least = choice(1, steps, 1, 1).plan().memory().total();
      throw new BudgetExceededException(
          "budget too small for one block and its neighbours: budget=%d, needed=%d; smaller chunks need less"
              .formatted(budgetBytes, least));
    }
    return best;
  }

  /** Steps per load that make for different numbers of passes, ascending. */
  private static List<Integer> candidates(long steps) {
    List<Integer> candidates = new ArrayList<>();
    for (int k = 1; k <= Math.min(steps, MOST_STEPS); k++) {
      long passes = (steps + k - 1) / k;
      if (k == 1 || (steps + k - 2) / (k - 1) != passes) {
        candidates.add(k);
      }
    }
    return candidates;
  }

  /** The plan with the widest strips, and then the most threads, that fits; null if none does. */
  private @Nullable Choice widest(int k, long steps) {
    long across = stores.target.countAlong(stores.target.rank() - 1);
    for (long strip = across; strip >= 1; strip = strip == 1 ? 0 : (strip + 1) / 2) {
      for (int threads = workers + 1;
          threads >= 1;
          threads = threads > workers ? workers : threads - 1) {
        Choice choice = choice(k, steps, strip, threads);
        if (choice.plan().memory().total() <= budgetBytes) {
          return choice;
        }
        if (threads <= workers && strip > 1) {
          break; // narrower strips cost less than idle workers
        }
      }
    }
    return null;
  }

  private Choice choice(int k, long steps, long strip, int threads) {
    PassTasks tasks = new PassTasks(stores.target, k, strip);
    int usable = Math.min(threads, tasks.count());
    List<Feed> feeds = feeds(tasks, 2 * usable);
    int fields = advance.evolution().stencil().fields();
    long passes = (steps + k - 1) / k;
    double recomputed = recomputed(tasks);
    double read = feeds.stream().mapToDouble(PassPlanner::timesRead).sum();
    double cost =
        passes * (fields + read) / 2 * UPDATES_PER_TRANSFER + fields * steps * (1 + recomputed);
    TaskMemory taskMemory = TaskMemory.of(advance, tasks, stores);
    PassPlan plan =
        new PassPlan(
            k,
            passes,
            tasks.count(),
            strip,
            feeds.stream().mapToLong(f -> f.lifetimes().loads()).sum(),
            stores.chunks(),
            recomputed,
            usable,
            memory(feeds, taskMemory.totalBytes(), usable));
    return new Choice(plan, tasks, feeds, taskMemory, cost);
  }

  /** Arrays with the same chunks live through the same. */
  private List<Feed> feeds(PassTasks tasks, int window) {
    Map<ChunkGrid, Feed> byGrid = new HashMap<>();
    return stores.sources.stream()
        .map(
            grid ->
                byGrid.computeIfAbsent(
                    grid,
                    g -> {
                      Needs needs = new Needs(advance, tasks, g);
                      return new Feed(needs, Lifetimes.of(needs, window));
                    }))
        .toList();
  }

  private static double timesRead(Feed feed) {
    return (double) feed.lifetimes().loads() / feed.needs().source().count();
  }

  private PassPlan.Memory memory(List<Feed> feeds, long perThread, int threads) {
    int elementBytes = advance.evolution().dtype().bytes();
    long chunks = feeds.stream().mapToLong(f -> f.bytes(elementBytes)).sum();
    return new PassPlan.Memory(chunks, perThread, chunks + threads * perThread);
  }

  /** How many more cells a block in the middle computes than it has, averaged over its steps. */
  private double recomputed(PassTasks tasks) {
    int[] radius = advance.evolution().stencil().radius();
    Region place = tasks.place(tasks.count() / 2);
    double computed = 0;
    for (int s = 1; s <= tasks.steps(); s++) {
      double cells = 1;
      for (int d = 0; d < radius.length; d++) {
        double wanted = place.extent(d) + 2.0 * (tasks.steps() - s) * radius[d];
        cells *= Math.min(wanted, (double) stores.target.shape().dim(d));
      }
      computed += cells;
    }
    return computed / tasks.steps() / place.size() - 1;
  }
}
