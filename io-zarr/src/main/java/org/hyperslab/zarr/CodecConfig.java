package org.hyperslab.zarr;

import java.util.Locale;
import org.hyperslab.store.FormatException;

/** The configurations of compressors that v2 and v3 share, checked. */
final class CodecConfig {
  private static final int MIN_ZSTD_LEVEL = -131072;
  private static final int MAX_ZSTD_LEVEL = 22;

  private CodecConfig() {}

  static int deflateLevel(JsonObject config) throws FormatException {
    return config.integerOr("level", -1, -1, 9);
  }

  static ZstdCodec zstd(JsonObject config) throws FormatException {
    return new ZstdCodec(
        config.integerOr("level", 0, MIN_ZSTD_LEVEL, MAX_ZSTD_LEVEL),
        config.bool("checksum", false));
  }

  static BloscCodec blosc(JsonObject config, BloscShuffle shuffle, int typeSize)
      throws FormatException {
    String name = config.text("cname").toLowerCase(Locale.ROOT);
    BloscCompressor compressor = BloscCompressor.named(name);
    if (compressor == null) {
      throw config.error("cname", "blosc compressor is not supported: " + name);
    }
    return new BloscCodec(
        compressor,
        config.integerOr("clevel", 5, 0, 9),
        shuffle,
        typeSize,
        config.integerOr("blocksize", 0, 0, Integer.MAX_VALUE));
  }
}
