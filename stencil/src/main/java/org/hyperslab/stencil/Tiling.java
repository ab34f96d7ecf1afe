package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance.Plan;
import org.hyperslab.stencil.kernel.StarKernel;

/**
 * Cuts a box into tiles that are so small that what a few steps need stays in a cache.
 *
 * @param cacheBytes what a tile's rings or buffers may take
 * @param rowBytes no tile is cut narrower than this along the last dimension
 */
record Tiling(long cacheBytes, long rowBytes) {
  /**
   * The default: of an L2 cache of 1 MiB, rings take about half, since other data pass through it;
   * and rows don't become so short that their ends matter.
   */
  static final Tiling DEFAULT = new Tiling(512 << 10, 2048);

  /**
   * For waves through three dimensions and more: rings take a quarter of the largest cache's share,
   * 4 MiB at most, and rows are 4 KiB. Rings that fit into L2 would leave tiles of a few short
   * rows, which overlap by a quarter, and whose ends the hardware's prefetching doesn't see.
   * Measured with 512^3 cells on two cores, G cells/s: with 512 KiB of L2 and 16 MiB of L3 per
   * core, 2.3 with 4 MiB and whole rows, 1.2 with half rows; with AVX-512 and 1 MiB of L2, 2.1 to
   * 3.1 with 4 to 8 MiB, 1.9 to 2.4 with 400 to 1200 KiB.
   */
  static final Tiling CUBES =
      new Tiling(Math.clamp(Caches.largestBytes() / 4, DEFAULT.cacheBytes(), 4L << 20), 4096);

  /**
   * For waves through two dimensions: rings take two thirds of L2, since other data pass through
   * it. Measured with 1 MiB of L2, 8192^2 cells on two cores, ten steps: 6.7 G cells/s, and 5.3
   * with half of that.
   */
  static final Tiling PLANES =
      new Tiling(
          Math.clamp(Caches.secondLevelBytes() / 3 * 2, 320 << 10, 1L << 20), DEFAULT.rowBytes());

  private static final long ALIGNMENT = 64;

  /** What is fast for the waves of so many dimensions. */
  static Tiling forWaves(int rank) {
    return rank > 2 ? CUBES : rank == 2 ? PLANES : DEFAULT;
  }

  /** Tiles for the waves of a plan. The first dimension is not cut, since waves go along it. */
  List<Region> forWaves(Plan plan) {
    Evolution e = plan.evolution();
    int rank = e.rank();
    long[] tile = plan.target().shape().toArray();
    int[] radius = e.stencil().radius();
    int bytes = e.dtype().bytes();
    long planes =
        rank == 1 ? 1 : rank == 2 ? StarKernel.rows(2) + 2L * radius[0] : 1 + 3L * radius[0];
    long budget = cacheBytes / (planes * plan.steps()) / bytes;
    if (rank > 1) {
      budget = cutMiddle(tile, radius, budget, rowBytes / bytes, plan.steps());
    }
    cutLast(tile, budget, bytes);
    return cut(plan.target(), tile);
  }

  /** Tiles for the sweeps of a plan: all dimensions are cut, the first one most. */
  List<Region> forSweeps(Plan plan) {
    Evolution e = plan.evolution();
    int buffers = 2 * e.stencil().fields() + e.stencil().inputs();
    int rank = e.rank();
    long[] tile = plan.target().shape().toArray();
    long cells = Math.max(1, cacheBytes / buffers / e.dtype().bytes());
    long row = Math.min(tile[rank - 1], Math.max(1, rowBytes / e.dtype().bytes()));
    cutLast(tile, row, e.dtype().bytes());
    long left = Math.max(1, cells / tile[rank - 1]);
    for (int d = 0; d < rank - 1; d++) {
      int dimensions = rank - 1 - d;
      long width = Math.max(1, Math.round(Math.pow((double) left, 1.0 / dimensions)));
      tile[d] = Math.min(tile[d], Math.max(width, 4L * e.stencil().radius()[d] * plan.steps()));
      left = Math.max(1, left / tile[d]);
    }
    return cut(plan.target(), tile);
  }

  /** Cuts all dimensions but first and last; returns how many cells a row may have. */
  private static long cutMiddle(long[] tile, int[] radius, long cells, long row, int steps) {
    int last = tile.length - 1;
    long left = cells / Math.max(1, Math.min(tile[last], row));
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

  private void cutLast(long[] tile, long cells, int bytes) {
    int last = tile.length - 1;
    long width = Math.max(1, Math.max(cells, rowBytes / bytes));
    if (tile[last] > width) {
      long count = (tile[last] + width - 1) / width;
      long step = ALIGNMENT / bytes;
      tile[last] = ((tile[last] + count - 1) / count + step - 1) / step * step;
    }
  }

  /**
   * Edges along the last dimension are at multiples of 64 bytes, counted from the domain's begin:
   * loops over whole vectors must not write into the next tile.
   */
  private static List<Region> cut(Region target, long[] tile) {
    int rank = tile.length;
    long[] begin = target.origin();
    long[] counts = new long[rank];
    for (int d = 0; d < rank; d++) {
      if (d == rank - 1 && tile[d] < target.extent(d)) {
        begin[d] -= begin[d] % tile[d];
      }
      counts[d] = (target.end(d) - begin[d] + tile[d] - 1) / tile[d];
    }
    List<Region> tiles = new ArrayList<>();
    Cells.forEach(
        Region.whole(Shape.of(counts)),
        at -> {
          long[] from = new long[rank];
          long[] extent = new long[rank];
          for (int d = 0; d < rank; d++) {
            long start = begin[d] + at[d] * tile[d];
            from[d] = Math.max(start, target.start(d));
            extent[d] = Math.min(start + tile[d], target.end(d)) - from[d];
          }
          tiles.add(Region.of(from, Shape.of(extent)));
        });
    return tiles;
  }
}
