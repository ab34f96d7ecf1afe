package org.hyperslab.stencil.kernel;

/**
 * Computes several rows of a star at once, whole vectors only: for memory with room to spare before
 * and after each row. Stateless.
 */
public interface StarKernel {
  /** How many rows a call computes. */
  int rows();

  /**
   * Computes the cells of {@link #rows} neighbouring rows.
   *
   * @param out machine addresses of the first cell in each row
   * @param in machine addresses of the same cell: in the row before the first, in all rows, in the
   *     row after the last; in three dimensions then in all rows of the plane before, and in those
   *     of the plane after. A vector before the first cell and one after the last are read, too
   * @param n cells per row; more are computed, until a vector is full
   * @param weights machine address of {@link Weights}
   */
  void compute(long[] out, long[] in, int n, long weights);
}
