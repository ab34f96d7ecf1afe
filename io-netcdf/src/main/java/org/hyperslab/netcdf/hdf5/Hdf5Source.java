package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a dataset. What the file doesn't have is fill value: chunks that were never
 * written, and what is beyond a dataset that is shorter than its unlimited dimension.
 *
 * <p>The file is opened for every load and closed again; that costs microseconds.
 */
final class Hdf5Source implements ChunkSource {
  private final Hdf5Dataset dataset;
  private final NumericType type;
  private final ChunkGrid grid;
  private final FillValue fill;
  private final String name;
  private final Region stored;
  private final Storage storage;

  /** Where elements come from. */
  interface Storage {
    /** Bytes of scratch memory for a load. */
    long scratchBytes();

    /**
     * Writes the elements of a region that is inside the dataset and not empty; converted, and fill
     * value where a chunk was never written.
     *
     * @param into a box that contains the region
     * @return bytes read
     */
    long read(ByteReader file, Region region, BoxCopy.Box into, MemorySegment scratch)
        throws IOException;
  }

  /**
   * @param shape the array's, which may be larger than the dataset
   */
  Hdf5Source(Hdf5Dataset dataset, NumericType type, Shape shape, FilterChain filters) {
    this.dataset = dataset;
    this.type = type;
    this.fill = FillValues.of(dataset, type);
    this.name = dataset.file().name() + "#" + dataset.path().substring(1);
    this.stored = Region.whole(dataset.shape());
    this.grid = Grids.of(dataset, shape);
    this.storage =
        switch (dataset.layout()) {
          case Layout.Chunked c -> new ChunkStorage(dataset, c, type, fill, filters, grid);
          case Layout.Contiguous c -> new PlainStorage(dataset, type, fill, grid);
          case Layout.Compact c -> new PlainStorage(dataset, type, fill, grid);
          case Layout.Other o -> new UnsupportedStorage(dataset, o.name());
        };
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
    return type.dtype();
  }

  @Override
  public long scratchBytes() {
    return storage.scratchBytes();
  }

  @Override
  public int concurrentLoads() {
    return dataset.file().file().concurrentReads();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    Region region = grid.region(ordinal);
    check(into, region.shape(), scratch);
    Region there = region.intersect(stored);
    if (there.size() < region.size()) {
      fill.fill(into.segment());
    }
    if (there.isEmpty()) {
      return 0;
    }
    try (ByteReader file = dataset.file().open()) {
      return storage.read(file, there, new BoxCopy.Box(into.segment(), region), scratch);
    } catch (FormatException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be read: array=%s, chunk=%s: %s"
              .formatted(name, Arrays.toString(grid.coords(ordinal)), e),
          e);
    }
  }

  private void check(Block into, Shape shape, MemorySegment scratch) {
    into.checkFits(type.dtype(), shape, name);
    if (scratch.byteSize() < scratchBytes() || !scratch.isNative()) {
      throw new IllegalArgumentException(
          "scratch does not fit: bytes=%d, needed=%d"
              .formatted(scratch.byteSize(), scratchBytes()));
    }
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Hdf5Source s
        && s.dataset.file().equals(dataset.file())
        && s.dataset.address() == dataset.address()
        && s.grid.equals(grid);
  }

  @Override
  public int hashCode() {
    return Objects.hash(dataset.file().file(), dataset.address());
  }

  @Override
  public String toString() {
    return "Hdf5Source[" + name + "]";
  }
}
