package org.hyperslab.stencil.stream;

import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.BlockAdvance;

/**
 * The bytes that a thread needs, whatever block it works on.
 *
 * @param sourceBytes for a block with its halo
 * @param resultBytes for a block
 * @param scratchBytes for advancing a block
 * @param storeBytes for loading or storing a chunk
 */
record TaskMemory(long sourceBytes, long resultBytes, long scratchBytes, long storeBytes) {
  static TaskMemory of(BlockAdvance advance, PassTasks tasks, PassPlanner.Stores stores) {
    long bytes = advance.evolution().dtype().bytes();
    long source = 0;
    long result = 0;
    long scratch = 0;
    ChunkGrid target = stores.target();
    Region corners = chunksThatDiffer(target);
    long[] corner = corners.origin();
    do {
      Region place = target.region(coords(target, corner));
      source = Math.max(source, advance.sourceRegion(place, tasks.steps()).size() * bytes);
      result = Math.max(result, place.size() * bytes);
      scratch = Math.max(scratch, advance.scratchBytes(place, tasks.steps()));
    } while (corners.next(corner));
    long store = Math.max(stores.readScratchBytes(), stores.writeScratchBytes());
    return new TaskMemory(source, result, scratch, store);
  }

  /** The first, a middle and the last chunk of each dimension stand for all. */
  private static Region chunksThatDiffer(ChunkGrid grid) {
    long[] counts = new long[grid.rank()];
    for (int d = 0; d < counts.length; d++) {
      counts[d] = Math.min(5, grid.countAlong(d));
    }
    return Region.whole(org.hyperslab.grid.Shape.of(counts));
  }

  private static long[] coords(ChunkGrid grid, long[] corner) {
    long[] coords = corner.clone();
    for (int d = 0; d < coords.length; d++) {
      long n = grid.countAlong(d);
      if (n > 5 && corner[d] >= 2) {
        coords[d] = corner[d] == 2 ? n / 2 : n - 5 + corner[d];
      }
    }
    return coords;
  }

  /** What a pool takes for all of it. */
  long totalBytes() {
    return BlockPool.sizeClass(sourceBytes)
        + BlockPool.sizeClass(resultBytes)
        + BlockPool.sizeClass(scratchBytes)
        + BlockPool.sizeClass(storeBytes);
  }
}
