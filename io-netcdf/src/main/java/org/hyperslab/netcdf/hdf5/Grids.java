package org.hyperslab.netcdf.hdf5;

import java.util.List;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;

/** The grids of arrays: what one load reads. */
final class Grids {
  /** Chunks of a file that are smaller than this are loaded several at a time. */
  private static final long LEAST_BYTES = 256 << 10;

  /** Pieces into which a dataset that isn't chunked is cut. */
  private static final long PIECE_BYTES = 4 << 20;

  private Grids() {}

  /**
   * Chunks of the file, or several where they are small; for a dataset without chunks pieces that
   * are one run each.
   *
   * @param shape the array's
   */
  static ChunkGrid of(Hdf5Dataset dataset, Shape shape) {
    int elementBytes = (int) dataset.type().size();
    long[] chunk =
        dataset.layout() instanceof Layout.Chunked c
            ? grouped(c.chunk(), shape, elementBytes)
            : run(shape, elementBytes);
    return ChunkGrid.regular(shape, chunk);
  }

  private static long[] grouped(List<Long> stored, Shape shape, int elementBytes) {
    long[] chunk = stored.stream().mapToLong(Long::longValue).toArray();
    long bytes = elementBytes;
    for (long extent : chunk) {
      bytes *= extent;
    }
    for (int d = chunk.length - 1; d >= 0 && bytes < LEAST_BYTES; d--) {
      long there = shape.dim(d) == 0 ? 1 : (shape.dim(d) - 1) / chunk[d] + 1;
      long times = Math.min(there, (LEAST_BYTES - 1) / bytes + 1);
      chunk[d] *= times;
      bytes *= times;
    }
    return chunk;
  }

  private static long[] run(Shape shape, int elementBytes) {
    long[] chunk = new long[shape.rank()];
    long room = PIECE_BYTES / elementBytes;
    for (int d = chunk.length - 1; d >= 0; d--) {
      chunk[d] = Math.clamp(shape.dim(d), 1, Math.max(1, room));
      room = chunk[d] == shape.dim(d) ? room / chunk[d] : 1;
    }
    return chunk;
  }
}
