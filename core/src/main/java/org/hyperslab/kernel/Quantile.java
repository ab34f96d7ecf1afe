package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/**
 * A quantile of elements that lie in a row in native memory, as NumPy's {@code median} and {@code
 * quantile} with linear interpolation give it. Elements are float32 or float64, and so is the
 * result. It is NaN if an element is, or if there is none.
 *
 * @param q from 0 to 1
 * @param median whether the two elements in the middle of an even number are added and halved, as
 *     {@code median} does; else neighbours are interpolated
 * @param skipNaN whether NaNs are left out instead
 */
public record Quantile(double q, boolean median, boolean skipNaN) {
  /** The median. */
  public static Quantile median(boolean skipNaN) {
    return new Quantile(0.5, true, skipNaN);
  }

  /**
   * The quantile {@code q}.
   *
   * @throws IllegalArgumentException if it is not from 0 to 1
   */
  public static Quantile of(double q, boolean skipNaN) {
    if (!(q >= 0 && q <= 1)) {
      throw new IllegalArgumentException("quantile must be in the range [0, 1]: q=" + q);
    }
    return new Quantile(q, false, skipNaN);
  }

  /**
   * The quantile of {@code n} elements from address {@code row} on, which are rearranged.
   *
   * @param ranks for elements of their type
   */
  public double ofRow(RankSelection ranks, long row, long n) {
    long m = ranks.numbersFirst(row, n);
    if (m == 0 || (m < n && !skipNaN)) {
      return Double.NaN;
    }
    double at = (m - 1) * q;
    long k = Math.min((long) at, m - 1);
    double low = ranks.select(row, m, k);
    double t = at - k;
    if (t == 0) {
      return low;
    }
    double high = ranks.least(row, k + 1, m);
    boolean single = ranks.dtype() == DType.FLOAT32;
    if (median) {
      return single ? ((float) low + (float) high) / 2 : (low + high) / 2;
    }
    return single ? between((float) low, (float) high, t) : between(low, high, t);
  }

  private static double between(double low, double high, double t) {
    double step = high - low;
    return t < 0.5 ? low + step * t : high - step * (1 - t);
  }

  private static float between(float low, float high, double t) {
    float step = high - low;
    return t < 0.5 ? low + step * (float) t : high - step * (float) (1 - t);
  }

  /** As {@link #ofRow}; the result is stored where the row begins. */
  public void inPlace(RankSelection ranks, long row, long n) {
    Element.of(ranks.dtype()).storeDouble(row, ofRow(ranks, row, n));
  }

  /**
   * The quantiles of parts of a row.
   *
   * @param source the row
   * @param target where the results are stored, and parts are rearranged: as long as the row
   * @param parts which elements belong to which part
   */
  public void byPart(RankSelection ranks, long source, long target, Parts parts) {
    Element element = Element.of(ranks.dtype());
    int bytes = ranks.dtype().bytes();
    int count = parts.starts.length - 1;
    for (int i = 0; i < parts.order.length; i++) {
      double x = element.loadDouble(source + (long) parts.order[i] * bytes);
      element.storeDouble(target + (long) i * bytes, x);
    }
    for (int p = 0; p < count; p++) {
      int n = parts.starts[p + 1] - parts.starts[p];
      parts.results[p] = ofRow(ranks, target + (long) parts.starts[p] * bytes, n);
    }
    for (int p = 0; p < count; p++) {
      element.storeDouble(target + (long) p * bytes, parts.results[p]);
    }
  }

  /** A row's elements, part by part. Not thread-safe. */
  public static final class Parts {
    private final int[] order;
    private final int[] starts;
    private final double[] results;

    /**
     * @param partOf the part of each element, or a negative number
     * @param count the number of parts
     */
    public Parts(int[] partOf, int count) {
      starts = new int[count + 1];
      for (int p : partOf) {
        if (p >= 0) {
          starts[p + 1]++;
        }
      }
      for (int p = 0; p < count; p++) {
        starts[p + 1] += starts[p];
      }
      order = new int[starts[count]];
      int[] next = starts.clone();
      for (int i = 0; i < partOf.length; i++) {
        if (partOf[i] >= 0) {
          order[next[partOf[i]]++] = i;
        }
      }
      results = new double[count];
    }
  }
}
