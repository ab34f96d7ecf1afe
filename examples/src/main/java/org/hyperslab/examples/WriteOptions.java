package org.hyperslab.examples;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.ZarrSpec;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that writes a Zarr array. */
final class WriteOptions {
  @Option(
      names = "--codec",
      paramLabel = "CODEC[:LEVEL]",
      defaultValue = "blosc-lz4",
      converter = Codec.class,
      description =
          "Compression: none, gzip, zlib (Zarr v2 only), zstd, blosc-lz4 or blosc-zstd. Default:"
              + " ${DEFAULT-VALUE}.")
  private ZarrSpec.Compression compression;

  @Option(
      names = "--zarr-format",
      paramLabel = "2|3",
      defaultValue = "3",
      converter = Format.class,
      description = "Version of the Zarr format to write. Default: ${DEFAULT-VALUE}.")
  private int format;

  @Option(names = "--overwrite", description = "Replace an array that is there.")
  private boolean overwrite;

  /** Reads codecs. */
  static final class Codec implements ITypeConverter<ZarrSpec.Compression> {
    @Override
    public ZarrSpec.Compression convert(String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      return switch (name) {
        case "none" -> ZarrSpec.Compression.none();
        case "gzip" -> ZarrSpec.Compression.gzip(level(text, colon, 5));
        case "zlib" -> ZarrSpec.Compression.zlib(level(text, colon, 5));
        case "zstd" -> ZarrSpec.Compression.zstd(level(text, colon, 3));
        case "blosc-lz4" -> blosc("lz4", level(text, colon, 5));
        case "blosc-zstd" -> blosc("zstd", level(text, colon, 3));
        default ->
            throw new TypeConversionException(
                "unknown codec: "
                    + name
                    + "; known are none, gzip, zlib, zstd, blosc-lz4 and blosc-zstd");
      };
    }

    private static ZarrSpec.Compression blosc(String compressor, int level) {
      return ZarrSpec.Compression.blosc(compressor, level, ZarrSpec.Shuffle.BYTE);
    }

    private static int level(String text, int colon, int otherwise) {
      try {
        return colon < 0 ? otherwise : Integer.parseInt(text.substring(colon + 1));
      } catch (NumberFormatException e) {
        throw new TypeConversionException("cannot read the level: " + text);
      }
    }
  }

  /** Reads format versions. */
  static final class Format implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      if (!text.equals("2") && !text.equals("3")) {
        throw new TypeConversionException("the Zarr format is 2 or 3, not " + text);
      }
      return Integer.valueOf(text);
    }
  }

  /** How an array is to be stored. */
  ZarrSpec spec(Shape shape, Shape chunk, DType dtype) {
    return ZarrSpec.of(shape, chunk, dtype)
        .withFormat(format)
        .withSeparator(format == 2 ? "." : "/")
        .withCompression(compression);
  }

  /**
   * Checks that nothing is lost by writing to a folder.
   *
   * @throws FileAlreadyExistsException if there is something, and it is not to be replaced
   */
  void checkFree(Path array) throws FileAlreadyExistsException {
    String[] children = Files.isDirectory(array) ? array.toFile().list() : null;
    boolean empty = children != null && List.of(children).isEmpty();
    if (Files.exists(array) && !empty && !overwrite) {
      throw new FileAlreadyExistsException(array + "; --overwrite replaces an array");
    }
  }
}
