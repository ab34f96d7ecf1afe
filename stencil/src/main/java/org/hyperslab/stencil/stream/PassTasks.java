package org.hyperslab.stencil.stream;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance;

/**
 * The tasks of a pass, one per chunk of the generation that is written, in the order in which they
 * run: row after row of chunks, in strips along the last dimension. Each needs its chunk's cells
 * with a halo of the generation that is read.
 */
final class PassTasks {
  private final BlockAdvance advance;
  private final ChunkGrid source;
  private final ChunkGrid target;
  private final int steps;
  private final long stripChunks;

  /**
   * @param stripChunks chunks of the target along the last dimension that a strip has
   */
  PassTasks(BlockAdvance advance, ChunkGrid source, ChunkGrid target, int steps, long stripChunks) {
    this.advance = advance;
    this.source = source;
    this.target = target;
    this.steps = steps;
    this.stripChunks = stripChunks;
  }

  /** What is needed of a chunk of the source. */
  interface NeedVisitor {
    /**
     * @param chunk the chunk's ordinal in the source's grid
     * @param from the cells, in coordinates of the domain
     * @param to the same in coordinates of the task, which go on beyond a periodic side
     */
    void need(long chunk, Region from, Region to);
  }

  int count() {
    return Math.toIntExact(target.count());
  }

  int steps() {
    return steps;
  }

  ChunkGrid source() {
    return source;
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

  /** Visits the chunks that a task needs; one more than once if it is needed in several pieces. */
  void forEachNeed(int task, NeedVisitor visitor) {
    Region filled = advance.filledRegion(place(task), steps);
    forEachNeed(filled, new long[filled.rank()], new long[filled.rank()], 0, visitor);
  }

  /** Cuts what is needed, dimension by dimension, where it goes on at the domain's other side. */
  private void forEachNeed(Region filled, long[] start, long[] extent, int d, NeedVisitor visitor) {
    if (d == filled.rank()) {
      visitChunks(Region.of(start, Shape.of(extent)), visitor);
      return;
    }
    long n = source.shape().dim(d);
    for (long at = filled.start(d); at < filled.end(d); at += extent[d]) {
      start[d] = at;
      extent[d] = Math.min(filled.end(d) - at, n - Math.floorMod(at, n));
      forEachNeed(filled, start, extent.clone(), d + 1, visitor);
    }
  }

  private void visitChunks(Region to, NeedVisitor visitor) {
    long[] shift = new long[to.rank()];
    for (int d = 0; d < shift.length; d++) {
      shift[d] = Math.floorMod(to.start(d), source.shape().dim(d)) - to.start(d);
    }
    Region from = moved(to, shift, 1);
    Region chunks = source.chunksOf(from);
    long[] coords = chunks.origin();
    do {
      Region piece = source.region(coords).intersect(from);
      visitor.need(source.ordinal(coords), piece, moved(piece, shift, -1));
    } while (chunks.next(coords));
  }

  private static Region moved(Region region, long[] shift, int sign) {
    long[] origin = region.origin();
    for (int d = 0; d < origin.length; d++) {
      origin[d] += sign * shift[d];
    }
    return Region.of(origin, region.shape());
  }

  /** The chunks that a task needs, each once. */
  List<Long> needs(int task) {
    List<Long> chunks = new ArrayList<>();
    forEachNeed(
        task,
        (chunk, from, to) -> {
          if (!chunks.contains(chunk)) {
            chunks.add(chunk);
          }
        });
    return chunks;
  }
}
