package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.ArrayBlockingQueue;

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

  /**
   * Contexts that wait for their next use. Making one takes some 160 KB and their page faults, as
   * much time as decompressing a small stream.
   */
  private static final ArrayBlockingQueue<ZstdDecompressCtx> IDLE = new ArrayBlockingQueue<>(64);

  /** Decompresses all frames of a segment and returns bytes written. */
  static long decompress(MemorySegment encoded, MemorySegment into) throws CodecException {
    if (Math.max(encoded.byteSize(), into.byteSize()) > Integer.MAX_VALUE) {
      return decompressLarge(encoded, into);
    }
    ZstdDecompressCtx context = IDLE.poll();
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      return context.decompressDirectByteBuffer(
          into.asByteBuffer(),
          0,
          (int) into.byteSize(),
          encoded.asByteBuffer(),
          0,
          (int) encoded.byteSize());
    } catch (ZstdException e) {
      throw new CodecException("zstd: " + Zstd.getErrorName(-e.getErrorCode()), 0);
    } finally {
      if (!IDLE.offer(context)) {
        context.close();
      }
    }
  }

  private static long decompressLarge(MemorySegment encoded, MemorySegment into)
      throws CodecException {
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
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "zstd";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("level", level);
    // Older numcodecs refuse a field that they don't know.
    if (checksum) {
      config.put("checksum", true);
    }
  }

  @Override
  public String toString() {
    return "zstd(" + level + (checksum ? ", checksum)" : ")");
  }
}
