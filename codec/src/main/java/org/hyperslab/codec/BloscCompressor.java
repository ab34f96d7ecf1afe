package org.hyperslab.codec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The compressors of blosc 1 that are read. Snappy is not. */
public enum BloscCompressor {
  BLOSCLZ(0),
  LZ4(1),
  LZ4HC(1),
  ZLIB(3),
  ZSTD(4);

  private static final int SNAPPY_FORMAT = 2;

  private final int format;

  BloscCompressor(int format) {
    this.format = format;
  }

  /** The number that a chunk's header has; LZ4 and LZ4HC write the same format. */
  int format() {
    return format;
  }

  /** The compressor with blosc's name, or null. */
  public static @Nullable BloscCompressor named(String name) {
    for (BloscCompressor c : values()) {
      if (c.toString().equals(name)) {
        return c;
      }
    }
    return null;
  }

  /** The compressor that a chunk's header names. */
  static BloscCompressor ofFormat(int format) throws CodecException {
    for (BloscCompressor c : values()) {
      if (c.format == format) {
        return c;
      }
    }
    throw new CodecException(
        format == SNAPPY_FORMAT
            ? "blosc: compressor snappy is not supported"
            : "blosc: unknown compressor: format=" + format,
        BloscHeader.FLAGS);
  }

  /** Blosc's name. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
