package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.SegmentIo;
import org.jspecify.annotations.Nullable;

/**
 * Elements in chunks. A chunk that a block is exactly is decoded straight into it; any other goes
 * through scratch memory. The index is read with the first chunk that is asked for.
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
  private volatile @Nullable ChunkEntries entries;

  ChunkStorage(
      Hdf5Dataset dataset,
      Layout.Chunked layout,
      NumericType type,
      FillValue fill,
      FilterChain filters) {
    this.dataset = dataset;
    this.layout = layout;
    this.type = type;
    this.fill = fill;
    this.filters = filters;
    this.noFilters = new FilterChain(List.of(), dataset.chunkBytes(), Map.of());
    this.grid = dataset.storedGrid();
    this.chunkShape = Shape.of(layout.chunk().stream().mapToLong(Long::longValue).toArray());
    this.chunkElements = chunkShape.size();
  }

  @Override
  public long scratchBytes() {
    return filters.buffers() * aligned(filters.mostBytes())
        + aligned(filters.scratchBytes())
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
  public long read(FileChannel file, Region region, BoxCopy.Box into, MemorySegment scratch)
      throws IOException {
    ChunkEntries index = entries();
    Region chunks = grid.chunksOf(region);
    long[] coords = chunks.origin();
    long bytes = 0;
    do {
      int at = index.find(grid.ordinal(coords));
      if (at < 0) {
        FillValues.fill(fill, into, grid.region(coords));
      } else {
        bytes += index.bytes(at);
        read(
            file,
            coords,
            new Entry(index.address(at), index.bytes(at), index.mask(at)),
            into,
            new Buffers(scratch));
      }
    } while (chunks.next(coords));
    return bytes;
  }

  private record Entry(long address, int bytes, int mask) {}

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
  }

  private void read(FileChannel file, long[] coords, Entry entry, BoxCopy.Box into, Buffers buffers)
      throws IOException {
    Region clipped = grid.region(coords);
    boolean whole = clipped.shape().equals(chunkShape);
    boolean direct = whole && type.isPlain() && into.region().equals(clipped);
    MemorySegment raw = direct ? into.memory() : buffers.take(chunkElements * type.storedBytes());
    boolean unfiltered = !whole && layout.index().edgesUnfiltered();
    try {
      decode(file, unfiltered ? noFilters : filters, entry, raw, buffers);
    } catch (FilterException e) {
      throw corrupt(coords, entry, e);
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
      FileChannel file, FilterChain chain, Entry entry, MemorySegment raw, Buffers buffers)
      throws IOException {
    long position = dataset.file().position(entry.address, entry.bytes, "chunk");
    String name = dataset.file().path().toString();
    if (chain.buffers() == 0) {
      if (entry.bytes != raw.byteSize()) {
        throw new FilterException(
            "wrong size: bytes=%d, expected=%d".formatted(entry.bytes, raw.byteSize()));
      }
      SegmentIo.readFully(file, position, raw, name);
      return;
    }
    if (entry.bytes > chain.mostBytes()) {
      throw new FilterException(
          "too large: bytes=%d, at most=%d".formatted(entry.bytes, chain.mostBytes()));
    }
    MemorySegment first = buffers.take(chain.mostBytes());
    MemorySegment other = buffers.take(chain.buffers() > 1 ? chain.mostBytes() : 0);
    MemorySegment scratch = buffers.take(chain.scratchBytes());
    MemorySegment stored = first.asSlice(0, entry.bytes);
    SegmentIo.readFully(file, position, stored, name);
    chain.decode(scratch, stored, first, other, entry.mask, raw);
  }

  private FormatException corrupt(long[] coords, Entry entry, FilterException e) {
    return new FormatException(
        "corrupt chunk: file=%s, variable=%s, chunk=%s, address=%d: %s"
            .formatted(
                dataset.file().path(),
                dataset.path(),
                Arrays.toString(coords),
                entry.address,
                e.getMessage()),
        e);
  }
}
