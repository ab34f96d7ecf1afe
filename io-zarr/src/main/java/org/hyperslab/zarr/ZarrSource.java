package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * Loads chunks. An uncompressed chunk that isn't clipped is read straight into the block; any other
 * is read into scratch memory and decoded from there, into the block where it can.
 */
final class ZarrSource implements ChunkSource {
  /** Shorter pieces of a clipped chunk are not read one by one. */
  private static final long SHORTEST_RUN_BYTES = 4096;

  private final String name;
  private final Place place;
  private final ArrayMetadata metadata;
  private final ChunkGrid grid;
  private final CodecChain chain;
  private final long scratchBytes;

  /**
   * @param name what messages call the array
   * @param place where its chunks are
   */
  ZarrSource(String name, Place place, ArrayMetadata metadata) {
    this.name = name;
    this.place = place;
    this.metadata = metadata;
    this.grid = metadata.grid();
    this.chain = new CodecChain(metadata);
    this.scratchBytes = chain.decodeScratchBytes(isEveryChunkDirect());
  }

  private boolean isEveryChunkDirect() {
    Shape chunk = metadata.chunkShape();
    for (int d = 0; d < chunk.rank(); d++) {
      if (metadata.shape().dim(d) % chunk.dim(d) != 0) {
        return false;
      }
    }
    return chain.isDirect(chunk);
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
    return scratchBytes;
  }

  @Override
  public int concurrentLoads() {
    return place.store().concurrentReads();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    Blocks.check(into, metadata.dtype(), grid.region(coords).shape(), name);
    long bytes = load(coords, into, new Scratch(scratch));
    return bytes == ZarrStore.MISSING ? fill(coords, into) : bytes;
  }

  private long load(long[] coords, Block into, Scratch scratch) throws IOException {
    String key = place.key(metadata.keys().key(coords));
    try {
      return load(key, into, scratch);
    } catch (CodecException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s, offset=%d: %s"
              .formatted(
                  place.store().locate(key), Arrays.toString(coords), e.offset(), e.getMessage()),
          e);
    } catch (FormatException e) {
      throw new FormatException(
          "corrupt chunk: file=%s, chunk=%s: %s"
              .formatted(place.store().locate(key), Arrays.toString(coords), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be read: file=%s, chunk=%s: %s"
              .formatted(place.store().locate(key), Arrays.toString(coords), e),
          e);
    }
  }

  /** A chunk that isn't there is fill value as long as the array itself is there. */
  private long fill(long[] coords, Block into) throws IOException {
    String document = place.key(NodeDocuments.ofArray(metadata.format()));
    if (!place.store().exists(document)) {
      throw new IOException(
          "array is gone: file=%s, chunk=%s"
              .formatted(place.store().locate(document), Arrays.toString(coords)));
    }
    metadata.fill().fill(into.segment());
    return 0;
  }

  private long load(String key, Block into, Scratch scratch) throws IOException {
    boolean direct = chain.isDirect(into.shape());
    if (chain.isRaw() && !direct && isReadInRuns(into.shape())) {
      return loadRuns(key, into);
    }
    boolean straight = chain.isRaw() && direct;
    MemorySegment stored = straight ? into.segment() : scratch.take(chain.maxStoredBytes());
    long bytes = place.store().read(key, stored);
    if (bytes == ZarrStore.MISSING) {
      return bytes;
    }
    checkSize(bytes);
    if (chain.isRaw()) {
      chain.unpack(stored, into);
    } else {
      MemorySegment raw = direct ? into.segment() : scratch.take(chain.rawBytes());
      chain.unpack(chain.decode(stored.asSlice(0, bytes), raw, scratch), into);
    }
    return bytes;
  }

  private boolean isReadInRuns(Shape block) {
    return place.store().concurrentReads() == 0 && chain.isClippedInRuns(block, SHORTEST_RUN_BYTES);
  }

  private long loadRuns(String key, Block into) throws IOException {
    long size = place.store().read(key, ChunkBox.pieces(metadata.chunkShape(), into));
    if (size == ZarrStore.MISSING) {
      return size;
    }
    checkSize(size);
    chain.fixElements(into);
    return into.segment().byteSize();
  }

  private void checkSize(long bytes) throws FormatException {
    if (chain.isRaw() && bytes != chain.rawBytes()) {
      throw new FormatException("wrong size: bytes=" + bytes + ", expected=" + chain.rawBytes());
    }
    if (bytes == 0) {
      throw new FormatException("empty file");
    }
    if (bytes > chain.maxStoredBytes()) {
      throw new FormatException(
          "too large: bytes=" + bytes + ", at most=" + chain.maxStoredBytes());
    }
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
