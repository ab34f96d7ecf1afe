package org.hyperslab.netcdf;

import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Grids;

/**
 * How a variable is to be stored: in one piece, or in chunks through filters.
 *
 * @param contiguous whether it is one piece without filters
 */
record HdfStorage(ChunkGrid grid, HdfEncoding encoding, boolean contiguous) {
  /** Variables without unlimited dimensions that are this small aren't worth a chunk. */
  private static final long SMALL_BYTES = 4096;

  /** Chunks of the array outside these bounds are not kept. */
  private static final long LEAST_CHUNK_BYTES = 64 << 10;

  private static final long MOST_CHUNK_BYTES = 32 << 20;

  /** What a layout message, and a buffer, can be asked for. */
  private static final long LARGEST_CHUNK_BYTES = 1 << 30;

  /**
   * @throws IllegalArgumentException if the chunks that are asked for are too large
   */
  static HdfStorage of(Variable v, Dataset group, NetCdfOptions options) {
    DType dtype = v.array().dtype();
    Shape shape = v.shape();
    FillValue fill = fill(v, dtype);
    boolean grows =
        v.dimensions().stream().anyMatch(d -> HdfDimension.isUnlimited(group.dimension(d)));
    boolean asked = v.dimensions().stream().anyMatch(options.chunks()::containsKey);
    boolean small = shape.size() * dtype.bytes() <= SMALL_BYTES && !asked;
    if (v.rank() == 0 || (small && !grows && !options.fletcher32())) {
      HdfEncoding plain =
          new HdfEncoding(ChunkGrid.single(shape).chunkShape(), fill, 0, false, false);
      return new HdfStorage(ChunkGrid.single(shape), plain, true);
    }
    long[] chunk = chunks(v).toArray();
    for (int d = 0; d < chunk.length; d++) {
      long extent = options.chunks().getOrDefault(v.dimensions().get(d), chunk[d]);
      chunk[d] = Math.max(1, extent == -1 ? shape.dim(d) : Math.min(extent, shape.dim(d)));
    }
    ChunkGrid grid = ChunkGrid.regular(shape, chunk);
    if (grid.chunkShape().size() > LARGEST_CHUNK_BYTES / dtype.bytes()) {
      throw new IllegalArgumentException(
          "chunk is too large for NetCDF-4: variable=%s, chunk=%s, at most=%d bytes"
              .formatted(v.name(), grid.chunkShape(), LARGEST_CHUNK_BYTES));
    }
    HdfEncoding encoding =
        new HdfEncoding(
            grid.chunkShape(), fill, options.deflate(), options.shuffle(), options.fletcher32());
    return new HdfStorage(
        grid, encoding, grid.count() == 1 && !grows && encoding.filters().isEmpty());
  }

  /** The array's own chunks where they are of a good size. */
  private static Shape chunks(Variable v) {
    ChunkGrid own = v.array().chunks();
    long bytes = own.maxChunkElements() * v.array().dtype().bytes();
    boolean good =
        own.isRegular()
            && bytes <= MOST_CHUNK_BYTES
            && (bytes >= LEAST_CHUNK_BYTES || own.count() == 1);
    return good ? own.chunkShape() : Grids.auto(v.shape(), v.array().dtype().bytes()).chunkShape();
  }

  private static FillValue fill(Variable v, DType dtype) {
    Numbers asked = v.attributes().numbers("_FillValue");
    if (asked != null && asked.size() == 1 && asked.dtype() == dtype) {
      return asked.element(0);
    }
    return new FillValue(dtype, ClassicType.of(dtype).defaultFill().bits());
  }
}
