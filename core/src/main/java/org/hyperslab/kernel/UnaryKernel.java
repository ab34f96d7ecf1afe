package org.hyperslab.kernel;

/** A loop over one operand. */
@FunctionalInterface
public interface UnaryKernel {
  /**
   * Computes {@code dst[i] = f(a[i])} for {@code 0 <= i < n}.
   *
   * @param dst machine address of the first result
   * @param a machine address of the first operand; may equal {@code dst} where the element widths
   *     are equal
   */
  void apply(long dst, long a, int n);
}
