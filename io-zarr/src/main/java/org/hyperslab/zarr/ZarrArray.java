package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * An array in a Zarr store: its metadata as it was when opened, and a source of its chunks. Holds
 * no file open. Immutable and thread-safe. If the array is replaced on disk, open it again: chunks
 * are read when they are asked for.
 */
public final class ZarrArray {
  private final String name;
  private final Path path;
  private final ArrayMetadata metadata;
  private final ZarrSource source;

  ZarrArray(Node node, String name) throws FormatException {
    this.name = name;
    this.path = node.folder();
    this.metadata = node.arrayMetadata();
    this.source = new ZarrSource(name, path, node.file(), metadata);
  }

  /** What messages call this array, such as {@code /data/era5.zarr#t2m}. */
  public String name() {
    return name;
  }

  /** The array's folder. */
  public Path path() {
    return path;
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

  public DType dtype() {
    return metadata.dtype();
  }

  /**
   * The codecs in the order of encoding, for people: {@code bytes(little), blosc(zstd, 5,
   * shuffle)}.
   */
  public String codecs() {
    return new CodecChain(metadata).toString();
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
   * Bytes of all files of the array, metadata included. Visits every file: O(chunks).
   *
   * @throws IOException if the folder cannot be read
   */
  public long storedBytes() throws IOException {
    long[] bytes = {0};
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }
        });
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
