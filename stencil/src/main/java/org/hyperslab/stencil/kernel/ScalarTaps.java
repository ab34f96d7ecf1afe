package org.hyperslab.stencil.kernel;

import org.hyperslab.kernel.NativeMemory;

/** Sums of products in plain Java, for any stencil; see {@link ScalarStars}. */
final class ScalarTaps {
  private ScalarTaps() {}

  /** float64. */
  static final class Wide implements RowKernel {
    private final double[] weights;

    Wide(double[] weights) {
      this.weights = weights;
    }

    @Override
    public void row(long out, long[] in, int n) {
      for (long i = 0; i < 8L * n; i += 8) {
        double sum = weights.length == 0 ? 0 : NativeMemory.getDouble(in[0] + i) * weights[0];
        for (int k = 1; k < weights.length; k++) {
          sum += NativeMemory.getDouble(in[k] + i) * weights[k];
        }
        NativeMemory.putDouble(out + i, sum);
      }
    }
  }

  /** float32. */
  static final class Narrow implements RowKernel {
    private final float[] weights;

    Narrow(double[] weights) {
      this.weights = new float[weights.length];
      for (int i = 0; i < weights.length; i++) {
        this.weights[i] = (float) weights[i];
      }
    }

    @Override
    public void row(long out, long[] in, int n) {
      for (long i = 0; i < 4L * n; i += 4) {
        float sum = weights.length == 0 ? 0 : NativeMemory.getFloat(in[0] + i) * weights[0];
        for (int k = 1; k < weights.length; k++) {
          sum += NativeMemory.getFloat(in[k] + i) * weights[k];
        }
        NativeMemory.putFloat(out + i, sum);
      }
    }
  }
}
