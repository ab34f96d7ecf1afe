package org.hyperslab.plan;

import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.kernel.ReduceKernel;
import org.jspecify.annotations.Nullable;

/**
 * Everything that runs chunk by chunk without storing anything in between. A stage's tasks are the
 * chunks of its grid; what a task needs follows from its ordinal alone.
 */
public sealed interface Stage {
  /** The tasks. */
  ChunkGrid grid();

  /** What every task evaluates. */
  Program program();

  /** The memory of the program, per thread. */
  ProgramLayout layout();

  /** What the stage does, for people. */
  String label();

  /** Bytes per thread. */
  long threadBytes();

  /** How many tasks run; a regrid runs one again for every block that it meets. */
  default long tasks() {
    return grid().count();
  }

  /** Bytes for the stage as a whole, beside those of its threads. */
  long sharedBytes();

  /** Threads that run tasks. */
  int threads();

  /** Bytes that the cache of chunks may keep for later tasks. */
  long cacheBytes();

  /** The least bytes the stage could run in. */
  default long leastBytes() {
    return sharedBytes() + threadBytes();
  }

  /** The most bytes the stage takes. */
  default long peakBytes() {
    return sharedBytes() + threads() * threadBytes() + cacheBytes();
  }

  /** Writes root {@code root} of the program, task by task. */
  record Store(int root, Destination destination) {}

  /**
   * What a reduction is over. Reductions over the same are folded together.
   *
   * @param labels the labels of one of the axes, of which there stays an element per label
   */
  record Span(List<Integer> axes, @Nullable Labels labels) {
    public Span {
      axes = List.copyOf(axes);
    }

    /** The labelled axis, or -1 if there is none. */
    public int labelledAxis() {
      return labels == null ? -1 : labels.axis();
    }

    /** The labelled axis's place among the dimensions of the result. */
    public int labelDimension() {
      int axis = labelledAxis();
      return axis - (int) axes.stream().filter(a -> a < axis).count();
    }
  }

  /**
   * Reduces root {@code root} of the program over some axes. The tasks that differ only along those
   * axes are a group; they give one chunk of {@code groups}, the result's grid. With a labelled
   * axis, a task belongs to a group for every bin that it holds labels of.
   *
   * @param indexed whether the kernel looks at the indices of elements
   * @param count elements that every cell of the result is over, for each index along a labelled
   *     axis
   */
  @SuppressWarnings("exports") // kernels are opaque outside of this module
  record Fold(
      int root,
      ReduceKernel kernel,
      boolean indexed,
      Span span,
      ChunkGrid groups,
      long count,
      Intermediate result) {
    /** The axes that are reduced, the labelled one among them. */
    List<Integer> axes() {
      return span.axes;
    }

    /** How a stage's tasks and the labels meet; null without labels. */
    public @Nullable Bins bins(ChunkGrid tasks) {
      Labels labels = span.labels;
      return labels == null
          ? null
          : new Bins(labels, tasks, groups.chunkShape().dim(span.labelDimension()));
    }

    /** Bytes of the states of the largest group. */
    long stateBytes() {
      return 8L * kernel.fields() * Math.max(1, groups.maxChunkElements());
    }
  }

  /**
   * Small work behind reductions: once a group is complete, the program is evaluated over what
   * {@code map} shows of the group.
   *
   * @param folds the folds whose results the program reads; they share their axes and groups
   * @param map from the coordinates of the destination to those of the folds' results
   * @param regions what is written at once: the groups, seen through the map
   */
  record Finish(
      List<Integer> folds,
      Program program,
      ProgramLayout layout,
      IndexMap map,
      ChunkGrid regions,
      Destination destination) {
    public Finish {
      folds = List.copyOf(folds);
    }
  }

  /**
   * Tasks that are independent of each other but for reductions.
   *
   * @param fastest the axes along which tasks follow each other first, so that reductions complete
   *     group by group
   * @param together whether tasks that share chunks are run one after the other
   * @param runLength tasks that one thread runs in a row, and reduces into the same states
   */
  record Blockwise(
      String label,
      ChunkGrid grid,
      Program program,
      ProgramLayout layout,
      List<Store> stores,
      List<Fold> folds,
      List<Finish> finishes,
      List<Integer> fastest,
      boolean together,
      int runLength,
      int threads,
      long threadBytes,
      long sharedBytes,
      long cacheBytes)
      implements Stage {
    public Blockwise {
      stores = List.copyOf(stores);
      folds = List.copyOf(folds);
      finishes = List.copyOf(finishes);
      fastest = List.copyOf(fastest);
    }
  }

  /**
   * Chunks of one grid into chunks of another: for one block of target chunks after the other, all
   * tasks that meet it are evaluated into a buffer, from which the target chunks are then stored.
   *
   * @param blocks the blocks: boxes of chunks of the destination
   */
  record Regrid(
      String label,
      ChunkGrid grid,
      Program program,
      ProgramLayout layout,
      ChunkGrid blocks,
      Destination destination,
      int threads,
      long threadBytes,
      long sharedBytes)
      implements Stage {
    @Override
    public long tasks() {
      return Math.round(grid.count() * Grids.amplification(grid, blocks));
    }

    @Override
    public long cacheBytes() {
      return 0;
    }
  }
}
