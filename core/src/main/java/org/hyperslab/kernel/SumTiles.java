package org.hyperslab.kernel;

/**
 * Sums into each of many cells without SIMD, on arrays (see {@link Staging}); what {@link
 * SumReduction} says, addition by addition.
 */
record SumTiles(Element element, boolean skipsNaN, boolean counts, boolean compensated) {
  static SumTiles of(SumReduction.Spec spec) {
    return new SumTiles(Element.of(spec.in()), spec.skipNaN(), spec.counts(), spec.compensated());
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
    double[] sums = s.states[0];
    double[] lost = s.states[1];
    double[] numbers = s.states[2];
    Staging.load(sums, state, n);
    if (compensated) {
      Staging.load(lost, state + stride, n);
    }
    if (counts) {
      Staging.load(numbers, state + 2 * stride, n);
    }
    for (int r = 0; r < rows; r++) {
      s.load(element, src + r * rowBytes, n);
      if (counts) {
        count(numbers, s.x, n);
      }
      if (skipsNaN) {
        clearNaN(s.x, n);
      }
      if (compensated) {
        add(sums, lost, s.x, n);
      } else {
        add(sums, s.x, n);
      }
    }
    Staging.store(sums, state, n);
    if (compensated) {
      Staging.store(lost, state + stride, n);
    }
    if (counts) {
      Staging.store(numbers, state + 2 * stride, n);
    }
  }

  private static void count(double[] numbers, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      if (!Double.isNaN(x[i])) {
        numbers[i] += 1;
      }
    }
  }

  private static void clearNaN(double[] x, int n) {
    for (int i = 0; i < n; i++) {
      if (Double.isNaN(x[i])) {
        x[i] = 0;
      }
    }
  }

  private static void add(double[] sums, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      sums[i] += x[i];
    }
  }

  private static void add(double[] sums, double[] lost, double[] x, int n) {
    for (int i = 0; i < n; i++) {
      double before = sums[i];
      double sum = before + x[i];
      sums[i] = sum;
      lost[i] += SumReduction.lost(before, x[i], sum);
    }
  }

  /** As {@link ReduceKernel#combine}. */
  void combine(long state, long stride, long other, long otherStride, int n) {
    Staging s = Staging.own();
    for (int from = 0; from < n; from += Staging.ELEMENTS) {
      int size = Math.min(Staging.ELEMENTS, n - from);
      int fields = counts ? 3 : 2;
      for (int f = 0; f < fields; f++) {
        Staging.load(s.states[f], state + f * stride + 8L * from, size);
        Staging.load(s.others[f], other + f * otherStride + 8L * from, size);
      }
      add(s.states[0], s.states[1], s.others[0], size);
      add(s.states[1], s.others[1], size);
      if (counts) {
        add(s.states[2], s.others[2], size);
      }
      for (int f = 0; f < fields; f++) {
        Staging.store(s.states[f], state + f * stride + 8L * from, size);
      }
    }
  }
}
