package org.hyperslab.stencil.kernel;

/** Computes a run of cells along the last dimension. Stateless. */
public interface StencilRow {
  /**
   * @param out machine address of the first of {@code n} results
   * @param in machine addresses of what belongs to the first cell. A star: the cell itself and its
   *     neighbours along the last dimension but one, below and above, then those along the first of
   *     three dimensions; the cells beside the run are read, too. Taps: each neighbour
   * @param weights machine address of {@link Weights}
   */
  void row(long out, long[] in, int n, long weights);
}
