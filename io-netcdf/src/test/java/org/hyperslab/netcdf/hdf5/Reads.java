package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Node;
import org.hyperslab.store.ChunkSource;

/** Reads whole variables chunk by chunk, into arrays of bytes. */
final class Reads {
  private Reads() {}

  static ChunkSource source(Variable variable) {
    return ((Node.Source) variable.array().node()).source();
  }

  /** All elements in C order. */
  static byte[] all(ChunkSource source) throws IOException {
    ChunkGrid grid = source.grid();
    int size = source.dtype().bytes();
    byte[] all = new byte[Math.toIntExact(grid.shape().size() * size)];
    BoxCopy.Box whole = new BoxCopy.Box(MemorySegment.ofArray(all), Region.whole(grid.shape()));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(Math.max(1, source.scratchBytes()), 64);
      MemorySegment memory = arena.allocate(Math.max(1, grid.maxChunkElements() * size), 64);
      for (long c = grid.count() - 1; c >= 0; c--) {
        Region region = grid.region(c);
        scratch.fill((byte) 0xa5);
        Block block = Block.of(memory, source.dtype(), region.shape());
        block.segment().fill((byte) 0x5a);
        source.load(c, block, scratch);
        BoxCopy.copy(new BoxCopy.Box(block.segment(), region), whole, region, size);
      }
    }
    return all;
  }
}
