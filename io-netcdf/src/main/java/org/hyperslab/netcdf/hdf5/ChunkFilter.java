package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** Undoes an HDF5 filter. Stateless and thread-safe. */
@FunctionalInterface
public interface ChunkFilter {
  /**
   * Undoes the filter for one chunk.
   *
   * @param encoded native memory
   * @param into native memory that does not overlap; bytes behind the result are undefined
   * @param values the filter's client data in the file; the first may be what the library has put
   *     there, such as the size of an element
   * @return bytes written
   * @throws FilterException if the encoded bytes are malformed, or decode to more than {@code into}
   *     holds
   */
  long decode(MemorySegment encoded, MemorySegment into, List<Integer> values)
      throws FilterException;
}
