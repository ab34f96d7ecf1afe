package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.codec.Scratch;

/** Encodes chunks that are an object each. */
final class WholeChunkEncoder implements ChunkEncoder {
  private final CodecChain chain;
  private final long scratchBytes;

  WholeChunkEncoder(ArrayMetadata metadata) {
    this.chain = new CodecChain(metadata, metadata.codecs(), metadata.chunkShape());
    this.scratchBytes = chain.encodeScratchBytes(chain.isEveryDirect(metadata.shape()));
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public MemorySegment encodeChunk(Block block, Scratch scratch) throws IOException {
    return chain.encodeChunk(block, scratch);
  }
}
