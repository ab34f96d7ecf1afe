package org.hyperslab.stencil.kernel;

/** Computes a run of elements along the last dimension. */
public interface RowKernel {
  /**
   * @param out machine address of the first of {@code n} results
   * @param in machine addresses of what belongs to the first result: each neighbour
   */
  void row(long out, long[] in, int n);
}
