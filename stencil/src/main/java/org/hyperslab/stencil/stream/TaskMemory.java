package org.hyperslab.stencil.stream;

import java.util.stream.LongStream;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Stencil;

/**
 * The bytes that a thread needs, whatever block it works on.
 *
 * @param sources blocks with a halo: one per field, one per constant input
 * @param sourceBytes for each of them
 * @param results blocks that are made: one per field
 * @param resultBytes for each of them
 * @param scratchBytes for advancing a block
 * @param storeBytes for loading or storing a chunk
 */
record TaskMemory(
    int sources,
    long sourceBytes,
    int results,
    long resultBytes,
    long scratchBytes,
    long storeBytes) {
  static TaskMemory of(BlockAdvance advance, PassTasks tasks, PassPlanner.Stores stores) {
    Stencil stencil = advance.evolution().stencil();
    long bytes = advance.evolution().dtype().bytes();
    long source = 0;
    long result = 0;
    long scratch = 0;
    ChunkGrid target = stores.target();
    long[][] differing = new long[target.rank()][];
    long[] counts = new long[target.rank()];
    for (int d = 0; d < counts.length; d++) {
      long reach = (long) tasks.steps() * stencil.radius()[d];
      differing[d] = differing(target, d, reach);
      counts[d] = differing[d].length;
    }
    Region choices = Region.whole(Shape.of(counts));
    long[] choice = choices.origin();
    do {
      long[] coords = new long[counts.length];
      for (int d = 0; d < coords.length; d++) {
        coords[d] = differing[d][(int) choice[d]];
      }
      Region place = target.region(coords);
      source = Math.max(source, advance.sourceRegion(place, tasks.steps()).size() * bytes);
      result = Math.max(result, place.size() * bytes);
      scratch = Math.max(scratch, advance.scratchBytes(place, tasks.steps()));
    } while (choices.next(choice));
    long store = Math.max(stores.readScratchBytes(), stores.writeScratchBytes());
    int fields = stencil.fields();
    return new TaskMemory(fields + stencil.inputs(), source, fields, result, scratch, store);
  }

  /**
   * The chunks along a dimension whose halo differs from that of all others: those whose halo is
   * cut off by a side, or just not, and one in the middle, which stands for the rest.
   */
  private static long[] differing(ChunkGrid grid, int d, long reach) {
    long n = grid.countAlong(d);
    long extent = grid.shape().dim(d);
    long low = grid.chunkOf(d, Math.min(extent - 1, reach)) + 1;
    long high = grid.chunkOf(d, Math.max(0, extent - 1 - reach)) - 1;
    return LongStream.range(0, n).filter(c -> c <= low || c >= high || c == n / 2).toArray();
  }

  /** What a pool takes for all of it. */
  long totalBytes() {
    return sources * BlockPool.sizeClass(sourceBytes)
        + results * BlockPool.sizeClass(resultBytes)
        + BlockPool.sizeClass(scratchBytes)
        + BlockPool.sizeClass(storeBytes);
  }
}
