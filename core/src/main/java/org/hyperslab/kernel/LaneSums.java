package org.hyperslab.kernel;

/**
 * The sum of a run of elements of one cell, addition by addition: what loops with SIMD compute,
 * too, so that its bits depend neither on whether they are compiled yet (see {@link Warmup}), nor
 * on how wide the machine's vectors are, nor on whether there are any.
 *
 * <p>Sums of {@link #LANES} elements are taken side by side, as in the widest vectors, {@code
 * vectors} of them in turn. Where vectors are narrower, loops run over the elements once for the
 * first lanes, then for the next. What is left at the end is added one by one.
 *
 * @param vectors how many vectors the loop sums in: 1 or 4
 */
record LaneSums(Element element, int vectors, boolean skipNaN) {
  /** Lanes that are summed side by side: as many as float64 has in 512 bits. */
  static final int LANES = 8;

  double sum(long src, int n) {
    return sum(src, n, 0, false);
  }

  double squares(long src, int n, double mean) {
    return sum(src, n, mean, true);
  }

  /** Elements that are not skipped. */
  double count(long src, int n) {
    if (!skipNaN) {
      return n;
    }
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += Double.isNaN(element.loadAsDouble(src + (long) i * element.bytes())) ? 0 : 1;
    }
    return count;
  }

  private double sum(long src, int n, double mean, boolean squares) {
    double[] sums = new double[vectors * LANES];
    int together = vectors * LANES;
    int inVectors = n / together * together;
    int inLanes = n / LANES * LANES;
    for (int i = 0; i < inLanes; i++) {
      int lane = i < inVectors ? i % together : i % LANES;
      sums[lane] = plus(sums[lane], src, i, mean, squares);
    }
    double sum = plusLanes(0, folded(sums));
    for (int i = inLanes; i < n; i++) {
      sum = plus(sum, src, i, mean, squares);
    }
    return sum;
  }

  private double plus(double sum, long src, int i, double mean, boolean squares) {
    double x = element.loadAsDouble(src + (long) i * element.bytes());
    if (skipNaN && Double.isNaN(x)) {
      return sum;
    }
    return sum + (squares ? (x - mean) * (x - mean) : x);
  }

  private double[] folded(double[] sums) {
    if (vectors == 1) {
      return sums;
    }
    double[] folded = new double[LANES];
    for (int i = 0; i < LANES; i++) {
      folded[i] = (sums[i] + sums[LANES + i]) + (sums[2 * LANES + i] + sums[3 * LANES + i]);
    }
    return folded;
  }

  /** Adds lanes in their order; the Vector API promises none for its own sum. */
  static double plusLanes(double sum, double[] lanes) {
    for (double x : lanes) {
      sum += x;
    }
    return sum;
  }
}
