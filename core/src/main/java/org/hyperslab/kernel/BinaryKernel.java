package org.hyperslab.kernel;

/** A loop over two operands of one dtype, either of which may be a scalar. */
@FunctionalInterface
public interface BinaryKernel {
  /**
   * Computes {@code dst[i] = f(a[i * aStep], b[i * bStep])} for {@code 0 <= i < n}.
   *
   * @param dst machine address of the first result
   * @param a machine address of the first left operand; may equal {@code dst} where the element
   *     widths are equal
   * @param aStep 1, or 0 for one element that stands for all
   * @param b as {@code a}, on the right
   * @param bStep as {@code aStep}
   */
  void apply(long dst, long a, int aStep, long b, int bStep, int n);
}
