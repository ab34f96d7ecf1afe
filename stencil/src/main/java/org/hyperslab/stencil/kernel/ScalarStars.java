package org.hyperslab.stencil.kernel;

import org.hyperslab.kernel.NativeMemory;

/**
 * Stars in plain Java: the oracle of the loops with SIMD, and what does the rest where a run fills
 * no vector.
 */
final class ScalarStars {
  private ScalarStars() {}

  /** float64, two dimensions. */
  static final class Star2 implements RowKernel {
    private final double c;
    private final double wy;
    private final double wx;
    private final boolean uniform;

    Star2(RowKernels.Star s) {
      c = s.c();
      wy = s.y();
      wx = s.x();
      uniform = s.isUniform();
    }

    @Override
    public void row(long out, long[] in, int n) {
      for (long i = 0; i < 8L * n; i += 8) {
        double p = NativeMemory.getDouble(in[0] + i);
        double y = NativeMemory.getDouble(in[1] + i) + NativeMemory.getDouble(in[2] + i);
        double x = NativeMemory.getDouble(in[0] + i - 8) + NativeMemory.getDouble(in[0] + i + 8);
        double sum = uniform ? (y + x) * wx : y * wy + x * wx;
        NativeMemory.putDouble(out + i, c == 0 ? sum : sum + p * c);
      }
    }
  }

  /** float32, two dimensions. */
  static final class Star2F implements RowKernel {
    private final float c;
    private final float wy;
    private final float wx;
    private final boolean uniform;

    Star2F(RowKernels.Star s) {
      c = (float) s.c();
      wy = (float) s.y();
      wx = (float) s.x();
      uniform = s.isUniform();
    }

    @Override
    public void row(long out, long[] in, int n) {
      for (long i = 0; i < 4L * n; i += 4) {
        float p = NativeMemory.getFloat(in[0] + i);
        float y = NativeMemory.getFloat(in[1] + i) + NativeMemory.getFloat(in[2] + i);
        float x = NativeMemory.getFloat(in[0] + i - 4) + NativeMemory.getFloat(in[0] + i + 4);
        float sum = uniform ? (y + x) * wx : y * wy + x * wx;
        NativeMemory.putFloat(out + i, c == 0 ? sum : sum + p * c);
      }
    }
  }

  /** float64, three dimensions. */
  static final class Star3 implements RowKernel {
    private final double c;
    private final double wz;
    private final double wy;
    private final double wx;
    private final boolean uniform;

    Star3(RowKernels.Star s) {
      c = s.c();
      wz = s.z();
      wy = s.y();
      wx = s.x();
      uniform = s.isUniform();
    }

    @Override
    public void row(long out, long[] in, int n) {
      for (long i = 0; i < 8L * n; i += 8) {
        double p = NativeMemory.getDouble(in[0] + i);
        double y = NativeMemory.getDouble(in[1] + i) + NativeMemory.getDouble(in[2] + i);
        double x = NativeMemory.getDouble(in[0] + i - 8) + NativeMemory.getDouble(in[0] + i + 8);
        double z = NativeMemory.getDouble(in[3] + i) + NativeMemory.getDouble(in[4] + i);
        double sum = uniform ? (z + y + x) * wx : z * wz + y * wy + x * wx;
        NativeMemory.putDouble(out + i, c == 0 ? sum : sum + p * c);
      }
    }
  }

  /** float32, three dimensions. */
  static final class Star3F implements RowKernel {
    private final float c;
    private final float wz;
    private final float wy;
    private final float wx;
    private final boolean uniform;

    Star3F(RowKernels.Star s) {
      c = (float) s.c();
      wz = (float) s.z();
      wy = (float) s.y();
      wx = (float) s.x();
      uniform = s.isUniform();
    }

    @Override
    public void row(long out, long[] in, int n) {
      for (long i = 0; i < 4L * n; i += 4) {
        float p = NativeMemory.getFloat(in[0] + i);
        float y = NativeMemory.getFloat(in[1] + i) + NativeMemory.getFloat(in[2] + i);
        float x = NativeMemory.getFloat(in[0] + i - 4) + NativeMemory.getFloat(in[0] + i + 4);
        float z = NativeMemory.getFloat(in[3] + i) + NativeMemory.getFloat(in[4] + i);
        float sum = uniform ? (z + y + x) * wx : z * wz + y * wy + x * wx;
        NativeMemory.putFloat(out + i, c == 0 ? sum : sum + p * c);
      }
    }
  }
}
