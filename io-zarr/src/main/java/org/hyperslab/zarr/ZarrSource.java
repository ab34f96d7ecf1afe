package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * Loads chunks, of shards the inner ones. One that isn't there is fill value; one that can't be
 * read is an error that names file and chunk.
 */
final class ZarrSource implements ChunkSource {
  private final String name;
  private final Place place;
  private final ArrayMetadata metadata;
  private final ChunkGrid grid;
  private final ChunkReader reader;

  /**
   * @param name what messages call the array
   * @param place where its chunks are
   */
  ZarrSource(String name, Place place, ArrayMetadata metadata) {
    this.name = name;
    this.place = place;
    this.metadata = metadata;
    if (metadata.isSharded()) {
      ShardReader shards = new ShardReader(place, metadata);
      this.reader = shards;
      this.grid = shards.grid();
    } else {
      this.reader = new ObjectReader(place, metadata);
      this.grid = metadata.grid();
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return metadata.dtype();
  }

  @Override
  public long scratchBytes() {
    return reader.scratchBytes();
  }

  /** Of shards more, since loads share reads. */
  @Override
  public int concurrentLoads() {
    int reads = place.store().concurrentReads();
    return metadata.isSharded() ? 2 * reads : reads;
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    into.checkFits(metadata.dtype(), grid.region(coords).shape(), name);
    long bytes = load(coords, into, new Scratch(scratch));
    return bytes == ZarrStore.MISSING ? fill(coords, into) : bytes;
  }

  private long load(long[] coords, Block into, Scratch scratch) throws IOException {
    try {
      return reader.read(coords, into, scratch);
    } catch (CodecException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s, offset=%d: %s"
              .formatted(file(coords), Arrays.toString(coords), e.offset(), e.getMessage()),
          e);
    } catch (FormatException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s: %s"
              .formatted(file(coords), Arrays.toString(coords), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be read: file=%s, chunk=%s: %s"
              .formatted(file(coords), Arrays.toString(coords), e),
          e);
    }
  }

  private String file(long[] coords) {
    return place.store().locate(reader.key(coords));
  }

  /** A chunk that isn't there is fill value as long as the array itself is there. */
  private long fill(long[] coords, Block into) throws IOException {
    String document = place.key(NodeDocuments.ofArray(metadata.format()));
    if (!place.store().exists(document)) {
      throw new IOException(
          "array is gone: file=%s, chunk=%s"
              .formatted(place.store().locate(document), Arrays.toString(coords)));
    }
    metadata.fill().set(into.segment());
    return 0;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ZarrSource s
        && identity().equals(s.identity())
        && metadata.equals(s.metadata);
  }

  @Override
  public int hashCode() {
    return Objects.hash(identity(), metadata.shape());
  }

  private Object identity() {
    return place.store().identity(place.path());
  }

  @Override
  public String toString() {
    return "ZarrSource[" + name + "]";
  }
}
