package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Bytes to bytes: a compressor, a checksum or a filter. All segments are native memory and do not
 * overlap. Thread-safe.
 */
sealed interface ByteCodec extends Codec
    permits BloscCodec,
        Bz2Codec,
        ChecksumCodec,
        ElementFilter,
        GzipCodec,
        Lz4Codec,
        ShuffleCodec,
        SwapCodec,
        UserCodec,
        ZlibCodec,
        ZstdCodec {
  /**
   * The most bytes that encoding {@code decodedBytes} may give, by any sane encoder; longer input
   * is refused. Also what {@link #encode} needs as its target.
   */
  default long maxEncodedBytes(long decodedBytes) {
    return decodedBytes + decodedBytes / 64 + 4096;
  }

  /** Scratch bytes that {@link #decode} takes for at most {@code decodedBytes}. */
  default long decodeScratchBytes(long decodedBytes) {
    return 0;
  }

  /** Scratch bytes that {@link #encode} takes. */
  default long encodeScratchBytes(long decodedBytes) {
    return 0;
  }

  /**
   * Decodes all of {@code encoded} to the begin of {@code into}.
   *
   * @return bytes written
   * @throws CodecException if the input is malformed, is followed by something, or decodes to more
   *     than {@code into} holds
   */
  long decode(MemorySegment encoded, MemorySegment into, Scratch scratch) throws CodecException;

  /**
   * Encodes all of {@code decoded} to the begin of {@code into}.
   *
   * @return bytes written
   */
  long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) throws IOException;

  /** Whether version 2 would have this as its compressor and not as a filter. */
  default boolean isCompressor() {
    return false;
  }

  /** Numcodecs' name, which is v2's {@code id}. */
  String id();

  /** Adds numcodecs' configuration, without the name. */
  void configure(ObjectNode config);
}
