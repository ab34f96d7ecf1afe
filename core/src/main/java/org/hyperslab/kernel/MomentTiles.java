package org.hyperslab.kernel;

/**
 * Moments of each of many cells without SIMD, on arrays (see {@link Staging}); what {@link Moments}
 * says, step by step.
 */
record MomentTiles(Element element, boolean skipsNaN) {
  static MomentTiles of(Moments.Spec spec) {
    return new MomentTiles(Element.of(spec.in()), spec.skipNaN());
  }

  /** As {@link ReduceKernel#foldRows}. */
  void foldRows(long state, long stride, long src, long rowBytes, int rows, int n) {
    for (int from = 0; from < n; from += Staging.ELEMENTS) {
      int size = Math.min(Staging.ELEMENTS, n - from);
      long first = src + (long) from * element.bytes();
      piece(state + 8L * from, stride, first, rowBytes, rows, size);
    }
  }

  private void piece(long state, long stride, long src, long rowBytes, int rows, int n) {
    Staging s = Staging.own();
    load(s.states, state, stride, n);
    for (int r = 0; r < rows; r++) {
      s.load(element, src + r * rowBytes, n);
      if (skipsNaN) {
        pushNumbers(s.states[0], s.states[1], s.states[2], s.x, n);
      } else {
        pushAll(s.states[0], s.states[1], s.states[2], s.x, n);
      }
    }
    store(s.states, state, stride, n);
  }

  private static void load(double[][] states, long state, long stride, int n) {
    for (int f = 0; f < 3; f++) {
      Staging.load(states[f], state + f * stride, n);
    }
  }

  private static void store(double[][] states, long state, long stride, int n) {
    for (int f = 0; f < 3; f++) {
      Staging.store(states[f], state + f * stride, n);
    }
  }

  /** The count is the same in all cells. */
  private static void pushAll(double[] counts, double[] means, double[] m2s, double[] x, int n) {
    double count = counts[0] + 1;
    double reciprocal = 1 / count;
    for (int i = 0; i < n; i++) {
      double delta = x[i] - means[i];
      double mean = means[i] + delta * reciprocal;
      m2s[i] += delta * (x[i] - mean);
      means[i] = mean;
      counts[i] = count;
    }
  }

  private static void pushNumbers(
      double[] counts, double[] means, double[] m2s, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      if (!Double.isNaN(x[i])) {
        double count = counts[i] + 1;
        double delta = x[i] - means[i];
        double mean = means[i] + delta * (1 / count);
        m2s[i] += delta * (x[i] - mean);
        means[i] = mean;
        counts[i] = count;
      }
    }
  }

  /** As {@link ReduceKernel#combine}. */
  static void combine(long state, long stride, long other, long otherStride, int n) {
    Staging s = Staging.own();
    for (int from = 0; from < n; from += Staging.ELEMENTS) {
      int size = Math.min(Staging.ELEMENTS, n - from);
      load(s.states, state + 8L * from, stride, size);
      load(s.others, other + 8L * from, otherStride, size);
      merge(s.states, s.others, size);
      store(s.states, state + 8L * from, stride, size);
    }
  }

  private static void merge(double[][] own, double[][] other, int n) {
    double[] counts = own[0];
    double[] means = own[1];
    double[] m2s = own[2];
    for (int i = 0; i < n; i++) {
      double count = other[0][i];
      if (count != 0) {
        double total = counts[i] + count;
        double share = count / total;
        double delta = other[1][i] - means[i];
        m2s[i] = m2s[i] + other[2][i] + delta * delta * (counts[i] * share);
        means[i] += delta * share;
        counts[i] = total;
      }
    }
  }
}
