package org.hyperslab.stencil.kernel;

import org.hyperslab.kernel.NativeMemory;

/** {@link LineKernel} in plain Java: the oracle, and what does the rest. */
final class ScalarLines {
  private ScalarLines() {}

  /** float64. */
  static final class Wide implements LineKernel {
    @Override
    public void eliminate(long line, long other, double a, double b, int n) {
      double x = a;
      double y = b;
      for (long i = 0; i < 8L * n; i += 8) {
        NativeMemory.putDouble(
            line + i,
            (NativeMemory.getDouble(line + i) - NativeMemory.getDouble(other + i) * x) * y);
      }
    }

    @Override
    public void subtract(long line, long other, double a, int n) {
      double x = a;
      for (long i = 0; i < 8L * n; i += 8) {
        NativeMemory.putDouble(
            line + i, NativeMemory.getDouble(line + i) - NativeMemory.getDouble(other + i) * x);
      }
    }

    @Override
    public void secondDifference(long out, long cell, long[] neighbours, double a, int n) {
      long below = neighbours[0];
      long above = neighbours[1];
      double x = a;
      for (long i = 0; i < 8L * n; i += 8) {
        double middle = NativeMemory.getDouble(cell + i);
        double sum = NativeMemory.getDouble(below + i) + NativeMemory.getDouble(above + i);
        NativeMemory.putDouble(out + i, middle + (sum - middle * 2) * x);
      }
    }
  }

  /** float32. */
  static final class Narrow implements LineKernel {
    @Override
    public void eliminate(long line, long other, double a, double b, int n) {
      float x = (float) a;
      float y = (float) b;
      for (long i = 0; i < 4L * n; i += 4) {
        NativeMemory.putFloat(
            line + i, (NativeMemory.getFloat(line + i) - NativeMemory.getFloat(other + i) * x) * y);
      }
    }

    @Override
    public void subtract(long line, long other, double a, int n) {
      float x = (float) a;
      for (long i = 0; i < 4L * n; i += 4) {
        NativeMemory.putFloat(
            line + i, NativeMemory.getFloat(line + i) - NativeMemory.getFloat(other + i) * x);
      }
    }

    @Override
    public void secondDifference(long out, long cell, long[] neighbours, double a, int n) {
      long below = neighbours[0];
      long above = neighbours[1];
      float x = (float) a;
      for (long i = 0; i < 4L * n; i += 4) {
        float middle = NativeMemory.getFloat(cell + i);
        float sum = NativeMemory.getFloat(below + i) + NativeMemory.getFloat(above + i);
        NativeMemory.putFloat(out + i, middle + (sum - middle * 2) * x);
      }
    }
  }
}
