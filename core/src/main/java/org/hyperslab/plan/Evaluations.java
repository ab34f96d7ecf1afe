package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * Over which regions of its domain a program is evaluated while a stage's tasks run: a stage's own
 * program over each task, one that is nested in it over what the outer one needs.
 */
sealed interface Evaluations {
  /** The number of evaluations whose region meets a region of the domain. */
  long meeting(Region region);

  /** Gives the regions that are evaluated for a task. */
  void of(Region task, Consumer<Region> each);

  /** A stage's own program. */
  record Tasks(ChunkGrid tasks) implements Evaluations {
    @Override
    public long meeting(Region region) {
      return Grids.meeting(tasks, region);
    }

    @Override
    public void of(Region task, Consumer<Region> each) {
      each.accept(task);
    }
  }

  /** A part of joined arrays, which begins at {@code start}. */
  record Part(Evaluations whole, int dimension, long start, long extent) implements Evaluations {
    @Override
    public long meeting(Region region) {
      return region.isEmpty() ? 0 : whole.meeting(moved(region, start));
    }

    @Override
    public void of(Region task, Consumer<Region> each) {
      whole.of(
          task,
          r -> {
            long from = Math.max(r.start(dimension), start);
            long to = Math.min(r.end(dimension), start + extent);
            if (from < to) {
              long[] origin = r.origin();
              origin[dimension] = from;
              each.accept(moved(Region.of(origin, r.shape().with(dimension, to - from)), -start));
            }
          });
    }

    private Region moved(Region region, long by) {
      long[] origin = region.origin();
      origin[dimension] += by;
      return Region.of(origin, region.shape());
    }
  }

  /** An input of a user's function, evaluated around each block that the function computes. */
  record Mapped(Evaluations outer, Program.Load blocks, MappedSource source)
      implements Evaluations {
    /** A block's index along a dimension, and how many pieces of its surroundings meet a region. */
    private record Met(long index, long pieces) {}

    @Override
    public long meeting(Region region) {
      if (region.isEmpty()) {
        return 0;
      }
      List<List<Met>> met = new ArrayList<>();
      for (int d = 0; d < region.rank(); d++) {
        met.add(along(d, region));
      }
      return meeting(met, new long[region.rank()], 0, 1);
    }

    private long meeting(List<List<Met>> met, long[] at, int d, long pieces) {
      if (d == at.length) {
        return pieces * outer.meeting(blocks.map().viewRegion(source.grid().region(at)));
      }
      long n = 0;
      for (Met m : met.get(d)) {
        at[d] = m.index;
        n += meeting(met, at, d + 1, pieces * m.pieces);
      }
      return n;
    }

    /** The blocks that a region's elements along a dimension may be surroundings of. */
    private List<Met> along(int d, Region region) {
      ChunkGrid grid = source.grid();
      long extent = grid.shape().dim(d);
      long before = source.overlap().halo().before(d);
      long after = source.overlap().halo().after(d);
      TreeSet<Long> candidates = new TreeSet<>();
      addBlocks(candidates, d, region.start(d) - after, region.end(d) + before);
      if (source.overlap().modes().get(d).isTakenFromElements()) {
        addBlocks(candidates, d, 0, before);
        addBlocks(candidates, d, extent - after, extent);
      }
      List<Met> met = new ArrayList<>();
      for (long c : candidates) {
        long pieces =
            runs(d, grid.start(d, c), grid.start(d, c + 1)).stream()
                .filter(r -> r.source() < region.end(d))
                .filter(r -> r.source() + r.length() > region.start(d))
                .count();
        if (pieces > 0) {
          met.add(new Met(c, pieces));
        }
      }
      return met;
    }

    private void addBlocks(TreeSet<Long> blocks, int d, long from, long to) {
      long start = Math.max(from, 0);
      long end = Math.min(to, source.grid().shape().dim(d));
      if (start < end) {
        long last = source.grid().chunkOf(d, end - 1);
        for (long c = source.grid().chunkOf(d, start); c <= last; c++) {
          blocks.add(c);
        }
      }
    }

    private List<EdgeMode.Run> runs(int d, long start, long end) {
      return source.overlap().runs(d, start, end, source.grid().shape().dim(d));
    }

    @Override
    public void of(Region task, Consumer<Region> each) {
      ChunkGrid grid = source.grid();
      outer.of(
          task,
          region -> {
            Region chunks = grid.chunksOf(blocks.map().sourceRegion(region));
            if (chunks.isEmpty()) {
              return;
            }
            long[] at = chunks.origin();
            do {
              Region block = grid.region(at);
              if (!blocks.map().viewRegion(block).intersect(region).isEmpty()) {
                pieces(block, new long[block.rank()], new long[block.rank()], 0, each);
              }
            } while (chunks.next(at));
          });
    }

    private void pieces(Region block, long[] origin, long[] extents, int d, Consumer<Region> each) {
      if (d == origin.length) {
        each.accept(Region.of(origin, Shape.of(extents)));
        return;
      }
      for (EdgeMode.Run run : runs(d, block.start(d), block.end(d))) {
        origin[d] = run.source();
        extents[d] = run.length();
        pieces(block, origin, extents, d + 1, each);
      }
    }
  }
}
