package org.hyperslab.store;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.jspecify.annotations.Nullable;

/**
 * An array whose chunks can be loaded, in any order, by any number of threads. Implementations are
 * immutable and thread-safe. Two sources that are equal hold the same data, so that a plan loads
 * their chunks once.
 */
public interface ChunkSource {
  /** What messages call this array, such as {@code /data/era5.zarr#t2m}. */
  String name();

  /** The array's shape and how it is cut into chunks. */
  ChunkGrid grid();

  /** The type of the elements that {@link #load} writes. */
  DType dtype();

  /** Bytes of scratch memory that one call of {@link #load} needs beside the block it fills. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * How many loads are worth having under way at once, whatever the number of workers: 0 for a
   * source whose loads keep a core busy, more for one that waits (a disk, a server).
   */
  default int concurrentLoads() {
    return 0;
  }

  /**
   * The whole array, where it already is in memory; its chunks are then never loaded. It must stay
   * valid and unchanged as long as the source is in use.
   */
  default @Nullable Block resident() {
    return null;
  }

  /**
   * Loads a chunk and decodes it. A chunk that was never stored is fill value; one that cannot be
   * read is an error.
   *
   * @param ordinal the chunk's number in {@link #grid()}
   * @param into a C-contiguous block of this source's dtype, whose shape is the chunk's region,
   *     clipped to the array; its content is undefined before and, after an exception, afterwards
   * @param scratch at least {@link #scratchBytes()} bytes, undefined content, this call's alone
   * @return bytes read from the store
   * @throws MoreScratchException if this chunk needs more scratch memory than {@link #scratchBytes}
   * @throws FormatException if the stored bytes are malformed; trying again is of no use
   * @throws IOException if they could not be read; this may be transient
   */
  long load(long ordinal, Block into, MemorySegment scratch) throws IOException;
}
