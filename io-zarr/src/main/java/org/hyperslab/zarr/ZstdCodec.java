package org.hyperslab.zarr;

import com.github.luben.zstd.Zstd;
import java.lang.foreign.MemorySegment;

/**
 * Zstandard frames (v2 and v3 {@code zstd}), through libzstd on addresses.
 *
 * @param level as libzstd has it, negative for faster
 * @param checksum whether frames are written with a checksum; when reading, one that is there is
 *     checked
 */
record ZstdCodec(int level, boolean checksum) implements ByteCodec {
  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    return decompress(encoded, into);
  }

  /** Decompresses all frames of a segment and returns bytes written. */
  static long decompress(MemorySegment encoded, MemorySegment into) throws CodecException {
    long n =
        Zstd.decompressUnsafe(
            into.address(), into.byteSize(), encoded.address(), encoded.byteSize());
    if (Zstd.isError(n)) {
      throw new CodecException("zstd: " + Zstd.getErrorName(n), 0);
    }
    return n;
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long n = compress(decoded, into, level, checksum);
    if (n < 0) {
      throw new IllegalStateException("zstd needs more than its bound: bytes=" + into.byteSize());
    }
    return n;
  }

  /** Compresses to one frame; bytes written, or -1 if they do not fit. */
  static long compress(MemorySegment decoded, MemorySegment into, int level, boolean checksum) {
    long n =
        Zstd.compressUnsafe(
            into.address(),
            into.byteSize(),
            decoded.address(),
            decoded.byteSize(),
            level,
            checksum);
    return Zstd.isError(n) ? -1 : n;
  }

  @Override
  public String toString() {
    return "zstd(" + level + (checksum ? ", checksum)" : ")");
  }
}
