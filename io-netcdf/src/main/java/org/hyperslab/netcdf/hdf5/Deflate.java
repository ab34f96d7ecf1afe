package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The deflate filter: a zlib stream. */
final class Deflate {
  private Deflate() {}

  /** Inflates and returns bytes written. */
  static long inflate(MemorySegment encoded, MemorySegment into) throws FilterException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(encoded.asByteBuffer());
      long written = inflater.inflate(into.asByteBuffer());
      if (!inflater.finished()) {
        inflater.inflate(new byte[1]);
        if (!inflater.finished() || inflater.getBytesWritten() != written) {
          throw new FilterException(
              "deflate: %s, read=%d, written=%d"
                  .formatted(
                      inflater.getBytesWritten() != written
                          ? "content exceeds the chunk"
                          : "stream ends early",
                      inflater.getBytesRead(),
                      written));
        }
      }
      return written;
    } catch (DataFormatException e) {
      throw new FilterException("deflate: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }
}
