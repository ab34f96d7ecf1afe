package org.hyperslab.stencil.kernel;

import org.hyperslab.kernel.NativeMemory;

/** Sums of products in plain Java, for any stencil; see {@link ScalarStars}. */
final class ScalarTaps {
  private ScalarTaps() {}

  /** Float64. */
  record Wide() implements StencilRow {
    @Override
    public void row(long out, long[] in, int n, long weights) {
      for (long i = 0; i < 8L * n; i += 8) {
        double sum =
            in.length == 0
                ? 0
                : NativeMemory.getDouble(in[0] + i) * NativeMemory.getDouble(weights);
        for (int k = 1; k < in.length; k++) {
          sum +=
              NativeMemory.getDouble(in[k] + i)
                  * NativeMemory.getDouble(weights + k * Weights.SLOT);
        }
        NativeMemory.putDouble(out + i, sum);
      }
    }
  }

  /** Float32. */
  record Narrow() implements StencilRow {
    @Override
    public void row(long out, long[] in, int n, long weights) {
      for (long i = 0; i < 4L * n; i += 4) {
        float sum =
            in.length == 0 ? 0 : NativeMemory.getFloat(in[0] + i) * NativeMemory.getFloat(weights);
        for (int k = 1; k < in.length; k++) {
          sum +=
              NativeMemory.getFloat(in[k] + i) * NativeMemory.getFloat(weights + k * Weights.SLOT);
        }
        NativeMemory.putFloat(out + i, sum);
      }
    }
  }
}
