package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Bzip2 streams (numcodecs {@code bz2}), through commons-compress: every call takes some megabytes
 * of heap.
 *
 * @param level 1 to 9, in 100 kB per block
 */
record Bz2Codec(int level) implements ByteCodec {
  private static final int BUFFER_BYTES = 1 << 16;

  /** The first bytes of a stream, without the level. */
  private static final String MAGIC = "BZh";

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    checkMagic(encoded);
    SegmentInput input = new SegmentInput(encoded);
    long written = 0;
    try (BZip2CompressorInputStream bzip = new BZip2CompressorInputStream(input, true)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int n = bzip.read(buffer); n >= 0; n = bzip.read(buffer)) {
        if (n > into.byteSize() - written) {
          throw new CodecException(
              "bz2: content exceeds the expected size: bytes>" + into.byteSize(), input.position());
        }
        MemorySegment.copy(MemorySegment.ofArray(buffer), 0, into, written, n);
        written += n;
      }
    } catch (CodecException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // Malformed tables make commons-compress run out of its arrays.
      throw new CodecException("bz2: " + e.getMessage(), input.position());
    }
    return written;
  }

  private static void checkMagic(MemorySegment encoded) throws CodecException {
    for (int i = 0; i < MAGIC.length(); i++) {
      boolean same =
          encoded.byteSize() > i
              && encoded.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) == MAGIC.charAt(i);
      if (!same) {
        throw new CodecException("bz2: no bzip2 header", i);
      }
    }
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch)
      throws IOException {
    SegmentOutput output = new SegmentOutput(into);
    try (BZip2CompressorOutputStream bzip = new BZip2CompressorOutputStream(output, level)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (long at = 0; at < decoded.byteSize(); ) {
        int n = (int) Math.min(buffer.length, decoded.byteSize() - at);
        MemorySegment.copy(decoded, at, MemorySegment.ofArray(buffer), 0, n);
        bzip.write(buffer, 0, n);
        at += n;
      }
    }
    return output.position();
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "bz2";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("level", level);
  }

  @Override
  public String toString() {
    return "bz2(" + level + ")";
  }
}
