package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.codec.Scratch;

/** Turns blocks into the objects that a store keeps. Thread-safe. */
sealed interface ChunkEncoder permits ShardWriter, WholeChunkEncoder {
  /** An array's encoder. */
  static ChunkEncoder of(ArrayMetadata metadata) {
    return metadata.codecs().getFirst() instanceof ShardingCodec shards
        ? new ShardWriter(metadata, shards)
        : new WholeChunkEncoder(metadata);
  }

  /** Scratch bytes of an {@link #encodeChunk}. */
  long scratchBytes();

  /**
   * The stored form of a chunk.
   *
   * @param block of the chunk's shape, clipped to the array; not changed
   * @return the block's own memory or scratch
   */
  MemorySegment encodeChunk(Block block, Scratch scratch) throws IOException;
}
