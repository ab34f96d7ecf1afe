package org.hyperslab.zarr;

import java.util.List;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;

/** Compressions in words, such as {@code zstd:3} or {@code blosc-lz4:5:bit+crc32c}. */
final class CompressionText {
  private static final String CHECKSUM = "+crc32c";
  private static final String BLOSC = "blosc-";
  private static final List<String> CODECS =
      List.of(
          "none",
          "gzip",
          "zlib",
          "zstd",
          "lz4",
          "bz2",
          "blosc-lz4",
          "blosc-lz4hc",
          "blosc-zlib",
          "blosc-zstd");

  private CompressionText() {}

  static Compression parse(String text) {
    boolean checksum = text.endsWith(CHECKSUM);
    String words = checksum ? text.substring(0, text.length() - CHECKSUM.length()) : text;
    List<String> parts = List.of(words.split(":", -1));
    String codec = parts.getFirst().equals("blosc") ? "blosc-lz4" : parts.getFirst();
    boolean blosc = codec.startsWith(BLOSC);
    if (!CODECS.contains(codec) || parts.size() > (blosc ? 3 : codec.equals("none") ? 1 : 2)) {
      throw new IllegalArgumentException(
          "no compression: "
              + text
              + "; known: CODEC[:LEVEL][+crc32c] with CODEC one of "
              + CODECS);
    }
    int level = parts.size() > 1 ? level(parts.get(1), text) : usualLevel(codec);
    Shuffle shuffle = blosc ? Shuffle.BYTE : Shuffle.NONE;
    if (parts.size() > 2) {
      shuffle = shuffle(parts.get(2), text);
    }
    return new Compression(codec, level, shuffle, checksum);
  }

  private static int level(String word, String text) {
    try {
      return Integer.parseInt(word);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no level: " + word + " in " + text, e);
    }
  }

  private static int usualLevel(String codec) {
    return switch (codec) {
      case "none" -> 0;
      case "lz4" -> 1;
      case "zstd" -> 3;
      case "gzip", "zlib" -> 6;
      case "bz2" -> 9;
      default -> 5;
    };
  }

  private static Shuffle shuffle(String word, String text) {
    return switch (word) {
      case "none" -> Shuffle.NONE;
      case "byte" -> Shuffle.BYTE;
      case "bit" -> Shuffle.BIT;
      default ->
          throw new IllegalArgumentException(
              "no shuffle: " + word + " in " + text + "; known: none, byte, bit");
    };
  }
}
