package org.hyperslab.stencil;

import java.util.Collections;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;

/**
 * Ready-made stencils for time stepping, and filters of arrays. A filter is lazy and looks at each
 * chunk once; it computes in float64 and gives float32 for float32 arrays, else float64. Names,
 * windows and edges are those of {@code scipy.ndimage}.
 */
public final class Stencils {
  /** Central second differences of order 2, 4, 6 and 8: centre, then one cell off, two, .... */
  private static final double[][] SECOND_DIFFERENCE = {
    {-2, 1},
    {-5.0 / 2, 4.0 / 3, -1.0 / 12},
    {-49.0 / 18, 3.0 / 2, -3.0 / 20, 1.0 / 90},
    {-205.0 / 72, 8.0 / 5, -1.0 / 5, 8.0 / 315, -1.0 / 560}
  };

  private Stencils() {}

  /**
   * The five-point star of two dimensions.
   *
   * @param centre weight of the cell itself
   * @param y weight of both neighbours along dimension 0
   * @param x weight of both neighbours along dimension 1
   */
  public static WeightedStencil fivePoint(double centre, double y, double x) {
    return WeightedStencil.of(new int[] {1, 1}, 0, y, 0, x, centre, x, 0, y, 0);
  }

  /** The nine-point box of two dimensions: the cell, its four neighbours, the four at corners. */
  public static WeightedStencil ninePoint(double centre, double side, double corner) {
    return WeightedStencil.of(
        new int[] {1, 1}, corner, side, corner, side, centre, side, corner, side, corner);
  }

  /** The seven-point star of three dimensions; weights as in {@link #fivePoint}. */
  public static WeightedStencil sevenPoint(double centre, double z, double y, double x) {
    double[] w = new double[27];
    w[4] = z;
    w[22] = z;
    w[10] = y;
    w[16] = y;
    w[12] = x;
    w[14] = x;
    w[13] = centre;
    return WeightedStencil.of(new int[] {1, 1, 1}, w);
  }

  /** The 27-point box of three dimensions: weights of cell, faces, edges and corners. */
  public static WeightedStencil box27(double centre, double face, double edge, double corner) {
    double[] byDistance = {centre, face, edge, corner};
    double[] w = new double[27];
    for (int i = 0; i < 27; i++) {
      int z = i / 9 - 1;
      int y = i / 3 % 3 - 1;
      int x = i % 3 - 1;
      w[i] = byDistance[z * z + y * y + x * x];
    }
    return WeightedStencil.of(new int[] {1, 1, 1}, w);
  }

  /**
   * One explicit Euler step of the diffusion equation with central differences: the cell plus, for
   * each dimension, {@code factor[d]} times the second difference.
   *
   * @param order of accuracy of the second differences: 2, 4, 6 or 8; the radius is half of it
   * @param factors diffusivity times time step by spacing squared, per dimension
   */
  public static WeightedStencil diffusion(int order, double... factors) {
    return axes(1, order, factors);
  }

  /**
   * The Laplacian by central differences.
   *
   * @param order of accuracy: 2, 4, 6 or 8; the radius is half of it
   * @param spacings distance between cells, per dimension
   */
  public static WeightedStencil laplacian(int order, double... spacings) {
    double[] factors = new double[spacings.length];
    for (int d = 0; d < factors.length; d++) {
      factors[d] = 1 / (spacings[d] * spacings[d]);
    }
    return axes(0, order, factors);
  }

  /** The centre's weight is added up first to last dimension, beginning with {@code identity}. */
  private static WeightedStencil axes(double identity, int order, double[] factors) {
    if (order % 2 != 0 || order < 2 || order > 8) {
      throw new IllegalArgumentException("order has to be 2, 4, 6 or 8: " + order);
    }
    double[] difference = SECOND_DIFFERENCE[order / 2 - 1];
    int radius = order / 2;
    int width = 2 * radius + 1;
    int rank = factors.length;
    int[] radii = new int[rank];
    java.util.Arrays.fill(radii, radius);
    WeightedStencil.checkRadius(radii);
    int size = 1;
    for (int d = 0; d < rank; d++) {
      size *= width;
    }
    double[] w = new double[size];
    double centre = identity;
    int step = 1;
    for (int d = rank - 1; d >= 0; d--, step *= width) {
      for (int k = 1; k <= radius; k++) {
        w[size / 2 - k * step] = factors[d] * difference[k];
        w[size / 2 + k * step] = factors[d] * difference[k];
      }
    }
    for (double factor : factors) {
      centre += factor * difference[0];
    }
    w[size / 2] = centre;
    return WeightedStencil.of(radii, w);
  }

  /** The sum of the second differences along all axes: {@code scipy.ndimage.laplace}. */
  public static ChunkedArray laplacian(ChunkedArray x, Edge edge) {
    return Filters.laplacian(x, edge);
  }

  /**
   * A Gaussian filter along all axes: {@code scipy.ndimage.gaussian_filter}.
   *
   * @param sigma standard deviation, in elements; 0 leaves the array as it is
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public static ChunkedArray gaussianBlur(ChunkedArray x, double sigma, Edge edge) {
    return gaussianBlur(x, sigma, 4, edge);
  }

  /**
   * As {@link #gaussianBlur(ChunkedArray, double, Edge)}, with weights up to {@code truncate}
   * standard deviations away.
   */
  public static ChunkedArray gaussianBlur(
      ChunkedArray x, double sigma, double truncate, Edge edge) {
    List<Double> weights = Filters.gaussian(sigma, truncate);
    return Filters.separable(x, Filters.alike(x.shape().rank(), weights), edge);
  }

  /**
   * The Sobel filter: differences along an axis, smoothed along the others: {@code
   * scipy.ndimage.sobel}.
   *
   * @param axis may be negative, counted from the end
   */
  public static ChunkedArray sobel(ChunkedArray x, int axis, Edge edge) {
    return Filters.sobel(x, axis, edge);
  }

  /**
   * The mean over a window along all axes: {@code scipy.ndimage.uniform_filter}.
   *
   * @param size elements of the window; an even one reaches one element further back
   * @throws IllegalArgumentException if it is less than 1
   */
  public static ChunkedArray uniformFilter(ChunkedArray x, int size, Edge edge) {
    if (size < 1) {
      throw new IllegalArgumentException("window of less than an element: " + size);
    }
    List<Double> weights = Collections.nCopies(size, 1.0 / size);
    return Filters.separable(x, Filters.alike(x.shape().rank(), weights), edge);
  }

  /**
   * The convolution with a kernel: {@code scipy.ndimage.convolve}. The kernel is turned around, as
   * convolution demands; turn it around before to correlate.
   *
   * @param kernel of the array's rank; its centre is element {@code n / 2} of each axis. Read now
   * @throws IllegalArgumentException if it is empty or of another rank
   */
  public static ChunkedArray convolve(ChunkedArray x, DenseArray kernel, Edge edge) {
    return Filters.convolve(x, kernel, edge);
  }
}
