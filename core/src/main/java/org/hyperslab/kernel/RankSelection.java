package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/**
 * Selects elements by rank: the number that would be at place {@code k} if the elements were
 * sorted. Works on elements in native memory, which it rearranges; quickselect (Hoare, "Algorithm
 * 65: Find", 1961) with the median of three random places as pivot, so that no order of the
 * elements makes it slow. Expected time is linear. The random numbers follow from the number of
 * elements, so that the same elements always end up in the same order.
 */
public final class RankSelection {
  private final DType dtype;
  private final Element element;
  private final int bytes;
  private long state;

  /**
   * @param dtype of the elements, float32 or float64
   */
  public RankSelection(DType dtype) {
    if (!dtype.isFloat()) {
      throw new IllegalArgumentException("not a float type: " + dtype);
    }
    this.dtype = dtype;
    this.element = Element.of(dtype);
    this.bytes = dtype.bytes();
  }

  /** The elements' type. */
  public DType dtype() {
    return dtype;
  }

  private double get(long base, long i) {
    return element.loadDouble(base + i * bytes);
  }

  private void swap(long base, long i, long j) {
    double x = get(base, i);
    element.storeDouble(base + i * bytes, get(base, j));
    element.storeDouble(base + j * bytes, x);
  }

  /**
   * Brings the elements that are not NaN to the front.
   *
   * @return how many they are
   */
  public long numbersFirst(long base, long n) {
    long kept = 0;
    for (long i = 0; i < n; i++) {
      if (!Double.isNaN(get(base, i))) {
        if (kept < i) {
          swap(base, kept, i);
        }
        kept++;
      }
    }
    return kept;
  }

  /**
   * The element of rank {@code k}, which is at place {@code k} afterwards; no earlier one is
   * greater, no later one is less.
   *
   * @param base address of the first of {@code n} elements, none of which is NaN
   */
  public double select(long base, long n, long k) {
    state = n;
    long low = 0;
    long high = n - 1;
    while (low < high) {
      double pivot = pivot(base, low, high);
      long i = low;
      long j = high;
      while (i <= j) {
        while (get(base, i) < pivot) {
          i++;
        }
        while (get(base, j) > pivot) {
          j--;
        }
        if (i <= j) {
          swap(base, i++, j--);
        }
      }
      if (k <= j) {
        high = j;
      } else if (k >= i) {
        low = i;
      } else {
        break;
      }
    }
    return get(base, k);
  }

  /** The least of the elements from {@code from} on. */
  public double least(long base, long from, long n) {
    double least = get(base, from);
    for (long i = from + 1; i < n; i++) {
      least = Math.min(least, get(base, i));
    }
    return least;
  }

  private double pivot(long base, long low, long high) {
    double a = get(base, low + below(high - low + 1));
    double b = get(base, low + below(high - low + 1));
    double c = get(base, low + below(high - low + 1));
    return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
  }

  /** Steele, Lea and Flood's SplitMix64. */
  private long below(long n) {
    state += 0x9e3779b97f4a7c15L;
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return Math.floorMod(z ^ (z >>> 31), n);
  }
}
