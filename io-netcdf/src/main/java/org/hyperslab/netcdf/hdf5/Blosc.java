package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hyperslab.codec.BloscReader;
import org.hyperslab.codec.Scratch;

/**
 * The blosc filter: a chunk is one container of blosc 1. How it was compressed, its header says;
 * the client data repeats that.
 */
final class Blosc implements ScratchFilter {
  @Override
  public long scratchBytes(long decodedBytes, List<Integer> values) {
    return BloscReader.scratchBytes(decodedBytes, 0);
  }

  @Override
  public long decode(
      MemorySegment encoded, MemorySegment into, List<Integer> values, Scratch scratch)
      throws FilterException {
    return Compressors.blosc(encoded, into, scratch);
  }
}
