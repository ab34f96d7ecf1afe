package org.hyperslab.plan;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Halo;

/**
 * Puts chunks of a reduction's input together into tasks where one alone has only few elements for
 * each state: a file with one day per chunk, whose mean over time has states ten times as large as
 * the day. States that leave the caches between two tasks are then read and written once for
 * several chunks, and tile by tile, since a tile of all of a task's chunks is folded before the
 * next one.
 */
final class LargerTasks {
  /** Elements for each state that make up for reading and writing it. */
  private static final long ENOUGH_ELEMENTS = 8;

  /** States of this size stay in the caches of a core. */
  static final long SMALL_STATE_BYTES = 128 << 10;

  /** What a task reads at most, so that its chunks are still in the last cache when folded. */
  private static final long MOST_TASK_BYTES = 6 << 20;

  /** Tasks that are left to be shared by threads. */
  private static final long LEAST_TASKS = 128;

  private LargerTasks() {}

  /** A grid of boxes of chunks of {@code grid}, or that grid. */
  static ChunkGrid of(ChunkGrid grid, Program program, List<Stage.Fold> folds) {
    int axis = axis(grid, folds);
    boolean wanted = isPlain(program) && folds.stream().noneMatch(LargerTasks::leavesOut);
    if (axis < 0 || !wanted || folds.stream().noneMatch(f -> isThin(grid, f))) {
      return grid;
    }
    long elements = folds.stream().mapToLong(f -> elements(grid, f)).min().orElse(1);
    long factor = Math.ceilDiv(ENOUGH_ELEMENTS, elements);
    factor = Math.min(factor, MOST_TASK_BYTES / Math.max(1, readBytes(grid, program)));
    factor = Math.min(factor, grid.count() / LEAST_TASKS);
    if (factor < 2) {
      return grid;
    }
    long[] factors = new long[grid.rank()];
    Arrays.fill(factors, 1);
    factors[axis] = factor;
    return Grids.coarsen(grid, factors);
  }

  /** The axis that all folds reduce along which there are most chunks; -1 if there is none. */
  private static int axis(ChunkGrid grid, List<Stage.Fold> folds) {
    int axis = -1;
    for (int d = 0; d < grid.rank(); d++) {
      int candidate = d;
      if (folds.stream().allMatch(f -> f.axes().contains(candidate))
          && (axis < 0 || grid.countAlong(d) > grid.countAlong(axis))) {
        axis = d;
      }
    }
    return axis;
  }

  /** Loads that wait, or are computed, or are shared by tasks, are better many than large. */
  private static boolean isPlain(Program program) {
    for (Program.Operand o : program.operands()) {
      boolean plain =
          switch (o) {
            case Program.Load l ->
                !(l.source() instanceof MappedSource) && l.source().concurrentLoads() == 0;
            case Program.Joined j -> false;
            case Program.Make m -> true;
            case Program.Constant c -> true;
          };
      if (!plain) {
        return false;
      }
    }
    return true;
  }

  /** Chunks without any label are not read, which they would be beside others. */
  private static boolean leavesOut(Stage.Fold fold) {
    Labels labels = fold.span().labels();
    return labels != null && LongStream.of(labels.sizes()).sum() < labels.size();
  }

  private static boolean isThin(ChunkGrid grid, Stage.Fold fold) {
    long cells = Grids.largestChunk(grid).size() / Math.max(1, elements(grid, fold));
    return elements(grid, fold) < ENOUGH_ELEMENTS
        && 8L * fold.kernel().fields() * cells > SMALL_STATE_BYTES;
  }

  /** How many elements of a chunk are folded into each state. */
  private static long elements(ChunkGrid grid, Stage.Fold fold) {
    long n = 1;
    for (int axis : fold.axes()) {
      n *= Math.max(1, Grids.largestChunk(grid).dim(axis));
    }
    return n;
  }

  private static long readBytes(ChunkGrid grid, Program program) {
    long bytes = 0;
    for (Program.Operand o : program.operands()) {
      if (o instanceof Program.Load l) {
        long elements = Grids.maxSourceElements(l.map(), grid, Halo.none(grid.rank()));
        bytes += elements * l.source().dtype().bytes();
      }
    }
    return bytes;
  }
}
