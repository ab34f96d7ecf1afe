package org.hyperslab.zarr;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * An array in a Zarr store: its metadata as it was when opened, and a source of its chunks. Holds
 * nothing open itself. Immutable and thread-safe. If the array is replaced in its store, open it
 * again: chunks are read when they are asked for.
 */
public final class ZarrArray {
  private final String name;
  private final Node node;
  private final Place place;
  private final ArrayMetadata metadata;
  private final @Nullable ZarrSource source;
  private final boolean hasFill;

  ZarrArray(Node node, String name) throws FormatException {
    this.name = name;
    this.node = node;
    this.place = node.place();
    this.metadata = node.arrayMetadata();
    this.hasFill = node.json().optional("fill_value") != null;
    this.source = metadata.type().isNumeric() ? new ZarrSource(name, place, metadata) : null;
  }

  /** What messages call this array, such as {@code /data/era5.zarr#t2m}. */
  public String name() {
    return name;
  }

  /** Where the array is, for people: its folder, URL and the like. */
  public String location() {
    return place.toString();
  }

  /** The version of the Zarr format, 2 or 3. */
  public int format() {
    return metadata.format();
  }

  /** The array's extents, in elements. */
  public Shape shape() {
    return own(metadata.shape());
  }

  /** How the array is cut into chunks: of shards, the chunks in them. */
  public ChunkGrid grid() {
    Shape chunk = source == null ? metadata.chunkShape() : source.grid().chunkShape();
    return ChunkGrid.regular(shape(), own(chunk).toArray());
  }

  /** A shard's extents, where chunks are stored together, many to an object; else null. */
  public @Nullable Shape shardShape() {
    return metadata.isSharded() ? own(metadata.chunkShape()) : null;
  }

  /** Extents without the dimension of a complex array's components. */
  private Shape own(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.toArray(), metadata.rank()));
  }

  /**
   * The type that elements are stored as, by NumPy's name where it has one: {@code float32}, {@code
   * float16}, {@code complex64}, {@code datetime64[ns]}, {@code <U7}.
   */
  public String storedType() {
    return metadata.type().name();
  }

  /** Whether elements are numbers, which strings and structures aren't. */
  public boolean isNumeric() {
    return metadata.type().isNumeric();
  }

  /** Whether elements are complex: {@link #real} and {@link #imaginary} are its arrays. */
  public boolean isComplex() {
    return metadata.type().isComplex();
  }

  /**
   * The unit of points or spans of time, which are read as int64, by NumPy's name: {@code ns},
   * {@code D}, {@code 10s}. Null for any other array. {@link Long#MIN_VALUE} is no time (NaT).
   */
  public @Nullable String timeUnit() {
    return metadata.type().unit();
  }

  /**
   * The type that elements are read as; that of a complex array's components.
   *
   * @throws UnsupportedOperationException if the array is not numeric
   */
  public DType dtype() {
    return readable().dtype();
  }

  private ZarrSource readable() {
    if (source == null) {
      throw new UnsupportedOperationException(
          "array is not numeric: type=" + storedType() + ", array=" + name);
    }
    return source;
  }

  /**
   * The codecs in the order of encoding, for people: {@code bytes(little), blosc(zstd, 5,
   * shuffle)}.
   */
  public String codecs() {
    return metadata.codecs().stream().map(Codec::toString).collect(Collectors.joining(", "));
  }

  /** Whether the metadata gives a fill value; in v2 it may leave that open. */
  boolean hasFillValue() {
    return hasFill;
  }

  /**
   * This as a dataset of one variable. Dimensions without a name are called {@code dim_0} and so
   * on.
   */
  public Dataset dataset() {
    String path = name.substring(name.lastIndexOf('#') + 1);
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.indexOf('.');
    return DatasetReader.read(this, dot > 0 ? file.substring(0, dot) : file);
  }

  /**
   * The value of chunks that were never written; of a complex array the real part's.
   *
   * @throws UnsupportedOperationException if the array is not numeric
   */
  public FillValue fillValue() {
    readable();
    return metadata.fill().value();
  }

  /** One name per dimension, null for one without; empty if the array names no dimensions. */
  public List<@Nullable String> dimensionNames() {
    return metadata.dimensionNames();
  }

  /** The attributes as maps, lists, strings, numbers, booleans and nulls; not modifiable. */
  public Map<String, @Nullable Object> attributes() {
    return metadata.attributes();
  }

  /**
   * Bytes of all objects of the array, metadata included. Lists every object: O(chunks).
   *
   * @throws IOException if the store cannot be read
   * @throws UnsupportedOperationException if the store cannot list (over HTTP)
   */
  public long storedBytes() throws IOException {
    long[] bytes = {0};
    place.store().visit(place.path(), (key, size) -> bytes[0] += size);
    return bytes[0];
  }

  /**
   * The texts of an array of strings or bytes: of fixed length ({@code <U8}, {@code S8}) or of any.
   * All are read at once, when they are asked for.
   *
   * @throws FormatException if the elements are no texts, or are encoded in a way that is not
   *     supported
   */
  public TextSource text() throws FormatException {
    return new ZarrText(name, place, metadata, TextLayout.parse(node));
  }

  /**
   * The array's chunks. Sources of the same array are equal. A complex array's has another
   * dimension of two behind its own, the real and the imaginary part.
   *
   * @throws UnsupportedOperationException if the array is not numeric
   */
  public ChunkSource source() {
    return readable();
  }

  /**
   * The array, to compute with; nothing is read before a computation asks for it.
   *
   * @throws UnsupportedOperationException if the array is complex or not numeric
   */
  public ChunkedArray array() {
    if (isComplex()) {
      throw new UnsupportedOperationException(
          "array is complex; real() and imaginary() are its parts: array=" + name);
    }
    return ChunkedArray.from(source());
  }

  /**
   * The real parts of a complex array; of any other numeric array, the array.
   *
   * @throws UnsupportedOperationException if the array is not numeric
   */
  public ChunkedArray real() {
    return isComplex() ? ChunkedArray.from(source()).slice("..., 0") : array();
  }

  /**
   * The imaginary parts of a complex array. Computed with {@link #real} in one run, chunks are read
   * once.
   *
   * @throws UnsupportedOperationException if the array is not complex
   */
  public ChunkedArray imaginary() {
    if (!isComplex()) {
      throw new UnsupportedOperationException(
          "array is not complex: type=" + storedType() + ", array=" + name);
    }
    return ChunkedArray.from(source()).slice("..., 1");
  }

  @Override
  public String toString() {
    return "ZarrArray["
        + name
        + ", v"
        + format()
        + ", "
        + storedType()
        + " "
        + grid()
        + ", "
        + codecs()
        + "]";
  }
}
