package org.hyperslab.netcdf.hdf5;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4Decompressor;
import java.lang.foreign.MemorySegment;

/** Decompressors of libraries. */
final class Compressors {
  private Compressors() {}

  /** One or more zstd frames; bytes written. */
  @SuppressWarnings("restricted")
  static long zstd(MemorySegment encoded, MemorySegment into) throws FilterException {
    long written =
        Zstd.decompressUnsafe(
            into.address(), into.byteSize(), encoded.address(), encoded.byteSize());
    if (Zstd.isError(written)) {
      throw new FilterException("zstd: " + Zstd.getErrorName(written));
    }
    return written;
  }

  /** An lz4 block that decodes to exactly what {@code into} holds. */
  static void lz4(MemorySegment encoded, MemorySegment into) throws FilterException {
    long written;
    try {
      written = Lz4Decompressor.create().decompress(encoded, into);
    } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new FilterException("lz4: " + e.getMessage());
    }
    if (written != into.byteSize()) {
      throw new FilterException(
          "lz4: wrong size of a block: bytes=%d, expected=%d".formatted(written, into.byteSize()));
    }
  }
}
