package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.hyperslab.zarr.ShardIndex.Extent;
import org.jspecify.annotations.Nullable;

/**
 * Reads the inner chunks of shards: of an object only the index, which is kept, and the bytes of
 * the chunk that is wanted. Where reads wait, threads that want neighbours read them together.
 * Where shards are in shards, an index leads to the next.
 */
final class ShardReader implements ChunkReader {
  private final Place place;
  private final ArrayMetadata metadata;
  private final List<Level> levels = new ArrayList<>();
  private final CodecChain chain;
  private final ShardIndexCache indexes;
  private final long indexScratch;
  private final CombinedReads reads;

  /**
   * A shard and the chunks that it is cut into.
   *
   * @param counts inner chunks per dimension
   */
  private record Level(ShardingCodec codec, Shape shard, Shape counts) {
    int chunks() {
      return Math.toIntExact(counts.size());
    }

    long indexBytes() {
      return codec.indexBytes(chunks());
    }
  }

  ShardReader(Place place, ArrayMetadata metadata) {
    this.place = place;
    this.metadata = metadata;
    Shape shape = metadata.chunkShape();
    List<Codec> codecs = metadata.codecs();
    long most = 1;
    while (codecs.getFirst() instanceof ShardingCodec s) {
      levels.add(new Level(s, shape, s.counts(shape)));
      most = Math.max(most, levels.getLast().chunks());
      shape = s.chunkShape();
      codecs = s.codecs();
    }
    this.chain = new CodecChain(metadata, codecs, shape);
    this.indexes = new ShardIndexCache(most);
    this.reads = new CombinedReads(place.store(), Math.max(1, place.store().concurrentReads() / 2));
    this.indexScratch =
        levels.stream().mapToLong(l -> Scratch.bytes(l.indexBytes())).max().orElse(0);
  }

  private Shape innermost() {
    return levels.getLast().codec().chunkShape();
  }

  /** The chunks that are read: the innermost ones. */
  ChunkGrid grid() {
    return ChunkGrid.regular(metadata.shape(), innermost().toArray());
  }

  @Override
  public String key(long[] coords) {
    long[] shard = new long[coords.length];
    for (int d = 0; d < shard.length; d++) {
      shard[d] = coords[d] * innermost().dim(d) / metadata.chunkShape().dim(d);
    }
    return place.key(metadata.key(shard));
  }

  @Override
  public long scratchBytes() {
    long decode = chain.decodeScratchBytes(chain.isEveryDirect(metadata.shape()));
    return Math.max(indexScratch, decode + Scratch.bytes(chain.maxStoredBytes()));
  }

  @Override
  public long read(long[] coords, Block into, Scratch scratch) throws IOException {
    String key = key(coords);
    try {
      return read(key, coords, into, scratch);
    } catch (IOException e) {
      // What an index says may be what is wrong, or be about a shard that was replaced.
      indexes.forget(k -> k instanceof IndexKey known && known.key().equals(key));
      throw e;
    }
  }

  private long read(String key, long[] coords, Block into, Scratch scratch) throws IOException {
    Extent at = new Extent(0, ZarrStore.MISSING);
    long read = 0;
    long objectBytes = 0;
    for (int l = 0; l < levels.size(); l++) {
      Level level = levels.get(l);
      Extent shard = at;
      IndexKey indexKey = new IndexKey(key, shard.offset(), l);
      long[] loaded = new long[1];
      ShardIndex index =
          indexes.get(
              indexKey,
              () -> {
                loaded[0] = level.indexBytes();
                return loadIndex(key, level, shard, scratch);
              });
      read += loaded[0];
      if (index == null) {
        checkUnchanged(key, ZarrStore.MISSING, loaded[0] == 0);
        return ZarrStore.MISSING;
      }
      objectBytes = index.objectBytes();
      at = index.extent(ordinal(level, coords));
      if (at.isEmpty()) {
        checkUnchanged(key, objectBytes, loaded[0] == 0);
        metadata.fill().set(into.segment());
        return read;
      }
    }
    return read + readChunk(key, at, objectBytes, into, scratch);
  }

  /**
   * What a known index says isn't there may have been written since. That is asked where asking
   * costs no request; elsewhere the next chunk that is read finds out.
   */
  private void checkUnchanged(String key, long bytes, boolean known) throws IOException {
    if (known && place.store().concurrentReads() == 0) {
      checkSize(place.store().size(key), bytes);
    }
  }

  private static void checkSize(long bytes, long then) throws IOException {
    if (bytes != then) {
      throw new IOException(
          "shard has changed since its index was read: bytes=" + bytes + ", then=" + then);
    }
  }

  private record IndexKey(String key, long offset, int level) {}

  /** The number, in its shard's order, of the chunk of a level that an innermost chunk is in. */
  private int ordinal(Level level, long[] coords) {
    long ordinal = 0;
    for (int d = 0; d < coords.length; d++) {
      long element = coords[d] * innermost().dim(d) % level.shard().dim(d);
      ordinal = ordinal * level.counts().dim(d) + element / level.codec().chunkShape().dim(d);
    }
    return Math.toIntExact(ordinal);
  }

  /**
   * Reads and checks an index.
   *
   * @param shard where the shard is; of an object as a whole the size is not known yet
   */
  private @Nullable ShardIndex loadIndex(String key, Level level, Extent shard, Scratch scratch)
      throws IOException {
    long bytes = level.indexBytes();
    boolean whole = shard.bytes() == ZarrStore.MISSING;
    if (!whole && shard.bytes() < bytes) {
      throw new FormatException(
          "inner shard is shorter than its index: bytes=" + shard.bytes() + ", index=" + bytes);
    }
    long mark = scratch.mark();
    MemorySegment stored = scratch.take(bytes);
    long size;
    if (level.codec().indexAtStart()) {
      size = place.store().read(key, List.of(new ZarrStore.Piece(shard.offset(), stored)));
    } else if (whole) {
      size = place.store().readTail(key, stored);
    } else {
      long at = shard.offset() + shard.bytes() - bytes;
      size = place.store().read(key, List.of(new ZarrStore.Piece(at, stored)));
    }
    scratch.release(mark);
    if (size == ZarrStore.MISSING) {
      return null;
    }
    if (size < bytes) {
      throw new FormatException(
          "shard is shorter than its index: bytes=" + size + ", index=" + bytes);
    }
    Extent extent = whole ? new Extent(0, size) : shard;
    return ShardIndex.read(level.codec(), stored, level.chunks(), extent, size);
  }

  private long readChunk(String key, Extent at, long objectBytes, Block into, Scratch scratch)
      throws IOException {
    if (at.bytes() > chain.maxStoredBytes() || (chain.isRaw() && at.bytes() != chain.rawBytes())) {
      throw new FormatException(
          "inner chunk has the wrong size: bytes=%d, at most=%d"
              .formatted(at.bytes(), chain.maxStoredBytes()));
    }
    boolean straight = chain.isRaw() && chain.isDirect(into.shape());
    MemorySegment stored = straight ? into.segment() : scratch.take(at.bytes());
    ZarrStore.Piece piece = new ZarrStore.Piece(at.offset(), stored);
    long size =
        place.store().concurrentReads() == 0
            ? place.store().read(key, List.of(piece))
            : reads.read(key, piece);
    checkSize(size, objectBytes);
    chain.decodeChunk(stored, into, scratch);
    return at.bytes();
  }
}
