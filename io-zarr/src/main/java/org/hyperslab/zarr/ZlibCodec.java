package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Deflate;
import org.hyperslab.codec.Inflation;
import org.hyperslab.codec.Scratch;

/**
 * RFC 1950 (v2 {@code zlib}).
 *
 * @param level 0 to 9, or -1 for zlib's default
 */
record ZlibCodec(int level) implements ByteCodec {
  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    Inflation.Extent extent = Inflation.best().inflate(Inflation.Wrapping.ZLIB, encoded, into);
    if (extent.read() != encoded.byteSize()) {
      throw new CodecException("zlib: bytes behind the stream", extent.read());
    }
    return extent.written();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    Deflater deflater = new Deflater(level);
    try {
      return Deflate.deflate(deflater, decoded, into);
    } finally {
      deflater.end();
    }
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "zlib";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("level", level);
  }

  @Override
  public String toString() {
    return "zlib(" + level + ")";
  }
}
