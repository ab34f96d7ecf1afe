package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;
import org.jspecify.annotations.Nullable;

/**
 * A codec that the user registered. Two are equal by name and configuration.
 *
 * @param configuration as the metadata has it
 */
record UserCodec(String id, Map<String, @Nullable Object> configuration, ZarrCodec codec)
    implements ByteCodec {
  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return codec.maxEncodedBytes(decodedBytes);
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long bytes;
    try {
      bytes = codec.decode(encoded, into);
    } catch (IOException | RuntimeException e) {
      throw new CodecException(id + ": " + e, 0);
    }
    return checked(bytes, into);
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch)
      throws IOException {
    return checked(codec.encode(decoded, into), into);
  }

  private long checked(long bytes, MemorySegment into) throws CodecException {
    if (bytes < 0 || bytes > into.byteSize()) {
      throw new CodecException(
          id + ": says it wrote " + bytes + " bytes, room for " + into.byteSize(), 0);
    }
    return bytes;
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public void configure(ObjectNode config) {
    config.setAll((ObjectNode) Json.node(configuration));
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof UserCodec c && id.equals(c.id) && configuration.equals(c.configuration);
  }

  @Override
  public int hashCode() {
    return 31 * id.hashCode() + configuration.hashCode();
  }

  @Override
  public String toString() {
    return configuration.isEmpty() ? id : id + configuration;
  }
}
