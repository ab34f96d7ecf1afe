package org.hyperslab.examples;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of every command that writes a Zarr array. */
final class WriteOptions {
  /** What commands say of {@code --codec} that write NetCDF too. */
  static final String NETCDF_CODECS =
      " NetCDF files are deflated: --codec none or zlib:LEVEL, by default zlib:1.";

  private static final ZarrSpec.Compression DEFAULT =
      ZarrSpec.Compression.blosc("lz4", 5, ZarrSpec.Shuffle.BYTE);

  @Option(
      names = "--codec",
      paramLabel = "CODEC[:LEVEL]",
      converter = Codec.class,
      description =
          "Compression: none, gzip, zstd, blosc-lz4, blosc-zstd, blosc-zlib, zlib, lz4 or bz2;"
              + " blosc takes a shuffle behind its level (:none, :byte, :bit), Zarr v3 a checksum"
              + " behind it all (+crc32c). Default: blosc-lz4.")
  private ZarrSpec.@Nullable Compression compression;

  @Option(
      names = "--shards",
      paramLabel = "N,N,...",
      converter = Extents.class,
      description =
          "Store chunks together in shards of these extents, multiples of the chunks' (Zarr v3).")
  private @Nullable Shape shards;

  @Option(
      names = "--zarr-format",
      paramLabel = "2|3",
      defaultValue = "3",
      converter = Format.class,
      description = "Version of the Zarr format to write. Default: ${DEFAULT-VALUE}.")
  private int format;

  @Option(names = "--overwrite", description = "Replace what is there.")
  private boolean overwrite;

  /** Reads codecs. */
  static final class Codec implements ITypeConverter<ZarrSpec.Compression> {
    @Override
    public ZarrSpec.Compression convert(String text) {
      try {
        return ZarrSpec.Compression.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Reads extents such as {@code 1024,1024}. */
  static final class Extents implements ITypeConverter<Shape> {
    @Override
    public Shape convert(String text) {
      try {
        return Shape.of(Stream.of(text.split(",", -1)).mapToLong(Long::parseLong).toArray());
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException("no extents: " + text);
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
        .withShards(shards)
        .withCompression(compression == null ? DEFAULT : compression);
  }

  /** The version of the Zarr format. */
  int format() {
    return format;
  }

  /**
   * The level of NetCDF's compression, 0 for none.
   *
   * @throws IllegalArgumentException if another codec was asked for
   */
  int deflate() {
    if (compression == null) {
      return 1;
    }
    return switch (compression.codec()) {
      case "none" -> 0;
      case "zlib" -> compression.level();
      default ->
          throw new IllegalArgumentException(
              "NetCDF has the codecs none and zlib, not " + compression.codec());
    };
  }

  /** Whether what is there is replaced. */
  boolean overwrites() {
    return overwrite;
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
