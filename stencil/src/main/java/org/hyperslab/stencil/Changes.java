package org.hyperslab.stencil;

import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.NativeMemory;

/** How far two fields are from each other. */
public final class Changes {
  private Changes() {}

  /**
   * The largest absolute difference of two cells in the same place; NaN if there is a NaN.
   *
   * @param a of float32 or float64, with a last dimension whose stride is 1
   * @param b likewise, of the same shape and dtype
   */
  public static double largest(Block a, Block b) {
    int last = a.shape().rank() - 1;
    long n = a.shape().dim(last);
    int bytes = a.dtype().bytes();
    double[] largest = {0};
    Cells.forEach(
        Region.whole(a.shape().with(last, 1)),
        at -> {
          long from = row(a, at);
          long to = row(b, at);
          double most = largest[0];
          for (long i = 0; i < n * bytes; i += bytes) {
            double change =
                a.dtype() == DType.FLOAT64
                    ? NativeMemory.getDouble(from + i) - NativeMemory.getDouble(to + i)
                    : NativeMemory.getFloat(from + i) - NativeMemory.getFloat(to + i);
            most = Math.max(most, Math.abs(change));
          }
          largest[0] = most;
        });
    return largest[0];
  }

  private static long row(Block block, long[] at) {
    long address = block.address();
    for (int d = 0; d < at.length; d++) {
      address += at[d] * block.stride(d) * block.dtype().bytes();
    }
    return address;
  }
}
