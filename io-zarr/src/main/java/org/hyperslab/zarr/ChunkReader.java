package org.hyperslab.zarr;

import java.io.IOException;
import org.hyperslab.block.Block;
import org.hyperslab.codec.Scratch;

/** Finds an array's chunks in its store and decodes them. Thread-safe. */
sealed interface ChunkReader permits ObjectReader, ShardReader {
  /** The key of the object that a chunk is in. */
  String key(long[] coords);

  /** Scratch bytes of a {@link #read}. */
  long scratchBytes();

  /**
   * Reads and decodes a chunk.
   *
   * @param coords the chunk's coordinates in the grid of the chunks that are read
   * @param into a block of the chunk's shape, clipped to the array
   * @return bytes read from the store, or {@link ZarrStore#MISSING} if there is no object
   */
  long read(long[] coords, Block into, Scratch scratch) throws IOException;
}
