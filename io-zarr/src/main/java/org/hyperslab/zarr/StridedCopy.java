package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.hyperslab.grid.Shape;

/**
 * Copies a box of elements between two layouts, where one side may be transposed or larger than the
 * box. Dimensions that are one run on both sides are merged; runs are copied by {@link
 * MemorySegment#copy}, transposed planes in tiles, so that neither side is walked with a large step
 * for long.
 */
final class StridedCopy {
  /**
   * A tile of 32 x 32 elements of 8 bytes is 8 KiB on either side and stays in the first-level
   * cache.
   */
  private static final long TILE = 32;

  private final MemorySegment from;
  private final MemorySegment to;
  private final int elementBytes;
  private final long[] extents;
  private final long[] fromStrides;
  private final long[] toStrides;

  private StridedCopy(Layout from, Layout to, int elementBytes, long[] extents, int[] kept) {
    this.from = from.memory;
    this.to = to.memory;
    this.elementBytes = elementBytes;
    this.extents = extents;
    this.fromStrides = new long[kept.length];
    this.toStrides = new long[kept.length];
    for (int i = 0; i < kept.length; i++) {
      this.fromStrides[i] = from.strides[kept[i]];
      this.toStrides[i] = to.strides[kept[i]];
    }
  }

  /** Memory and the strides, in elements, by which the box lies in it from its begin on. */
  static final class Layout {
    private final MemorySegment memory;
    private final long[] strides;

    Layout(MemorySegment memory, long[] strides) {
      this.memory = memory;
      this.strides = strides;
    }
  }

  static void copy(Layout from, Layout to, Shape box, int elementBytes) {
    if (box.isEmpty()) {
      return;
    }
    int rank = 0;
    int[] kept = new int[box.rank()];
    long[] extents = new long[box.rank()];
    for (int d = 0; d < box.rank(); d++) {
      long n = box.dim(d);
      if (n == 1) {
        continue;
      }
      boolean joins =
          rank > 0
              && from.strides[kept[rank - 1]] == n * from.strides[d]
              && to.strides[kept[rank - 1]] == n * to.strides[d];
      if (joins) {
        extents[rank - 1] *= n;
        kept[rank - 1] = d;
      } else {
        extents[rank] = n;
        kept[rank++] = d;
      }
    }
    new StridedCopy(from, to, elementBytes, Arrays.copyOf(extents, rank), Arrays.copyOf(kept, rank))
        .run();
  }

  private void run() {
    int rank = extents.length;
    if (rank == 0) {
      MemorySegment.copy(from, 0, to, 0, elementBytes);
    } else if (fromStrides[rank - 1] == 1 && toStrides[rank - 1] == 1) {
      rows(0, 0, 0);
    } else {
      tiles(0, 0, 0, fastest());
    }
  }

  /** The dimension, other than the last if there is another, that either side walks fastest. */
  private int fastest() {
    int best = 0;
    for (int d = 1; d < extents.length - 1; d++) {
      if (step(d) < step(best)) {
        best = d;
      }
    }
    return best;
  }

  private long step(int d) {
    return Math.min(fromStrides[d], toStrides[d]);
  }

  private void rows(int d, long fromAt, long toAt) {
    if (d == extents.length - 1) {
      MemorySegment.copy(
          from, fromAt * elementBytes, to, toAt * elementBytes, extents[d] * elementBytes);
      return;
    }
    for (long i = 0; i < extents[d]; i++) {
      rows(d + 1, fromAt + i * fromStrides[d], toAt + i * toStrides[d]);
    }
  }

  private void tiles(int d, long fromAt, long toAt, int row) {
    int last = extents.length - 1;
    if (d == last) {
      plane(row, fromAt, toAt);
    } else if (d == row) {
      tiles(d + 1, fromAt, toAt, row);
    } else {
      for (long i = 0; i < extents[d]; i++) {
        tiles(d + 1, fromAt + i * fromStrides[d], toAt + i * toStrides[d], row);
      }
    }
  }

  /** Copies the plane of dimensions {@code row} and last; they are the same in one dimension. */
  private void plane(int row, long fromAt, long toAt) {
    int last = extents.length - 1;
    long rows = row == last ? 1 : extents[row];
    for (long r = 0; r < rows; r += TILE) {
      long rowEnd = Math.min(rows, r + TILE);
      for (long c = 0; c < extents[last]; c += TILE) {
        long columnEnd = Math.min(extents[last], c + TILE);
        for (long i = r; i < rowEnd; i++) {
          line(
              fromAt + i * fromStrides[row] + c * fromStrides[last],
              toAt + i * toStrides[row] + c * toStrides[last],
              columnEnd - c);
        }
      }
    }
  }

  private void line(long fromAt, long toAt, long n) {
    long f = fromStrides[fromStrides.length - 1];
    long t = toStrides[toStrides.length - 1];
    switch (elementBytes) {
      case 1 -> {
        for (long i = 0; i < n; i++) {
          to.set(
              ValueLayout.JAVA_BYTE, toAt + i * t, from.get(ValueLayout.JAVA_BYTE, fromAt + i * f));
        }
      }
      case 2 -> {
        ValueLayout.OfShort v = ValueLayout.JAVA_SHORT_UNALIGNED;
        for (long i = 0; i < n; i++) {
          to.set(v, 2 * (toAt + i * t), from.get(v, 2 * (fromAt + i * f)));
        }
      }
      case 4 -> {
        ValueLayout.OfInt v = ValueLayout.JAVA_INT_UNALIGNED;
        for (long i = 0; i < n; i++) {
          to.set(v, 4 * (toAt + i * t), from.get(v, 4 * (fromAt + i * f)));
        }
      }
      default -> {
        ValueLayout.OfLong v = ValueLayout.JAVA_LONG_UNALIGNED;
        for (long i = 0; i < n; i++) {
          to.set(v, 8 * (toAt + i * t), from.get(v, 8 * (fromAt + i * f)));
        }
      }
    }
  }
}
