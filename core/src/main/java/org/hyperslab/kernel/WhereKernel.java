package org.hyperslab.kernel;

/** A loop that chooses between two operands of one dtype. */
@FunctionalInterface
public interface WhereKernel {
  /**
   * Computes {@code dst[i] = condition[i] != 0 ? a[i * aStep] : b[i * bStep]} for {@code 0 <= i <
   * n}; {@code condition} is bool, one byte an element. Addresses and steps as for {@link
   * BinaryKernel}.
   */
  void apply(long dst, long condition, long a, int aStep, long b, int bStep, int n);
}
