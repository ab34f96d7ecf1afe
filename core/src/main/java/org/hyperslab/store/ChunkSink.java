package org.hyperslab.store;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;

/**
 * An array that chunks are stored into: every chunk once, in any order, by any number of threads at
 * once. What was stored becomes visible as a whole with {@link #commit}; closing without it
 * abandons the array, and what is left behind then is the previous content or something that cannot
 * be taken for a whole array.
 */
public interface ChunkSink extends AutoCloseable {
  /** What messages call this array. */
  String name();

  /** The array's shape and how it is cut into chunks. */
  ChunkGrid grid();

  /** The type of the elements that {@link #store} takes. */
  DType dtype();

  /** Bytes of scratch memory that one call of {@link #store} needs. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * Whether a chunk is there already, from a run that was interrupted; it is then neither computed
   * nor stored again. Doesn't change but by {@link #store}.
   *
   * @param ordinal the chunk's number in {@link #grid()}
   */
  default boolean isStored(long ordinal) {
    return false;
  }

  /**
   * Encodes and stores a chunk.
   *
   * @param ordinal the chunk's number in {@link #grid()}
   * @param block a C-contiguous block of this sink's dtype, whose shape is the chunk's region,
   *     clipped to the array; not changed, not kept
   * @param scratch at least {@link #scratchBytes()} bytes, undefined content, this call's alone
   * @return bytes written to the store
   */
  long store(long ordinal, Block block, MemorySegment scratch) throws IOException;

  /** Makes the array visible, whole. Called once, when every chunk is stored. */
  void commit() throws IOException;

  /** Releases what this holds; without a {@link #commit} before, abandons the array. */
  @Override
  void close() throws IOException;
}
