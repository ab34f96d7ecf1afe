package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Elements in chunks. A chunk that a block is exactly is decoded straight into it; any other goes
 * through scratch memory. The index is read with the first chunk that is asked for. Where reads
 * wait and a load is of several chunks, all of them are read before the first is decoded, so that
 * those which lie side by side are one request.
 */
final class ChunkStorage implements Hdf5Source.Storage {
  private static final long ALIGNMENT = 64;

  private final Hdf5Dataset dataset;
  private final Layout.Chunked layout;
  private final NumericType type;
  private final FillValue fill;
  private final FilterChain filters;
  private final FilterChain noFilters;
  private final ChunkGrid grid;
  private final Shape chunkShape;
  private final long chunkElements;
  private final boolean ahead;
  private final long loadChunks;
  private volatile @Nullable ChunkEntries entries;

  ChunkStorage(
      Hdf5Dataset dataset,
      Layout.Chunked layout,
      NumericType type,
      FillValue fill,
      FilterChain filters,
      ChunkGrid loads) {
    this.dataset = dataset;
    this.layout = layout;
    this.type = type;
    this.fill = fill;
    this.filters = filters;
    this.noFilters = new FilterChain(List.of(), dataset.chunkBytes(), Map.of());
    this.grid = dataset.storedGrid();
    this.chunkShape = Shape.of(layout.chunk().stream().mapToLong(Long::longValue).toArray());
    this.chunkElements = chunkShape.size();
    long most = 1;
    for (int d = 0; d < chunkShape.rank(); d++) {
      most *= Math.ceilDiv(loads.chunkShape().dim(d), chunkShape.dim(d));
    }
    this.loadChunks = most;
    this.ahead = loadChunks > 1 && dataset.file().file().concurrentReads() > 0;
  }

