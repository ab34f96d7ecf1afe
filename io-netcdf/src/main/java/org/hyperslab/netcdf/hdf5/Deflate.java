package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;
import org.hyperslab.kernel.inflate.Zlib;

/** The deflate filter: a zlib stream. */
final class Deflate {
  private Deflate() {}

  /** Inflates and returns bytes written. */
  static long inflate(MemorySegment encoded, MemorySegment into) throws FilterException {
    try {
      return Zlib.inflate(encoded, into);
    } catch (DataFormatException e) {
      throw new FilterException("deflate: " + e.getMessage());
    }
  }
}
