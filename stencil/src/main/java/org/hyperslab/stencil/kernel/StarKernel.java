package org.hyperslab.stencil.kernel;

/**
 * Computes several rows of a star at once, whole vectors only: for memory with room to spare before
 * and after each row. In two dimensions these are neighbouring rows; in three dimensions the same
 * row in two neighbouring planes. Stateless.
 */
public interface StarKernel {
  /** The most rows that a call computes. */
  static int rows(int rank) {
    return rank == 2 ? 8 : 2;
  }

  /** Calls are for multiples of so many rows. */
  int unit();

  /**
   * Computes the cells of the rows.
   *
   * @param out machine addresses of the first cell in each row
   * @param in machine addresses of the same cell. In two dimensions: in the row before the first,
   *     in all rows, in the row after the last. In three, with row y of planes p and p + 1: (p - 1,
   *     y); (p, y - 1) to (p, y + 1); (p + 1, y - 1) to (p + 1, y + 1); (p + 2, y). A vector before
   *     the first cell and one after the last are read, too
   * @param rows how many, a multiple of {@link #unit}; in three dimensions 2
   * @param n cells per row, less than 2 GiB of them; more are computed, until a vector is full
   * @param weights machine address of {@link Weights}
   */
  void compute(long[] out, long[] in, int rows, int n, long weights);
}
