package org.hyperslab.stencil.stream;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance;

/**
 * What tasks need of an array that is read: the cells of the chunk they make with a halo.
 *
 * @param source the array's chunks
 */
record Needs(BlockAdvance advance, PassTasks tasks, ChunkGrid source) {
  /** What is needed of a chunk of the source. */
  interface Visitor {
    /**
     * @param chunk the chunk's ordinal in the source's grid
     * @param from the cells, in coordinates of the domain
     * @param to the same in coordinates of the task, which go on beyond a periodic side
     */
    void need(long chunk, Region from, Region to);
  }

  /** Visits the chunks that a task needs; one more than once if it is needed in several pieces. */
  void forEach(int task, Visitor visitor) {
    Region filled = advance.filledRegion(tasks.place(task), tasks.steps());
    forEach(filled, new long[filled.rank()], new long[filled.rank()], 0, visitor);
  }

  /** Cuts what is needed, dimension by dimension, where it goes on at the domain's other side. */
  private void forEach(Region filled, long[] start, long[] extent, int d, Visitor visitor) {
    if (d == filled.rank()) {
      visitChunks(Region.of(start, Shape.of(extent)), visitor);
      return;
    }
    long n = source.shape().dim(d);
    for (long at = filled.start(d); at < filled.end(d); at += extent[d]) {
      start[d] = at;
      extent[d] = Math.min(filled.end(d) - at, n - Math.floorMod(at, n));
      forEach(filled, start, extent.clone(), d + 1, visitor);
    }
  }

  private void visitChunks(Region to, Visitor visitor) {
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
  List<Long> chunks(int task) {
    List<Long> chunks = new ArrayList<>();
    forEach(
        task,
        (chunk, from, to) -> {
          if (!chunks.contains(chunk)) {
            chunks.add(chunk);
          }
        });
    return chunks;
  }
}
