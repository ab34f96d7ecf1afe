package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hyperslab.codec.Scratch;

/** A filter that needs more memory than its input and output. */
interface ScratchFilter extends ChunkFilter {
  /** The most scratch bytes that a chunk of at most {@code decodedBytes} takes. */
  long scratchBytes(long decodedBytes, List<Integer> values);

  /** Undoes the filter for one chunk, as {@link ChunkFilter#decode} does. */
  long decode(MemorySegment encoded, MemorySegment into, List<Integer> values, Scratch scratch)
      throws FilterException;

  @Override
  default long decode(MemorySegment encoded, MemorySegment into, List<Integer> values)
      throws FilterException {
    try (Arena arena = Arena.ofConfined()) {
      long bytes = scratchBytes(into.byteSize(), values);
      return decode(encoded, into, values, new Scratch(arena.allocate(bytes, 64)));
    }
  }
}
