package org.hyperslab.kernel;

/**
 * A loop that makes elements from their index alone. Two kernels that are equal make the same
 * elements, so implementations are records.
 */
@FunctionalInterface
public interface FillKernel {
  /**
   * Makes the elements with the indices {@code index + i * indexStep}, for {@code 0 <= i < n}.
   *
   * @param dst machine address of the first element
   */
  void fill(long dst, long index, long indexStep, int n);
}
