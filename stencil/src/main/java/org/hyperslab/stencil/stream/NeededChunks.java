package org.hyperslab.stencil.stream;

import java.util.stream.LongStream;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;

/**
 * Which chunks of a source tasks need, without the parts of them that {@link Needs} tells: a task
 * needs all combinations of what it needs along each dimension. Found once per dimension, since a
 * plan asks for all tasks of every way that it compares.
 */
final class NeededChunks {
  private final PassTasks tasks;
  private final ChunkGrid source;
  private final long[][][] along;

  NeededChunks(Needs needs) {
    this.tasks = needs.tasks();
    this.source = needs.source();
    ChunkGrid target = tasks.target();
    this.along = new long[target.rank()][][];
    for (int d = 0; d < along.length; d++) {
      along[d] = new long[Math.toIntExact(target.countAlong(d))][];
      long[] coords = new long[along.length];
      for (; coords[d] < along[d].length; coords[d]++) {
        Region filled = needs.advance().filledRegion(target.region(coords), tasks.steps());
        along[d][(int) coords[d]] = chunks(d, filled.start(d), filled.end(d));
      }
    }
  }

  /** The chunks along a dimension that have cells from one to another, beyond sides too. */
  private long[] chunks(int d, long from, long end) {
    long n = source.shape().dim(d);
    if (end - from >= n) {
      return LongStream.range(0, source.countAlong(d)).toArray();
    }
    long first = source.chunkOf(d, Math.floorMod(from, n));
    long last = source.chunkOf(d, Math.floorMod(end - 1, n));
    long count = source.countAlong(d);
    if (Math.floorMod(from, n) + (end - from) <= n) {
      return LongStream.rangeClosed(first, last).toArray();
    }
    // Round the side; where both ends lie in the same chunk, it is needed once.
    return LongStream.concat(
            LongStream.rangeClosed(0, Math.min(last, first - 1)), LongStream.range(first, count))
        .toArray();
  }

  /** The ordinals of the chunks that a task needs, each once. */
  long[] of(int task) {
    long[] coords = tasks.target().coords(tasks.chunk(task));
    long[] ordinals = {0};
    for (int d = 0; d < along.length; d++) {
      long count = source.countAlong(d);
      long[] here = along[d][(int) coords[d]];
      long[] before = ordinals;
      ordinals = new long[before.length * here.length];
      for (int i = 0; i < ordinals.length; i++) {
        ordinals[i] = before[i / here.length] * count + here[i % here.length];
      }
    }
    return ordinals;
  }
}
