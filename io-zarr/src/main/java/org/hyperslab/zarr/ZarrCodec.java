package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user's codec, bytes to bytes; {@link ZarrCodecs} gives it a name. Implementations are immutable
 * and thread-safe. The segments are native memory that doesn't overlap and belongs to the caller:
 * nothing is kept.
 */
public interface ZarrCodec {
  /**
   * The most bytes that encoding {@code decodedBytes} may give. So much memory is set aside; a
   * stored chunk that is longer is refused unread.
   */
  default long maxEncodedBytes(long decodedBytes) {
    return decodedBytes + decodedBytes / 64 + 4096;
  }

  /**
   * Decodes all of {@code encoded} to the begin of {@code decoded}, which has room for what the
   * chunk's shape explains; more must be refused.
   *
   * @return bytes written
   * @throws IOException if the input is malformed; what else is thrown is taken for that, too
   */
  long decode(MemorySegment encoded, MemorySegment decoded) throws IOException;

  /**
   * Encodes all of {@code decoded} to the begin of {@code encoded}, which has {@link
   * #maxEncodedBytes}.
   *
   * @return bytes written
   */
  long encode(MemorySegment decoded, MemorySegment encoded) throws IOException;

  /** Makes codecs of one kind. */
  @FunctionalInterface
  interface Factory {
    /**
     * A codec as an array's metadata configures it.
     *
     * @param configuration maps, lists, strings, numbers, booleans and nulls; without v2's {@code
     *     id}
     * @throws IllegalArgumentException if the configuration is none of this codec's
     */
    ZarrCodec create(Map<String, @Nullable Object> configuration);
  }
}
