package org.hyperslab.stencil;

import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.NativeMemory;

/**
 * The ghost cells of a region along one dimension: their coordinates, the coordinates of the cells
 * that they are copies of, and what they have more.
 */
final class SideGhosts {
  static final SideGhosts NONE = new SideGhosts(new long[0], new long[0], new double[0]);

  private final long[] ghost;
  private final long[] source;
  private final double[] excess;

  private SideGhosts(long[] ghost, long[] source, double[] excess) {
    this.ghost = ghost;
    this.source = source;
    this.excess = excess;
  }

  /** Those before the domain's first cell. */
  static SideGhosts low(Evolution e, Region place, int d) {
    return of(e, d, place.start(d), 0);
  }

  /** Those behind the domain's last cell. */
  static SideGhosts high(Evolution e, Region place, int d) {
    return of(e, d, e.domain().dim(d), place.end(d));
  }

  private static SideGhosts of(Evolution e, int d, long from, long to) {
    if (e.boundaries().isPeriodic(d) || from >= to) {
      return NONE;
    }
    int count = Math.toIntExact(to - from);
    long n = e.domain().dim(d);
    long[] ghost = new long[count];
    long[] source = new long[count];
    double[] excess = new double[count];
    for (int i = 0; i < count; i++) {
      ghost[i] = from + i;
      source[i] = e.boundaries().source(d, ghost[i], n);
      excess[i] = e.boundaries().excess(d, ghost[i], n);
    }
    return new SideGhosts(ghost, source, excess);
  }

  int count() {
    return ghost.length;
  }

  /** Coordinate of a ghost cell. */
  long ghost(int i) {
    return ghost[i];
  }

  /** Coordinate of the cell that it is a copy of. */
  long source(int i) {
    return source[i];
  }

  /** What it has more. */
  double excess(int i) {
    return excess[i];
  }

  /** Fills those of a row along the last dimension, whose cell 0 is at an address. */
  void fill(long row, DType dtype) {
    for (int i = 0; i < ghost.length; i++) {
      if (dtype == DType.FLOAT64) {
        double value = NativeMemory.getDouble(row + source[i] * 8);
        NativeMemory.putDouble(row + ghost[i] * 8, excess[i] == 0 ? value : value + excess[i]);
      } else {
        float value = NativeMemory.getFloat(row + source[i] * 4);
        float more = (float) excess[i];
        NativeMemory.putFloat(row + ghost[i] * 4, excess[i] == 0 ? value : value + more);
      }
    }
  }

  /** Copies {@code n} cells, and adds what they have more. */
  static void copy(long from, long to, long n, DType dtype, double excess) {
    NativeMemory.ALL
        .asSlice(to, n * dtype.bytes())
        .copyFrom(NativeMemory.ALL.asSlice(from, n * dtype.bytes()));
    if (excess != 0) {
      for (long i = 0; i < n; i++) {
        if (dtype == DType.FLOAT64) {
          NativeMemory.putDouble(to + i * 8, NativeMemory.getDouble(to + i * 8) + excess);
        } else {
          NativeMemory.putFloat(to + i * 4, NativeMemory.getFloat(to + i * 4) + (float) excess);
        }
      }
    }
  }
}
