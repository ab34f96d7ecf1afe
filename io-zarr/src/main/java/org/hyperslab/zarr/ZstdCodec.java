package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;
import org.hyperslab.codec.ZstdFrames;

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
    return ZstdFrames.decompress(encoded, into);
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long n = ZstdFrames.compress(decoded, into, level, checksum);
    if (n < 0) {
      throw new IllegalStateException("zstd needs more than its bound: bytes=" + into.byteSize());
    }
    return n;
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
