package org.hyperslab.grid;

import java.util.ArrayList;
import java.util.List;

/**
 * What lies beyond the ends of an axis, for operations that look at an element's neighbours. Names
 * and meanings are those of {@code scipy.ndimage}.
 */
public enum EdgeMode {
  /** {@code d c b a | a b c d | d c b a}: mirrored, the last element included. */
  REFLECT,
  /** {@code d c b | a b c d | c b a}: mirrored at the last element. */
  MIRROR,
  /** {@code a a a | a b c d | d d d}: the last element again and again. */
  NEAREST,
  /** {@code b c d | a b c d | a b c}: periodic. */
  WRAP,
  /** {@code k k k | a b c d | k k k}: one value. */
  CONSTANT;

  /**
   * Neighbours that are taken from neighbours, forwards or backwards.
   *
   * @param position where the run begins, an index that may lie beyond the axis
   * @param source the least index of the axis that it takes
   * @param length elements
   * @param backwards whether it takes them from the last one to the first
   */
  public record Run(long position, long source, long length, boolean backwards) {}

  /** Whether what lies beyond an end is other elements, one by one. */
  public boolean isTakenFromElements() {
    return switch (this) {
      case REFLECT, MIRROR, WRAP -> true;
      case NEAREST, CONSTANT -> false;
    };
  }

  /**
   * The runs that give the elements from index {@code from} to {@code to}, exclusive, of an axis of
   * {@code extent}; where the mode takes no elements, only what lies inside of the axis.
   */
  public List<Run> runs(long from, long to, long extent) {
    List<Run> runs = new ArrayList<>();
    long inside = Math.max(from, 0);
    long end = Math.min(to, extent);
    if (isTakenFromElements()) {
      outside(from, Math.min(to, 0), extent, runs);
    }
    if (inside < end) {
      runs.add(new Run(inside, inside, end - inside, false));
    }
    if (isTakenFromElements()) {
      outside(Math.max(from, extent), to, extent, runs);
    }
    return runs;
  }

  private void outside(long from, long to, long extent, List<Run> runs) {
    long at = from;
    while (at < to) {
      boolean backwards = steps(at, extent) < 0;
      long first = source(at, extent);
      long longest = backwards ? first + 1 : extent - first;
      long length = Math.min(to - at, longest);
      if (this == MIRROR && extent > 1) {
        // The turning point belongs to one of the two runs that meet there.
        length = Math.min(to - at, Math.max(1, longest - 1));
      }
      runs.add(new Run(at, backwards ? first - length + 1 : first, length, backwards));
      at += length;
    }
  }

  /** The element of the axis that stands for an index beyond it. */
  private long source(long index, long extent) {
    return switch (this) {
      case WRAP -> Math.floorMod(index, extent);
      case REFLECT -> {
        long q = Math.floorMod(index, 2 * extent);
        yield q < extent ? q : 2 * extent - 1 - q;
      }
      case MIRROR -> {
        long q = extent == 1 ? 0 : Math.floorMod(index, 2 * extent - 2);
        yield q < extent ? q : 2 * extent - 2 - q;
      }
      case NEAREST, CONSTANT -> throw new IllegalStateException("no element beyond the axis");
    };
  }

  /** Whether elements go up (1) or down (-1) from an index beyond the axis on. */
  private int steps(long index, long extent) {
    return switch (this) {
      case REFLECT -> Math.floorMod(index, 2 * extent) < extent ? 1 : -1;
      case MIRROR -> extent == 1 || Math.floorMod(index, 2 * extent - 2) < extent - 1 ? 1 : -1;
      default -> 1;
    };
  }
}
