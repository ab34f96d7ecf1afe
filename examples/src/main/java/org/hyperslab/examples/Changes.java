package org.hyperslab.examples;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;

/** How two states of a field differ. */
final class Changes {
  private Changes() {}

  /**
   * The largest absolute difference; NaN if there is one.
   *
   * @param a float32 or float64, two-dimensional
   * @param b of the same shape and dtype
   */
  static double largest(Block a, Block b) {
    double largest = 0;
    for (long row = 0; row < a.shape().dim(0); row++) {
      largest = Math.max(largest, inRow(a, b, row));
    }
    return largest;
  }

  private static double inRow(Block a, Block b, long row) {
    MemorySegment x = a.segment();
    MemorySegment y = b.segment();
    long i = a.offset() + row * a.stride(0);
    long j = b.offset() + row * b.stride(0);
    double largest = 0;
    boolean wide = a.dtype() == DType.FLOAT64;
    for (long n = a.shape().dim(1); n > 0; n--, i += a.stride(1), j += b.stride(1)) {
      double difference =
          wide
              ? x.getAtIndex(ValueLayout.JAVA_DOUBLE, i) - y.getAtIndex(ValueLayout.JAVA_DOUBLE, j)
              : x.getAtIndex(ValueLayout.JAVA_FLOAT, i) - y.getAtIndex(ValueLayout.JAVA_FLOAT, j);
      largest = Math.max(largest, Math.abs(difference));
    }
    return largest;
  }
}
