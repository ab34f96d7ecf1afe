package org.hyperslab.kernel;

import java.lang.foreign.ValueLayout;

/** Elements that are simple functions of their index. */
public final class Sequences {
  private Sequences() {}

  /** Every element has the same bits. */
  public record Same(long bits, int elementBytes) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      StridedCopy.fill(dst, n, elementBytes, bits);
    }
  }

  /** Element {@code i} is {@code start + i * step}, float64. */
  public record Linear(double start, double step) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      for (int i = 0; i < n; i++) {
        NativeMemory.ALL.set(
            ValueLayout.JAVA_DOUBLE_UNALIGNED,
            dst + 8L * i,
            start + (index + i * indexStep) * step);
      }
    }
  }

  /**
   * Element {@code i} is {@code start + i * step} in float64, and the last one is exactly {@code
   * stop}.
   */
  public record Linspace(double start, double step, long last, double stop) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      for (int i = 0; i < n; i++) {
        long at = index + i * indexStep;
        NativeMemory.ALL.set(
            ValueLayout.JAVA_DOUBLE_UNALIGNED, dst + 8L * i, at == last ? stop : at * step + start);
      }
    }
  }

  /** Element {@code i} is {@code start + i * step}, int64, wrapping. */
  public record LinearLong(long start, long step) implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      for (int i = 0; i < n; i++) {
        NativeMemory.ALL.set(
            ValueLayout.JAVA_LONG_UNALIGNED, dst + 8L * i, start + (index + i * indexStep) * step);
      }
    }
  }

  /**
   * Element {@code 0} is 1, all others are 0; float64. With the index {@code column - row - k} it
   * makes a diagonal of ones.
   */
  public record Diagonal() implements FillKernel {
    @Override
    public void fill(long dst, long index, long indexStep, int n) {
      for (int i = 0; i < n; i++) {
        NativeMemory.ALL.set(
            ValueLayout.JAVA_DOUBLE_UNALIGNED,
            dst + 8L * i,
            index + i * indexStep == 0 ? 1.0 : 0.0);
      }
    }
  }
}
