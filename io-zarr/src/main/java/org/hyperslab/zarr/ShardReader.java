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
import org.hyperslab.zarr.ObjectVersion.ChangedException;
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
    } catch (ChangedException e) {
      forget(key);
      // Not of that kind, nor caused by it: trying again helps.
      throw changed(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      // What an index says may be what is wrong, or be about a shard that was replaced.
      forget(key);
      throw e;
    }
  }

  private void forget(String key) {
    indexes.forget(k -> k instanceof IndexKey known && known.key().equals(key));
  }

  private long read(String key, long[] coords, Block into, Scratch scratch) throws IOException {
    Extent at = new Extent(0, ZarrStore.MISSING);
    ObjectVersion object = null;
    long read = 0;
    for (int l = 0; l < levels.size(); l++) {
      Level level = levels.get(l);
      Extent shard = at;
      ObjectVersion outer = object;
      IndexKey indexKey = new IndexKey(key, shard.offset(), l);
      long[] loaded = new long[1];
      ShardIndex index =
          indexes.get(
              indexKey,
              () -> {
                loaded[0] = level.indexBytes();
                return loadIndex(key, level, new Shard(shard, outer), scratch);
              });
      read += loaded[0];
      if (index == null) {
        checkUnchanged(key, null, loaded[0] == 0);
        return ZarrStore.MISSING;
      }
      object = index.object();
      checkSame(object, outer);
      at = index.extent(ordinal(level, coords));
      if (at.isEmpty()) {
        checkUnchanged(key, object, loaded[0] == 0);
        metadata.fill().set(into.segment());
        return read;
      }
    }
    return read + readChunk(key, new Shard(at, object), into, scratch);
  }

  /**
   * A shard, or what is in one.
   *
   * @param extent where in the object it is; of a whole object the size is not known yet
   * @param object of which version the object is; null if that is not known yet
   */
  private record Shard(Extent extent, @Nullable ObjectVersion object) {}

  /**
   * What a known index says isn't there may have been written since. That is asked where asking
   * costs no request; elsewhere the next chunk that is read finds out.
   *
   * @param then null if there was no object
   */
  private void checkUnchanged(String key, @Nullable ObjectVersion then, boolean known)
      throws IOException {
    if (known && place.store().concurrentReads() == 0) {
      ObjectVersion now = VersionedStore.version(place.store(), key);
      if (then == null && now != null) {
        throw changed("now=" + now + ", then=missing");
      }
      checkSame(now, then);
    }
  }

  /**
   * What was read is of no use if it isn't of the version that the index is of.
   *
   * @param now null if there is no object any more
   * @param then null if any version will do
   */
  private static void checkSame(@Nullable ObjectVersion now, @Nullable ObjectVersion then)
      throws IOException {
    if (then != null && (now == null || !now.fits(then))) {
      throw changed("now=" + (now == null ? "missing" : now) + ", then=" + then);
    }
  }

  private static IOException changed(String how) {
    return new IOException("shard has changed since its index was read: " + how);
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

  /** Reads and checks an index; null if there is no object. */
  private @Nullable ShardIndex loadIndex(String key, Level level, Shard of, Scratch scratch)
      throws IOException {
    Extent shard = of.extent();
    long bytes = level.indexBytes();
    boolean whole = shard.bytes() == ZarrStore.MISSING;
    if (!whole && shard.bytes() < bytes) {
      throw new FormatException(
          "inner shard is shorter than its index: bytes=" + shard.bytes() + ", index=" + bytes);
    }
    long mark = scratch.mark();
    MemorySegment stored = scratch.take(bytes);
    ObjectVersion object;
    if (whole && !level.codec().indexAtStart()) {
      object = VersionedStore.readTail(place.store(), key, stored);
    } else {
      long at = level.codec().indexAtStart() ? 0 : shard.bytes() - bytes;
      ZarrStore.Piece piece = new ZarrStore.Piece(shard.offset() + at, stored);
      object = VersionedStore.read(place.store(), key, List.of(piece), of.object());
    }
    scratch.release(mark);
    checkSame(object, of.object());
    if (object == null) {
      return null;
    }
    if (object.bytes() < bytes) {
      throw new FormatException(
          "shard is shorter than its index: bytes=" + object.bytes() + ", index=" + bytes);
    }
    Extent extent = whole ? new Extent(0, object.bytes()) : shard;
    return ShardIndex.read(level.codec(), stored, level.chunks(), extent, object);
  }

  private long readChunk(String key, Shard chunk, Block into, Scratch scratch) throws IOException {
    Extent at = chunk.extent();
    if (at.bytes() > chain.maxStoredBytes() || (chain.isRaw() && at.bytes() != chain.rawBytes())) {
      throw new FormatException(
          "inner chunk has the wrong size: bytes=%d, at most=%d"
              .formatted(at.bytes(), chain.maxStoredBytes()));
    }
    boolean straight = chain.isRaw() && chain.isDirect(into.shape());
    MemorySegment stored = straight ? into.segment() : scratch.take(at.bytes());
    ZarrStore.Piece piece = new ZarrStore.Piece(at.offset(), stored);
    ObjectVersion now =
        place.store().concurrentReads() == 0
            ? VersionedStore.read(place.store(), key, List.of(piece), chunk.object())
            : reads.read(key, piece, chunk.object());
    checkSame(now, chunk.object());
    chain.decodeChunk(stored, into, scratch);
    return at.bytes();
  }
}
