package org.hyperslab.stencil.kernel;

/**
 * Computes four rows of a star at once, whole vectors only: for memory with room to spare before
 * and after each row. In two dimensions these are four neighbouring rows; in three dimensions two
 * neighbouring rows in each of two neighbouring planes. Stateless.
 */
public interface StarKernel {
  /** How many rows a call computes. */
  int ROWS = 4;

  /**
   * Computes the cells of four rows.
   *
   * @param out machine addresses of the first cell in each row
   * @param in machine addresses of the same cell. In two dimensions: in the row before the first,
   *     in all rows, in the row after the last. In three, with rows y and y + 1 of planes p and p +
   *     1: (p - 1, y), (p - 1, y + 1); (p, y - 1) to (p, y + 2); (p + 1, y - 1) to (p + 1, y + 2);
   *     (p + 2, y), (p + 2, y + 1). A vector before the first cell and one after the last are read,
   *     too
   * @param n cells per row; more are computed, until a vector is full
   * @param weights machine address of {@link Weights}
   */
  void compute(long[] out, long[] in, int n, long weights);
}
