package org.hyperslab.codec;

import io.airlift.compress.v3.lz4.Lz4NativeCompressor;
import io.airlift.compress.v3.lz4.Lz4NativeDecompressor;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * LZ4 blocks: through liblz4 where aircompressor has it for this machine, else in Java. On one core
 * liblz4 decodes shuffled floats at 8 GB/s, {@link Lz4Decoder} at 2.5. Aircompressor's own Java
 * code is not used; it needs {@code sun.misc.Unsafe}.
 *
 * <p>Decoding is thread-safe. An instance is for encoding, by one thread at a time.
 */
public final class Lz4 {
  private static final @Nullable Lz4NativeDecompressor NATIVE =
      Lz4NativeDecompressor.isEnabled() ? new Lz4NativeDecompressor() : null;

  private final int acceleration;
  private final @Nullable Lz4NativeCompressor nativeEncoder;
  private final @Nullable Lz4Encoder encoder;

  /**
   * @param acceleration 1 or more: how fast the search gives up
   */
  public Lz4(int acceleration) {
    this.acceleration = acceleration;
    this.nativeEncoder = NATIVE == null ? null : new Lz4NativeCompressor(acceleration);
    this.encoder = NATIVE == null ? new Lz4Encoder() : null;
  }

  /**
   * Decompresses a block into all of {@code into}.
   *
   * @throws CodecException if the block is malformed or its content is of another size
   */
  public static void decompress(MemorySegment block, MemorySegment into) throws CodecException {
    if (NATIVE == null) {
      Lz4Decoder.decompress(block, into);
      return;
    }
    int bytes;
    try {
      bytes = NATIVE.decompress(block, into);
    } catch (IllegalArgumentException e) {
      throw new CodecException("lz4: malformed block", 0);
    }
    if (bytes != into.byteSize()) {
      throw new CodecException(
          "lz4: wrong size: bytes=" + bytes + ", expected=" + into.byteSize(), 0);
    }
  }

  /** Compresses a block; bytes written, or -1 if they do not fit into {@code into}. */
  public long compress(MemorySegment block, MemorySegment into) {
    if (encoder != null) {
      return encoder.compress(block, into, acceleration);
    }
    if (nativeEncoder == null) {
      throw new IllegalStateException("no encoder");
    }
    try {
      int bytes = nativeEncoder.compress(block, into);
      return bytes > 0 ? bytes : -1;
    } catch (IllegalArgumentException e) {
      return -1;
    }
  }
}