  @Override
  public long scratchBytes() {
    return filters.buffers() * aligned(filters.mostBytes())
        + aligned(filters.scratchBytes())
        + (ahead ? loadChunks * aligned(filters.mostBytes()) : 0)
        + aligned(chunkElements * type.storedBytes())
        + (type.isPlain() ? 0 : aligned(chunkElements * type.dtype().bytes()));
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  private ChunkEntries entries() throws IOException {
    ChunkEntries known = entries;
    if (known == null) {
      synchronized (this) {
        known = entries;
        if (known == null) {
          try (MetadataFile file = MetadataFile.open(dataset.file())) {
            known = ChunkIndexReader.read(file, dataset.indexed());
          }
          entries = known;
        }
      }
    }
    return known;
  }

  @Override
  public long read(ByteReader file, Region region, BoxCopy.Box into, MemorySegment scratch)
      throws IOException {
    ChunkEntries index = entries();
    Region chunks = grid.chunksOf(region);
    long[] coords = chunks.origin();
    Buffers buffers = new Buffers(scratch);
    List<Entry> entries = new ArrayList<>();
    do {
      int at = index.find(grid.ordinal(coords));
      if (at < 0) {
        FillValues.fill(fill, into, grid.region(coords));
      } else {
        entries.add(
            new Entry(coords.clone(), index.address(at), index.bytes(at), index.mask(at), null));
      }
    } while (chunks.next(coords));
    if (ahead) {
      entries = readAhead(file, entries, buffers);
    }
    long bytes = 0;
    for (Entry entry : entries) {
      read(file, entry, into, buffers.rest());
      bytes += entry.bytes;
    }
    return bytes;
  }

  /** Reads stored chunks into scratch memory. */
  private List<Entry> readAhead(ByteReader file, List<Entry> entries, Buffers buffers)
      throws IOException {
    List<Entry> read = new ArrayList<>();
    List<ByteReader.Piece> pieces = new ArrayList<>();
    for (Entry e : entries) {
      try {
        checkSize(e, chain(grid.region(e.coords)));
      } catch (FilterException wrong) {
        throw corrupt(e, wrong);
      }
      MemorySegment stored = buffers.take(e.bytes);
      pieces.add(
          new ByteReader.Piece(dataset.file().position(e.address, e.bytes, "chunk"), stored));
      read.add(new Entry(e.coords, e.address, e.bytes, e.mask, stored));
    }
    file.read(pieces);
    return read;
  }

  /**
   * A stored chunk.
   *
   * @param stored its bytes, where they are read already
   */
  @SuppressWarnings("ArrayRecordComponent") // private, and compared nowhere
  private record Entry(
      long[] coords, long address, int bytes, int mask, @Nullable MemorySegment stored) {}

  /** Hands out scratch memory. */
  private static final class Buffers {
    private final MemorySegment memory;
    private long taken;

    Buffers(MemorySegment memory) {
      this.memory = memory;
    }

    MemorySegment take(long bytes) {
      MemorySegment piece = memory.asSlice(taken, bytes);
      taken += aligned(bytes);
      return piece;
    }

    /** What is left. */
    MemorySegment left() {
      return memory.asSlice(taken);
    }

    /** What is left, for several users one after the other. */
    Buffers rest() {
      return new Buffers(left());
    }
  }

  /** Chunks that the dataset ends within are not filtered in some files. */
  private FilterChain chain(Region clipped) {
    boolean whole = clipped.shape().equals(chunkShape);
    return !whole && layout.index().edgesUnfiltered() ? noFilters : filters;
  }

  private void read(ByteReader file, Entry entry, BoxCopy.Box into, Buffers buffers)
      throws IOException {
    Region clipped = grid.region(entry.coords);
    boolean whole = clipped.shape().equals(chunkShape);
    boolean direct = whole && type.isPlain() && into.region().equals(clipped);
    MemorySegment raw = direct ? into.memory() : buffers.take(chunkElements * type.storedBytes());
    try {
      decode(file, chain(clipped), entry, raw, buffers);
    } catch (FilterException e) {
      throw corrupt(entry, e);
    }
    MemorySegment elements = raw;
    if (type.isPlain()) {
      Conversion.inPlace(type, raw);
    } else {
      elements = buffers.take(chunkElements * type.dtype().bytes());
      Conversion.widen(type, raw, elements);
    }
    if (!direct) {
      // The chunk as it is stored, also what is beyond the dataset, of which nothing is copied.
      Region stored = Region.of(clipped.origin(), chunkShape);
      BoxCopy.copy(new BoxCopy.Box(elements, stored), into, clipped, type.dtype().bytes());
    }
  }

  private void decode(
      ByteReader file, FilterChain chain, Entry entry, MemorySegment raw, Buffers buffers)
      throws IOException {
    checkSize(entry, chain);
    if (chain.buffers() == 0) {
      fill(file, entry, raw);
      return;
    }
    MemorySegment first = buffers.take(chain.mostBytes());
    MemorySegment other = buffers.take(chain.buffers() > 1 ? chain.mostBytes() : 0);
    MemorySegment scratch = buffers.left();
    MemorySegment stored = first.asSlice(0, entry.bytes);
    fill(file, entry, stored);
    chain.decode(scratch, stored, first, other, entry.mask, raw);
  }

  private static void checkSize(Entry entry, FilterChain chain) throws FilterException {
    if (chain.buffers() == 0 && entry.bytes != chain.mostBytes()) {
      throw new FilterException(
          "wrong size: bytes=%d, expected=%d".formatted(entry.bytes, chain.mostBytes()));
    }
    if (entry.bytes > chain.mostBytes()) {
      throw new FilterException(
          "too large: bytes=%d, at most=%d".formatted(entry.bytes, chain.mostBytes()));
    }
  }

  /** Puts a stored chunk where it is wanted. */
  private void fill(ByteReader file, Entry entry, MemorySegment into) throws IOException {
    if (entry.stored != null) {
      into.copyFrom(entry.stored);
    } else {
      file.read(dataset.file().position(entry.address, entry.bytes, "chunk"), into);
    }
  }

  private FormatException corrupt(Entry entry, FilterException e) {
    return new FormatException(
        "corrupt chunk: file=%s, variable=%s, chunk=%s, address=%d: %s"
            .formatted(
                dataset.file().name(),
                dataset.path(),
                Arrays.toString(entry.coords),
                entry.address,
                e.getMessage()),
        e);
  }
}
