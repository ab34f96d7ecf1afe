package org.hyperslab.kernel;

/**
 * What the loops with SIMD that sum one cell's elements compute, addition by addition, without
 * SIMD: so that a sum has the same bits while those loops are cold (see {@link Warmup}) and after.
 *
 * @param vectors how many vectors the loop sums in
 */
record LaneSums(Element element, int lanes, int vectors, boolean skipNaN) {
  double sum(long src, int n) {
    return sum(src, n, 0, false);
  }

  double squares(long src, int n, double mean) {
    return sum(src, n, mean, true);
  }

  /** Elements that are not skipped. */
  double count(long src, int n) {
    int count = 0;
    for (int i = 0; i < n; i++) {
      count += Double.isNaN(element.loadAsDouble(src + (long) i * element.bytes())) ? 0 : 1;
    }
    return count;
  }

  private double sum(long src, int n, double mean, boolean squares) {
    double[] sums = new double[vectors * lanes];
    int together = vectors * lanes;
    int inVectors = n / together * together;
    int inLanes = n / lanes * lanes;
    for (int i = 0; i < inLanes; i++) {
      int lane = i < inVectors ? i % together : i % lanes;
      sums[lane] = plus(sums[lane], src, i, mean, squares);
    }
    double sum = total(folded(sums));
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
    double[] folded = new double[lanes];
    for (int i = 0; i < lanes; i++) {
      folded[i] = (sums[i] + sums[lanes + i]) + (sums[2 * lanes + i] + sums[3 * lanes + i]);
    }
    return folded;
  }

  /** The sum of a vector's lanes, in their order; the Vector API promises none for its own. */
  static double total(double[] lanes) {
    double total = 0;
    for (double x : lanes) {
      total += x;
    }
    return total;
  }
}
