package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import org.hyperslab.codec.BloscReader;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Inflation;
import org.hyperslab.codec.Lz4;
import org.hyperslab.codec.Scratch;
import org.hyperslab.codec.ZstdFrames;

/** Decompressors that other formats have too. */
final class Compressors {
  private Compressors() {}

  /** A zlib stream, and whatever lies behind it; bytes written. */
  static long deflate(MemorySegment encoded, MemorySegment into) throws FilterException {
    try {
      return Inflation.best().inflate(Inflation.Wrapping.ZLIB, encoded, into).written();
    } catch (CodecException e) {
      throw new FilterException(String.valueOf(e.getMessage()));
    }
  }

  /** One or more zstd frames; bytes written. */
  static long zstd(MemorySegment encoded, MemorySegment into) throws FilterException {
    try {
      return ZstdFrames.decompress(encoded, into);
    } catch (CodecException e) {
      throw new FilterException(String.valueOf(e.getMessage()));
    }
  }

  /** An lz4 block that decodes to exactly what {@code into} holds. */
  static void lz4(MemorySegment encoded, MemorySegment into) throws FilterException {
    try {
      Lz4.decompress(encoded, into);
    } catch (CodecException e) {
      throw new FilterException(String.valueOf(e.getMessage()));
    }
  }

  /** A chunk of blosc 1, which describes itself; bytes written. */
  static long blosc(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws FilterException {
    try {
      return BloscReader.decode(encoded, into, scratch);
    } catch (CodecException e) {
      throw new FilterException(e.getMessage() + ", offset=" + e.offset());
    }
  }
}
