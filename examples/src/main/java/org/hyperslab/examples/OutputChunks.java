package org.hyperslab.examples;

import org.hyperslab.ChunkedArray;
import org.hyperslab.grid.Shape;

/** Chunks to store a result in. */
final class OutputChunks {
  private static final long SMALL_BYTES = 256L << 10;

  private OutputChunks() {}

  /**
   * The chunks that an array comes in, clipped to it; where they are small, whole multiples of
   * them, so that a reduction does not leave a file for every few elements.
   */
  static Shape of(ChunkedArray array) {
    Shape shape = array.shape();
    long[] chunk = array.chunks().chunkShape().toArray();
    long bytes = array.dtype().bytes();
    for (int d = 0; d < chunk.length; d++) {
      chunk[d] = Math.max(1, Math.min(chunk[d], shape.dim(d)));
      bytes *= chunk[d];
    }
    for (int d = chunk.length - 1; d >= 0; d--) {
      while (bytes < SMALL_BYTES && chunk[d] < shape.dim(d)) {
        long wider = Math.min(2 * chunk[d], shape.dim(d));
        bytes = bytes / chunk[d] * wider;
        chunk[d] = wider;
      }
    }
    return Shape.of(chunk);
  }
}
