package org.hyperslab.stencil.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
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
  /**
   * A part of a chunk of the source.
   *
   * @param from the cells, in coordinates of the domain
   * @param to the same in coordinates of the task, which go on beyond a periodic side
   */
  record Part(Region from, Region to) {}

  /**
   * What a task needs: the ordinals of chunks in the source's grid, and of each chunk one part, or
   * several where the task's cells go on at the domain's other side.
   */
  SequencedMap<Long, List<Part>> parts(int task) {
    Region filled = advance.filledRegion(tasks.place(task), tasks.steps());
    SequencedMap<Long, List<Part>> parts = new LinkedHashMap<>();
    add(filled, new long[filled.rank()], new long[filled.rank()], 0, parts);
    return parts;
  }

  /** Cuts what is needed, dimension by dimension, where it goes on at the domain's other side. */
  private void add(Region filled, long[] start, long[] extent, int d, Map<Long, List<Part>> parts) {
    if (d == filled.rank()) {
      addChunks(Region.of(start, Shape.of(extent)), parts);
      return;
    }
    long n = source.shape().dim(d);
    for (long at = filled.start(d); at < filled.end(d); at += extent[d]) {
      start[d] = at;
      extent[d] = Math.min(filled.end(d) - at, n - Math.floorMod(at, n));
      add(filled, start, extent.clone(), d + 1, parts);
    }
  }

  private void addChunks(Region to, Map<Long, List<Part>> parts) {
    long[] shift = new long[to.rank()];
    for (int d = 0; d < shift.length; d++) {
      shift[d] = Math.floorMod(to.start(d), source.shape().dim(d)) - to.start(d);
    }
    Region from = moved(to, shift, 1);
    Region chunks = source.chunksOf(from);
    long[] coords = chunks.origin();
    do {
      Region piece = source.region(coords).intersect(from);
      parts
          .computeIfAbsent(source.ordinal(coords), chunk -> new ArrayList<>(1))
          .add(new Part(piece, moved(piece, shift, -1)));
    } while (chunks.next(coords));
  }

  private static Region moved(Region region, long[] shift, int sign) {
    long[] origin = region.origin();
    for (int d = 0; d < origin.length; d++) {
      origin[d] += sign * shift[d];
    }
    return Region.of(origin, region.shape());
  }
}
