package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The deflate filter: a zlib stream. */
final class Deflate {
  /** Inflaters that wait for their next use; a new one costs more than a small chunk. */
  private static final ArrayBlockingQueue<Inflater> IDLE = new ArrayBlockingQueue<>(64);

  private Deflate() {}

  /** Inflates and returns bytes written. */
  static long inflate(MemorySegment encoded, MemorySegment into) throws FilterException {
    Inflater idle = IDLE.poll();
    Inflater inflater = idle == null ? new Inflater() : idle;
    try {
      return inflate(inflater, encoded, into);
    } catch (DataFormatException e) {
      throw new FilterException("deflate: " + e.getMessage());
    } finally {
      inflater.reset();
      if (!IDLE.offer(inflater)) {
        inflater.end();
      }
    }
  }

  private static long inflate(Inflater inflater, MemorySegment encoded, MemorySegment into)
      throws DataFormatException, FilterException {
    inflater.setInput(encoded.asByteBuffer());
    long written = inflater.inflate(into.asByteBuffer());
    if (!inflater.finished()) {
      // The stream's end may need no more room, but one more call.
      inflater.inflate(new byte[1]);
      if (inflater.getBytesWritten() != written) {
        throw new FilterException("deflate: content exceeds the chunk");
      }
      if (!inflater.finished()) {
        throw new FilterException("deflate: stream ends early, bytes=" + written);
      }
    }
    return written;
  }
}
