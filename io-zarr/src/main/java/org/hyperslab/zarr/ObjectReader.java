package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;

/**
 * Reads chunks that are an object each. An uncompressed chunk that isn't clipped is read straight
 * into the block; any other is read into scratch memory and decoded from there, into the block
 * where it can.
 */
final class ObjectReader implements ChunkReader {
  /** Shorter pieces of a clipped chunk are not read one by one. */
  private static final long SHORTEST_RUN_BYTES = 4096;

  private final Place place;
  private final ArrayMetadata metadata;
  private final CodecChain chain;
  private final long scratchBytes;

  ObjectReader(Place place, ArrayMetadata metadata) {
    this.place = place;
    this.metadata = metadata;
    this.chain = new CodecChain(metadata, metadata.codecs(), metadata.chunkShape());
    this.scratchBytes = chain.decodeScratchBytes(chain.isEveryDirect(metadata.shape()));
  }

  @Override
  public String key(long[] coords) {
    return place.key(metadata.key(coords));
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public long read(long[] coords, Block into, Scratch scratch) throws IOException {
    String key = key(coords);
    boolean direct = chain.isDirect(into.shape());
    if (chain.isRaw() && !direct && isReadInRuns(into.shape())) {
      return readRuns(key, into);
    }
    boolean straight = chain.isRaw() && direct;
    MemorySegment stored = straight ? into.segment() : scratch.take(chain.maxStoredBytes());
    long bytes = place.store().read(key, stored);
    if (bytes == ZarrStore.MISSING) {
      return bytes;
    }
    checkSize(bytes);
    chain.decodeChunk(stored.asSlice(0, bytes), into, scratch);
    return bytes;
  }

  private boolean isReadInRuns(Shape block) {
    return place.store().concurrentReads() == 0 && chain.isClippedInRuns(block, SHORTEST_RUN_BYTES);
  }

  private long readRuns(String key, Block into) throws IOException {
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
}
