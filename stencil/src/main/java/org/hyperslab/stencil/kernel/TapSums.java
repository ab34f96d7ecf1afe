package org.hyperslab.stencil.kernel;

import org.hyperslab.block.DType;
import org.hyperslab.kernel.Kernels;
import org.hyperslab.kernel.NativeMemory;

/**
 * Sums of products for filters: products are added in the order of the weights, in float64 for
 * float32 data, too, and rounded once. The addresses are those of {@link RowKernel}, one per
 * weight.
 */
public final class TapSums {
  private TapSums() {}

  /** The fastest loops that this JVM can run. */
  @SuppressWarnings("ReferenceEquality") // there is one of each
  public static RowKernel of(double[] weights, DType dtype) {
    if (Kernels.best() == Kernels.scalar()) {
      return scalar(weights, dtype);
    }
    return dtype == DType.FLOAT32
        ? new VectorTapSums.Narrow(weights.clone())
        : new VectorTapSums.Wide(weights.clone());
  }

  /** Loops in plain Java. */
  public static RowKernel scalar(double[] weights, DType dtype) {
    double[] w = weights.clone();
    return dtype == DType.FLOAT32
        ? (out, in, n) -> narrow(out, in, 0, n, w)
        : (out, in, n) -> wide(out, in, 0, n, w);
  }

  static void wide(long out, long[] in, int from, int n, double[] w) {
    for (long i = 8L * from; i < 8L * n; i += 8) {
      double sum = 0;
      for (int k = 0; k < w.length; k++) {
        sum += NativeMemory.getDouble(in[k] + i) * w[k];
      }
      NativeMemory.putDouble(out + i, sum);
    }
  }

  static void narrow(long out, long[] in, int from, int n, double[] w) {
    for (long i = 4L * from; i < 4L * n; i += 4) {
      double sum = 0;
      for (int k = 0; k < w.length; k++) {
        sum += NativeMemory.getFloat(in[k] + i) * w[k];
      }
      NativeMemory.putFloat(out + i, (float) sum);
    }
  }
}
