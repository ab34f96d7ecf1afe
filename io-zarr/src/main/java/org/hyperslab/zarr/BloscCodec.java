package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import org.hyperslab.codec.BloscReader;
import org.hyperslab.codec.BloscSettings;
import org.hyperslab.codec.BloscWriter;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * The blosc container (v2 and v3 {@code blosc}).
 *
 * @param settings for writing; reading goes by the chunk's own header
 */
record BloscCodec(BloscSettings settings) implements ByteCodec {
  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return BloscWriter.maxEncodedBytes(decodedBytes);
  }

  @Override
  public long decodeScratchBytes(long decodedBytes) {
    return BloscReader.scratchBytes(decodedBytes, settings.blockBytes());
  }

  @Override
  public long encodeScratchBytes(long decodedBytes) {
    return BloscWriter.scratchBytes(settings, decodedBytes);
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    return BloscReader.decode(encoded, into, scratch);
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    return new BloscWriter(settings).encode(decoded, into, scratch);
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "blosc";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("cname", settings.compressor().toString()).put("clevel", settings.level());
    config.put("shuffle", settings.shuffle().number()).put("blocksize", settings.blockBytes());
  }

  @Override
  public String toString() {
    return "blosc("
        + settings.compressor()
        + ", "
        + settings.level()
        + ", "
        + settings.shuffle()
        + ")";
  }
}
