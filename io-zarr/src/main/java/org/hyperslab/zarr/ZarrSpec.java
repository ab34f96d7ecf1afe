package org.hyperslab.zarr;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * How a new array is stored. {@link #of} gives the defaults; every {@code with} method gives a copy
 * with one thing changed. Immutable.
 */
public final class ZarrSpec {
  private final Shape shape;
  private final Shape chunkShape;
  private final DType dtype;
  private final Options options;

  private ZarrSpec(Shape shape, Shape chunkShape, DType dtype, Options options) {
    this.shape = shape;
    this.chunkShape = chunkShape;
    this.dtype = dtype;
    this.options = options;
  }

  /** What has a default. Changed only between a copy and its first use. */
  private static final class Options {
    private int format = 3;
    private List<Filter> filters = List.of();
    private Compression compression = Compression.blosc("lz4", 5, Shuffle.BYTE);
    private FillValue fill;
    private @Nullable Shape shardShape;
    private String storedAs;
    private boolean columnMajor;
    private ByteOrder byteOrder = ByteOrder.LITTLE_ENDIAN;
    private String separator = ChunkKeys.SLASH;
    private List<@Nullable String> dimensionNames = List.of();
    private Map<String, @Nullable Object> attributes = Map.of();
    private ZarrCodecs codecs = ZarrCodecs.none();

    Options(FillValue fill, String storedAs) {
      this.fill = fill;
      this.storedAs = storedAs;
    }

    Options copy() {
      Options o = new Options(fill, storedAs);
      o.format = format;
      o.filters = filters;
      o.compression = compression;
      o.shardShape = shardShape;
      o.columnMajor = columnMajor;
      o.byteOrder = byteOrder;
      o.separator = separator;
      o.dimensionNames = dimensionNames;
      o.attributes = attributes;
      o.codecs = codecs;
      return o;
    }
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
   * @param codec {@code none gzip zlib zstd lz4 bz2 blosc-lz4 blosc-lz4hc blosc-zlib blosc-zstd};
   *     v3 has {@code zlib}, {@code lz4} and {@code bz2} only as extensions under numcodecs' names
   * @param level the codec's own scale: 0 to 9 for gzip, zlib and blosc, 1 to 9 for bz2, up to 22
   *     for zstd, an acceleration for lz4
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

    public static Compression zlib(int level) {
      return new Compression("zlib", level, Shuffle.NONE, false);
    }

    public static Compression zstd(int level) {
      return new Compression("zstd", level, Shuffle.NONE, false);
    }

    /** LZ4 without blosc. */
    public static Compression lz4(int acceleration) {
      return new Compression("lz4", acceleration, Shuffle.NONE, false);
    }

    public static Compression bz2(int level) {
      return new Compression("bz2", level, Shuffle.NONE, false);
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

    /**
     * A compression in words: {@code none}, {@code zstd:3}, {@code gzip:6}, {@code
     * blosc-lz4:5:bit}; without a level the codec's usual one, blosc without more with byte shuffle
     * ({@code none}, {@code byte}, {@code bit}); {@code +crc32c} behind it all for a checksum.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static Compression parse(String text) {
      return CompressionText.parse(text.toLowerCase(Locale.ROOT));
    }

    /** The same with a CRC-32C behind every chunk, which readers check (v3 only). */
    public Compression withCrc32c() {
      return new Compression(codec, level, shuffle, true);
    }
  }

  /**
   * A filter that chunks pass before they are compressed, by numcodecs' name or that of a user's
   * codec.
   *
   * @param id such as {@code delta}, {@code fixedscaleoffset}, {@code shuffle}
   * @param configuration as the metadata has it, without the name; types that aren't given are the
   *     array's
   */
  public record Filter(String id, Map<String, @Nullable Object> configuration) {
    public Filter {
      configuration = Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    }

    /** Differences of neighbours. */
    public static Filter delta() {
      return new Filter("delta", Map.of());
    }

    /** First bytes of all elements, then second bytes, and so on. */
    public static Filter shuffle(int elementBytes) {
      return new Filter("shuffle", Map.of("elementsize", elementBytes));
    }

    /** {@code round((x - offset) * scale)}, stored as another type; loses what is rounded away. */
    public static Filter fixedScaleOffset(double offset, double scale, DType storedAs) {
      return new Filter(
          "fixedscaleoffset",
          Map.of("offset", offset, "scale", scale, "astype", ElementType.of(storedAs).toString()));
    }

    /** Floats rounded to so many bits of mantissa. */
    public static Filter bitRound(int keepBits) {
      return new Filter("bitround", Map.of("keepbits", keepBits));
    }

    /** Floats rounded to so many decimal digits behind the point, and a little finer. */
    public static Filter quantize(int digits) {
      return new Filter("quantize", Map.of("digits", digits));
    }

    /** Eight bools per byte. */
    public static Filter packBits() {
      return new Filter("packbits", Map.of());
    }
  }

  /** Zarr v3, blosc with lz4 and byte shuffle, fill value 0, C order, little endian. */
  public static ZarrSpec of(Shape shape, Shape chunkShape, DType dtype) {
    return new ZarrSpec(
        shape, chunkShape, dtype, new Options(FillValue.zero(dtype), dtype.toString()));
  }

  private ZarrSpec with(Consumer<Options> change) {
    Options changed = options.copy();
    change.accept(changed);
    return new ZarrSpec(shape, chunkShape, dtype, changed);
  }

  /** The array's extents, in elements. */
  public Shape shape() {
    return shape;
  }

  /** A chunk's extents, in elements. */
  public Shape chunkShape() {
    return chunkShape;
  }

  /** A shard's extents, in elements; null if chunks are stored one by one. */
  public @Nullable Shape shardShape() {
    return options.shardShape;
  }

  /**
   * Chunks stored together, many to an object (v3 only); the sink then takes whole shards.
   *
   * @param value a shard's extents, in elements: multiples of the chunk's
   */
  public ZarrSpec withShards(@Nullable Shape value) {
    return with(o -> o.shardShape = value);
  }

  /** The type of the elements that are written. */
  public DType dtype() {
    return dtype;
  }

  /** The type that elements are stored as, by name. */
  public String storedAs() {
    return options.storedAs;
  }

  /**
   * Elements stored as another type: float32 as {@code float16}, rounded; int64 as {@code
   * datetime64[UNIT]} or {@code timedelta64[UNIT]}, units being NumPy's.
   *
   * @throws IllegalArgumentException for any other
   */
  public ZarrSpec withStoredAs(String value) {
    if (StoredType.named(value, dtype) == null) {
      throw new IllegalArgumentException(dtype + " is not stored as " + value);
    }
    return with(o -> o.storedAs = value);
  }

  /** The version of the Zarr format. */
  public int format() {
    return options.format;
  }

  /**
   * Another version of the format, 2 or 3.
   *
   * @throws IllegalArgumentException for any other
   */
  public ZarrSpec withFormat(int value) {
    if (value != 2 && value != 3) {
      throw new IllegalArgumentException("Zarr format is 2 or 3, not " + value);
    }
    return with(o -> o.format = value);
  }

  /** What is done to a chunk's elements before it is compressed, in this order. */
  public List<Filter> filters() {
    return options.filters;
  }

  public ZarrSpec withFilters(Filter... value) {
    List<Filter> copy = List.of(value);
    return with(o -> o.filters = copy);
  }

  /** What is done to a chunk's bytes. */
  public Compression compression() {
    return options.compression;
  }

  public ZarrSpec withCompression(Compression value) {
    return with(o -> o.compression = value);
  }

  /** The value of chunks that are missing, and of what a chunk stores beyond the array's edge. */
  public FillValue fill() {
    return options.fill;
  }

  /**
   * Another fill value.
   *
   * @throws IllegalArgumentException if it is of another dtype
   */
  public ZarrSpec withFill(FillValue value) {
    if (value.dtype() != dtype) {
      throw new IllegalArgumentException("fill value of another dtype: " + value + ", " + dtype);
    }
    return with(o -> o.fill = value);
  }

  /** Whether a chunk's first dimension varies fastest (v2's order F, v3's transpose). */
  public boolean columnMajor() {
    return options.columnMajor;
  }

  public ZarrSpec withColumnMajor(boolean value) {
    return with(o -> o.columnMajor = value);
  }

  /** The byte order of the stored elements. */
  public ByteOrder byteOrder() {
    return options.byteOrder;
  }

  public ZarrSpec withByteOrder(ByteOrder value) {
    return with(o -> o.byteOrder = value);
  }

  /** What is between the numbers of a chunk's key. */
  public String separator() {
    return options.separator;
  }

  /**
   * Another separator, {@code "/"} or {@code "."}.
   *
   * @throws IllegalArgumentException for any other
   */
  public ZarrSpec withSeparator(String value) {
    if (!value.equals(ChunkKeys.SLASH) && !value.equals(ChunkKeys.DOT)) {
      throw new IllegalArgumentException("separator is / or ., not " + value);
    }
    return with(o -> o.separator = value);
  }

  /** One name per dimension, null for one without; empty for none. */
  public List<@Nullable String> dimensionNames() {
    return options.dimensionNames;
  }

  public ZarrSpec withDimensionNames(List<@Nullable String> value) {
    List<@Nullable String> copy = Collections.unmodifiableList(new ArrayList<>(value));
    return with(o -> o.dimensionNames = copy);
  }

  /** Names for all dimensions. */
  public ZarrSpec withDimensionNames(String... names) {
    return withDimensionNames(Arrays.asList(names));
  }

  /** Maps, lists, strings, numbers, booleans and nulls. */
  public Map<String, @Nullable Object> attributes() {
    return options.attributes;
  }

  public ZarrSpec withAttributes(Map<String, @Nullable Object> value) {
    Map<String, @Nullable Object> copy = Collections.unmodifiableMap(new LinkedHashMap<>(value));
    return with(o -> o.attributes = copy);
  }

  /** The user's codecs, which {@link #filters} may name. */
  public ZarrCodecs codecs() {
    return options.codecs;
  }

  public ZarrSpec withCodecs(ZarrCodecs value) {
    return with(o -> o.codecs = value);
  }

  private List<Object> parts() {
    return List.of(
        shape,
        chunkShape,
        dtype,
        Optional.ofNullable(options.shardShape),
        options.storedAs,
        options.format,
        options.filters,
        options.compression,
        options.fill,
        options.columnMajor,
        options.byteOrder,
        options.separator,
        options.dimensionNames,
        options.attributes);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ZarrSpec s && parts().equals(s.parts());
  }

  @Override
  public int hashCode() {
    return Objects.hash(parts());
  }

  @Override
  public String toString() {
    return "ZarrSpec" + parts();
  }
}
