package org.hyperslab.netcdf;

import java.util.Arrays;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;

/**
 * Where a variable's elements are in a classic file: one run in C order, or, along the record
 * dimension, a run per record.
 *
 * @param shape the variable's, with the number of records in front if it has any
 * @param elementBytes bytes per element
 * @param begin offset of the first element in the file, in bytes
 * @param recordStride bytes from one record to the next, or 0 if it has no record dimension
 */
record ClassicLayout(Shape shape, int elementBytes, long begin, long recordStride) {
  /** Chunks are about as large. */
  private static final long CHUNK_BYTES = 4L << 20;

  boolean hasRecords() {
    return recordStride > 0;
  }

  /** The number of runs: records, or 1. */
  long runs() {
    return hasRecords() ? shape.dim(0) : 1;
  }

  /** Bytes of a run, without the padding behind. */
  long runBytes() {
    long n = elementBytes;
    for (int d = hasRecords() ? 1 : 0; d < shape.rank(); d++) {
      n *= shape.dim(d);
    }
    return n;
  }

  /** Whether runs are padded to four bytes; those of the only record variable are not. */
  boolean isPadded() {
    return recordStride != runBytes();
  }

  /** Where the last run ends; the begin if there is none. */
  long end() {
    return runs() == 0 ? begin : begin + (runs() - 1) * recordStride + runBytes();
  }

  /** The offset of an element in the file, in bytes. */
  long offset(long[] index) {
    long inner = 0;
    for (int d = hasRecords() ? 1 : 0; d < index.length; d++) {
      inner = inner * shape.dim(d) + index[d];
    }
    return begin + (hasRecords() ? index[0] * recordStride : 0) + inner * elementBytes;
  }

  /** Whether each chunk is one run of the file, or several whole records. */
  boolean isMadeOfRuns(ChunkGrid chunks) {
    boolean cut = false;
    for (int d = shape.rank() - 1; d >= 0; d--) {
      long extent = chunks.chunkShape().dim(d);
      if (cut && extent > 1) {
        return false;
      }
      cut |= extent < shape.dim(d);
    }
    return true;
  }

  /**
   * Chunks that are runs of the file: several records, or one, or a part of one; cut along the
   * leading dimensions only.
   */
  ChunkGrid grid() {
    long[] chunk = shape.toArray();
    long bytes = elementBytes;
    for (int d = chunk.length - 1; d >= 0; d--) {
      long room = Math.max(1, CHUNK_BYTES / Math.max(1, bytes));
      chunk[d] = Math.max(1, Math.min(chunk[d], room));
      bytes *= chunk[d];
      if (chunk[d] < shape.dim(d)) {
        Arrays.fill(chunk, 0, d, 1);
        break;
      }
    }
    return ChunkGrid.regular(shape, chunk);
  }
}
