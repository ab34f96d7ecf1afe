package org.hyperslab.zarr;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
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
  private final Place place;
  private final ArrayMetadata metadata;
  private final ZarrSource source;

  ZarrArray(Node node, String name) throws FormatException {
    this.name = name;
    this.place = node.place();
    this.metadata = node.arrayMetadata();
    this.source = new ZarrSource(name, place, metadata);
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
    return metadata.shape();
  }

  /** How the array is cut into chunks. */
  public ChunkGrid grid() {
    return source.grid();
  }

  /** A shard's extents, where chunks are stored together, many to an object; else null. */
  public @Nullable Shape shardShape() {
    return metadata.isSharded() ? metadata.chunkShape() : null;
  }

  public DType dtype() {
    return metadata.dtype();
  }

  /**
   * The codecs in the order of encoding, for people: {@code bytes(little), blosc(zstd, 5,
   * shuffle)}.
   */
  public String codecs() {
    return metadata.codecs().stream().map(Codec::toString).collect(Collectors.joining(", "));
  }

  /** The value of chunks that were never written. */
  public FillValue fillValue() {
    return metadata.fill();
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

  /** The array's chunks. Sources of the same array are equal. */
  public ChunkSource source() {
    return source;
  }

  /** The array, to compute with; nothing is read before a computation asks for it. */
  public ChunkedArray array() {
    return ChunkedArray.from(source());
  }

  @Override
  public String toString() {
    return "ZarrArray["
        + name
        + ", v"
        + format()
        + ", "
        + dtype()
        + " "
        + grid()
        + ", "
        + codecs()
        + "]";
  }
}
