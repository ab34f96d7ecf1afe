package org.hyperslab.plan;

import java.util.Arrays;

/**
 * Which indices along an axis belong together: index {@code i} carries label {@code at(i)}, from 0
 * to {@link #count()} - 1, or none. A reduction over a labelled axis gives a result per label
 * instead of one. Immutable.
 */
public final class Labels {
  /** The label of an index that is left out. */
  public static final int NONE = -1;

  private final int axis;
  private final int count;
  private final int[] labels;
  private final int hash;

  private Labels(int axis, int count, int[] labels) {
    this.axis = axis;
    this.count = count;
    this.labels = labels;
    this.hash = 31 * (31 * axis + count) + Arrays.hashCode(labels);
  }

  /**
   * @param axis the labelled axis
   * @param labels a label per index along it; negative ones leave their index out
   * @param count how many labels there are, whether they occur or not
   * @throws IllegalArgumentException if a label is not below {@code count}, or there are too many
   */
  public static Labels of(int axis, long[] labels, long count) {
    if (count < 0 || count > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("groups out of range: groups=" + count);
    }
    int[] narrow = new int[labels.length];
    for (int i = 0; i < narrow.length; i++) {
      if (labels[i] >= count) {
        throw new IllegalArgumentException(
            "label out of range: index=" + i + ", label=" + labels[i] + ", groups=" + count);
      }
      narrow[i] = labels[i] < 0 ? NONE : (int) labels[i];
    }
    return new Labels(axis, (int) count, narrow);
  }

  /** The labelled axis. */
  public int axis() {
    return axis;
  }

  /** How many labels there are. */
  public int count() {
    return count;
  }

  /** How many indices there are. */
  public int size() {
    return labels.length;
  }

  /** The label of an index, or {@link #NONE}. */
  public int at(long index) {
    return labels[Math.toIntExact(index)];
  }

  /** How many indices carry each label. */
  public long[] sizes() {
    long[] sizes = new long[count];
    for (int label : labels) {
      if (label != NONE) {
        sizes[label]++;
      }
    }
    return sizes;
  }

  /** The labels {@code start, start + step, ...}, {@code n} of them, renamed to 0, 1, .... */
  Labels select(long start, long step, long n) {
    if (start == 0 && step == 1 && n == count) {
      return this;
    }
    int[] renamed = new int[labels.length];
    for (int i = 0; i < renamed.length; i++) {
      long to = labels[i] == NONE ? NONE : Math.floorDiv(labels[i] - start, step);
      boolean chosen = to >= 0 && to < n && start + to * step == labels[i];
      renamed[i] = chosen ? (int) to : NONE;
    }
    return new Labels(axis, Math.toIntExact(n), renamed);
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Labels l
        && l.hash == hash
        && l.axis == axis
        && l.count == count
        && Arrays.equals(l.labels, labels);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  /** Such as {@code 12 labels along axis 0}. */
  @Override
  public String toString() {
    return count + " labels along axis " + axis;
  }
}
