package org.hyperslab.zarr;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * How a new array is stored. {@link #of} gives the defaults; every {@code with} method gives a copy
 * with one thing changed.
 *
 * @param format 2 or 3
 * @param shape the array's extents, in elements
 * @param chunkShape a chunk's extents, in elements
 * @param dtype the element type
 * @param compression what is done to a chunk's bytes
 * @param fill the value of chunks that are missing, and of what a chunk stores beyond the array's
 *     edge
 * @param columnMajor whether a chunk's first dimension varies fastest (v2's order F, v3's
 *     transpose)
 * @param byteOrder of the stored elements
 * @param separator between the numbers of a chunk's key, {@code "/"} or {@code "."}
 * @param dimensionNames one per dimension, null for one without; empty for none
 * @param attributes maps, lists, strings, numbers, booleans and nulls
 */
public record ZarrSpec(
    int format,
    Shape shape,
    Shape chunkShape,
    DType dtype,
    Compression compression,
    FillValue fill,
    boolean columnMajor,
    ByteOrder byteOrder,
    String separator,
    List<@Nullable String> dimensionNames,
    Map<String, @Nullable Object> attributes) {

  /** Copies lists and maps. */
  public ZarrSpec {
    if (format != 2 && format != 3) {
      throw new IllegalArgumentException("Zarr format is 2 or 3, not " + format);
    }
    if (!separator.equals(ChunkKeys.SLASH) && !separator.equals(ChunkKeys.DOT)) {
      throw new IllegalArgumentException("separator is / or ., not " + separator);
    }
    if (fill.dtype() != dtype) {
      throw new IllegalArgumentException("fill value of another dtype: " + fill + ", " + dtype);
    }
    dimensionNames = Collections.unmodifiableList(new ArrayList<>(dimensionNames));
    attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
  }

  /** What blosc does to the bytes of a block before it compresses them. */
  public enum Shuffle {
    /** Nothing. */
    NONE,
    /** First bytes of all elements, then second bytes, and so on; right for most data. */
    BYTE,
    /** The same with bits; for data that uses few bits. */
    BIT
  }

  /**
   * A compressor with its settings.
   *
   * @param codec {@code none}, {@code gzip}, {@code zlib} (v2 only), {@code zstd}, {@code
   *     blosc-lz4}, {@code blosc-lz4hc}, {@code blosc-zlib} or {@code blosc-zstd}
   * @param level the codec's own scale: 0 to 9 for gzip, zlib and blosc, up to 22 for zstd
   * @param shuffle for blosc
   * @param crc32c whether a checksum follows (v3 only)
   */
  public record Compression(String codec, int level, Shuffle shuffle, boolean crc32c) {
    /** Elements are stored as they are. */
    public static Compression none() {
      return new Compression("none", 0, Shuffle.NONE, false);
    }

    public static Compression gzip(int level) {
      return new Compression("gzip", level, Shuffle.NONE, false);
    }

    /** v2 only. */
    public static Compression zlib(int level) {
      return new Compression("zlib", level, Shuffle.NONE, false);
    }

    public static Compression zstd(int level) {
      return new Compression("zstd", level, Shuffle.NONE, false);
    }

    /**
     * Blosc.
     *
     * @param compressor {@code lz4}, {@code lz4hc} (whose format is that of lz4, and which is
     *     written by the same encoder), {@code zlib} or {@code zstd}
     */
    public static Compression blosc(String compressor, int level, Shuffle shuffle) {
      return new Compression("blosc-" + compressor, level, shuffle, false);
    }

    /** The same with a CRC-32C behind every chunk, which readers check (v3 only). */
    public Compression withCrc32c() {
      return new Compression(codec, level, shuffle, true);
    }
  }

  /** Zarr v3, blosc with lz4 and byte shuffle, fill value 0, C order, little endian. */
  public static ZarrSpec of(Shape shape, Shape chunkShape, DType dtype) {
    return new ZarrSpec(
        3,
        shape,
        chunkShape,
        dtype,
        Compression.blosc("lz4", 5, Shuffle.BYTE),
        FillValue.zero(dtype),
        false,
        ByteOrder.LITTLE_ENDIAN,
        ChunkKeys.SLASH,
        List.of(),
        Map.of());
  }

  public ZarrSpec withFormat(int value) {
    return new ZarrSpec(
        value,
        shape,
        chunkShape,
        dtype,
        compression,
        fill,
        columnMajor,
        byteOrder,
        separator,
        dimensionNames,
        attributes);
  }

  public ZarrSpec withCompression(Compression value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        value,
        fill,
        columnMajor,
        byteOrder,
        separator,
        dimensionNames,
        attributes);
  }

  public ZarrSpec withFill(FillValue value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        compression,
        value,
        columnMajor,
        byteOrder,
        separator,
        dimensionNames,
        attributes);
  }

  public ZarrSpec withColumnMajor(boolean value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        compression,
        fill,
        value,
        byteOrder,
        separator,
        dimensionNames,
        attributes);
  }

  public ZarrSpec withByteOrder(ByteOrder value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        compression,
        fill,
        columnMajor,
        value,
        separator,
        dimensionNames,
        attributes);
  }

  public ZarrSpec withSeparator(String value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        compression,
        fill,
        columnMajor,
        byteOrder,
        value,
        dimensionNames,
        attributes);
  }

  public ZarrSpec withDimensionNames(List<@Nullable String> value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        compression,
        fill,
        columnMajor,
        byteOrder,
        separator,
        value,
        attributes);
  }

  public ZarrSpec withAttributes(Map<String, @Nullable Object> value) {
    return new ZarrSpec(
        format,
        shape,
        chunkShape,
        dtype,
        compression,
        fill,
        columnMajor,
        byteOrder,
        separator,
        dimensionNames,
        value);
  }

  /** Names for all dimensions. */
  public ZarrSpec withDimensionNames(String... names) {
    return withDimensionNames(Arrays.asList(names));
  }

  /** The specification as an array's metadata. */
  ArrayMetadata toMetadata() {
    List<Codec> codecs = new ArrayList<>();
    if (columnMajor) {
      List<Integer> reversed = new ArrayList<>();
      for (int d = shape.rank() - 1; d >= 0; d--) {
        reversed.add(d);
      }
      codecs.add(new TransposeCodec(reversed));
    }
    codecs.add(new EndianCodec(byteOrder));
    if (!compression.codec().equals("none")) {
      codecs.add(byteCodec());
    }
    if (compression.crc32c()) {
      codecs.add(new Crc32cCodec());
    }
    return new ArrayMetadata(
        format,
        shape,
        chunkShape,
        dtype,
        codecs,
        fill,
        new ChunkKeys(format == 3, separator),
        dimensionNames,
        attributes);
  }

  private ByteCodec byteCodec() {
    int level = compression.level();
    return switch (compression.codec()) {
      case "gzip" -> new GzipCodec(checkLevel(0, 9));
      case "zlib" -> new ZlibCodec(checkLevel(0, 9));
      case "zstd" -> new ZstdCodec(checkLevel(-7, 22), false);
      case "blosc-lz4" -> blosc(BloscCompressor.LZ4);
      case "blosc-lz4hc" -> blosc(BloscCompressor.LZ4HC);
      case "blosc-zlib" -> blosc(BloscCompressor.ZLIB);
      case "blosc-zstd" -> blosc(BloscCompressor.ZSTD);
      default ->
          throw new IllegalArgumentException(
              "codec is not written: " + compression.codec() + ", level=" + level);
    };
  }

  private BloscCodec blosc(BloscCompressor compressor) {
    BloscShuffle shuffle =
        switch (compression.shuffle()) {
          case NONE -> BloscShuffle.NONE;
          case BYTE -> BloscShuffle.BYTE;
          case BIT -> BloscShuffle.BIT;
        };
    return new BloscCodec(compressor, checkLevel(0, 9), shuffle, dtype.bytes(), 0);
  }

  private int checkLevel(int least, int most) {
    int level = compression.level();
    if (level < least || level > most) {
      throw new IllegalArgumentException(
          "level outside %d to %d: %s".formatted(least, most, compression));
    }
    return level;
  }
}
