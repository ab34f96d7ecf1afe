package org.hyperslab.stencil.kernel;

/**
 * Computes one vector of each of the rows of a {@link StarKernel}, of which some cells keep their
 * values: where sides of the domain are held. Storing such cells after the others, one by one,
 * would be dear: the next step soon loads vectors that they are parts of, and a load waits for
 * parts that were stored after the rest until all stores before them are through. Stateless.
 */
public interface StarEdge {
  /** Cells per vector. */
  int lanes();

  /**
   * Computes the cells.
   *
   * @param out machine addresses of the vectors
   * @param in as a {@link StarKernel}'s
   * @param rows how many there are
   * @param first the first of the vector's cells that is computed
   * @param end the cell behind the last
   * @param weights machine address of {@link Weights}
   */
  void compute(long[] out, long[] in, int rows, int first, int end, long weights);
}
