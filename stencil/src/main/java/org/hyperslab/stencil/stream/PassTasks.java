package org.hyperslab.stencil.stream;

import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;

/**
 * The tasks of a pass, one per chunk of the generation that is written, in the order in which they
 * run: row after row of chunks, in strips along the last dimension.
 *
 * @param steps that each takes
 * @param stripChunks chunks of the target along the last dimension that a strip has
 */
record PassTasks(ChunkGrid target, int steps, long stripChunks) {
  int count() {
    return Math.toIntExact(target.count());
  }

  private int last() {
    return target.rank() - 1;
  }

  /** Tasks between a chunk's task and that of the chunk below, in the strip's full width. */
  int tasksPerRow() {
    long tasks = stripChunks;
    for (int d = 1; d < last(); d++) {
      tasks *= target.countAlong(d);
    }
    return Math.toIntExact(last() == 0 ? 1 : tasks);
  }

  /** The chunk that a task makes, as its ordinal in the target's grid. */
  long chunk(int task) {
    if (last() == 0) {
      return task;
    }
    long across = target.countAlong(last());
    long rows = target.count() / across;
    long strip = task / (rows * stripChunks);
    long width = Math.min(stripChunks, across - strip * stripChunks);
    long inStrip = task - strip * rows * stripChunks;
    return inStrip / width * across + strip * stripChunks + inStrip % width;
  }

  /** The box that a task makes. */
  Region place(int task) {
    return target.region(chunk(task));
  }
}
