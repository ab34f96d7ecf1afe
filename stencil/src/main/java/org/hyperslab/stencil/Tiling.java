package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance.Plan;

/**
 * Cuts a box into tiles that are so narrow that a {@link Wavefront}'s rings stay in the L2 cache.
 * The first dimension is not cut, since waves go along it.
 */
final class Tiling {
  /** What rings may take, of an L2 cache of 1 MiB that other data pass through. */
  private static final long CACHE_BYTES = 512 << 10;

  /**
   * Tiles are not cut narrower than this along the last dimension: rows have a price of their own.
   */
  private static final long ROW_BYTES = 4096;

  private static final long ALIGNMENT = 64;

  private Tiling() {}

  /** The tiles of a plan's target. */
  static List<Region> tiles(Plan plan) {
    Evolution e = plan.evolution();
    int rank = e.rank();
    long[] tile = plan.target().shape().toArray();
    int[] radius = e.stencil().radius();
    int bytes = e.dtype().bytes();
    long planes = rank == 1 ? 1 : (rank == 2 ? 4 : 1) + 3L * radius[0];
    long budget = CACHE_BYTES / (planes * plan.steps()) / bytes;
    if (rank > 1) {
      budget = cutMiddle(tile, radius, budget, ROW_BYTES / bytes, plan.steps());
    }
    cutLast(tile, budget, bytes);
    return cut(plan.target(), tile);
  }

  /** Cuts all dimensions but first and last; returns how many cells a row may have. */
  private static long cutMiddle(long[] tile, int[] radius, long cells, long row, int steps) {
    int last = tile.length - 1;
    long left = cells / Math.min(tile[last], row);
    for (int d = last - 1; d > 0; d--) {
      long halo = 2L * radius[d] * (steps - 1);
      long width = Math.max(halo + 1, left - halo);
      tile[d] = Math.min(tile[d], width);
      left = Math.max(1, left / (tile[d] + halo));
    }
    long slab = 1;
    for (int d = 1; d < last; d++) {
      slab *= tile[d] + 2L * radius[d] * (steps - 1);
    }
    return cells / slab;
  }

  private static void cutLast(long[] tile, long cells, int bytes) {
    int last = tile.length - 1;
    long width = Math.max(cells, ROW_BYTES / bytes);
    if (tile[last] > width) {
      long count = (tile[last] + width - 1) / width;
      long step = ALIGNMENT / bytes;
      tile[last] = ((tile[last] + count - 1) / count + step - 1) / step * step;
    }
  }

  /**
   * Edges along the last dimension are at multiples of 64 bytes, counted from the domain's begin.
   */
  private static List<Region> cut(Region target, long[] tile) {
    List<Region> tiles = new ArrayList<>();
    int last = tile.length - 1;
    long[] counts = new long[tile.length];
    for (int d = 0; d < tile.length; d++) {
      long start = d == last ? target.start(d) - target.start(d) % tile[d] : target.start(d);
      counts[d] = (target.end(d) - start + tile[d] - 1) / tile[d];
    }
    Cells.forEach(
        Region.whole(Shape.of(counts)),
        at -> {
          long[] from = new long[tile.length];
          long[] extent = new long[tile.length];
          for (int d = 0; d < tile.length; d++) {
            long start = d == last ? target.start(d) - target.start(d) % tile[d] : target.start(d);
            from[d] = Math.max(target.start(d), start + at[d] * tile[d]);
            extent[d] = Math.min(target.end(d), start + (at[d] + 1) * tile[d]) - from[d];
          }
          tiles.add(Region.of(from, Shape.of(extent)));
        });
    return tiles;
  }
}
