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
 *
 * <p>What a way of doing a pass takes is found once, and kept for the next plan. Not thread-safe.
 */
final class PassPlanner {
  /** A cell's way through both stores takes about as long as so many updates of it. */
  private static final double UPDATES_PER_TRANSFER = 24;

  private static final int MOST_STEPS = 256;

  private final BlockAdvance advance;
  private final Stores stores;
  private final long budgetBytes;
  private final int workers;
  private final Map<Way, Figures> figures = new HashMap<>();
  private @Nullable Choice last;

  /** A way of doing a pass. */
  private record Way(PassTasks tasks, int threads) {}

  /** What follows from it, whatever passes there are before and after. */
  private record Figures(
      TaskMemory taskMemory,
      PassPlan.Memory memory,
      long loads,
      double timesRead,
      double recomputed) {}

  /** What a way comes to, if it is that of all passes. */
  private record Candidate(Way way, PassPlan plan, double cost) {}

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
  record Choice(PassPlan plan, PassTasks tasks, List<Feed> feeds, TaskMemory taskMemory) {
    private boolean isBy(Way way) {
      return tasks.equals(way.tasks()) && plan.threads() == way.threads();
    }
  }

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
    Candidate best = null;
    for (int k : candidates(steps)) {
      Candidate candidate = widest(k, steps);
      if (candidate == null) {
        break;
      }
      if (best == null || candidate.cost() < best.cost()) {
        best = candidate;
      }
    }
    if (best == null) {
      long least = candidate(1, steps, 1, 1).plan().memory().total();
      throw new BudgetExceededException(
          "budget too small for one block and its neighbours: budget=%d, needed=%d; smaller chunks need less"
              .formatted(budgetBytes, least));
    }
    return choice(best);
  }

  private Choice choice(Candidate best) {
    Way way = best.way();
    List<Feed> feeds = last != null && last.isBy(way) ? last.feeds() : feeds(way);
    Choice choice = new Choice(best.plan(), way.tasks(), feeds, figures(way).taskMemory());
    last = choice;
    return choice;
  }

  /** What is read and written. */
  Stores stores() {
    return stores;
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
  private @Nullable Candidate widest(int k, long steps) {
    long across = stores.target.countAlong(stores.target.rank() - 1);
    for (long strip = across; strip >= 1; strip = strip == 1 ? 0 : (strip + 1) / 2) {
      for (int threads = workers + 1;
          threads >= 1;
          threads = threads > workers ? workers : threads - 1) {
        Candidate candidate = candidate(k, steps, strip, threads);
        if (candidate.plan().memory().total() <= budgetBytes) {
          return candidate;
        }
        if (threads <= workers && strip > 1) {
          break; // narrower strips cost less than idle workers
        }
      }
    }
    return null;
  }

  private Candidate candidate(int k, long steps, long strip, int threads) {
    PassTasks tasks = new PassTasks(stores.target, k, strip);
    Way way = new Way(tasks, Math.min(threads, tasks.count()));
    Figures f = figures(way);
    int fields = advance.evolution().stencil().fields();
    long passes = (steps + k - 1) / k;
    double cost =
        passes * (fields + f.timesRead()) / 2 * UPDATES_PER_TRANSFER
            + fields * steps * (1 + f.recomputed());
    PassPlan plan =
        new PassPlan(
            k,
            passes,
            tasks.count(),
            strip,
            f.loads(),
            stores.chunks(),
            f.recomputed(),
            way.threads(),
            f.memory());
    return new Candidate(way, plan, cost);
  }

  private Figures figures(Way way) {
    return figures.computeIfAbsent(
        way,
        w -> {
          List<Feed> feeds = feeds(w);
          TaskMemory taskMemory = TaskMemory.of(advance, w.tasks(), stores);
          return new Figures(
              taskMemory,
              memory(feeds, taskMemory.totalBytes(), w.threads()),
              feeds.stream().mapToLong(f -> f.lifetimes().loads()).sum(),
              feeds.stream().mapToDouble(PassPlanner::timesRead).sum(),
              recomputed(w.tasks()));
        });
  }

  /** Arrays with the same chunks live through the same. */
  private List<Feed> feeds(Way way) {
    Map<ChunkGrid, Feed> byGrid = new HashMap<>();
    return stores.sources.stream()
        .map(
            grid ->
                byGrid.computeIfAbsent(
                    grid,
                    g -> {
                      Needs needs = new Needs(advance, way.tasks(), g);
                      return new Feed(needs, Lifetimes.of(needs, 2 * way.threads()));
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
