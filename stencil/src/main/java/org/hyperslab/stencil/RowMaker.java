package org.hyperslab.stencil;

import java.util.List;
import java.util.Objects;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.stencil.kernel.Formula;
import org.hyperslab.stencil.kernel.StarEdge;
import org.hyperslab.stencil.kernel.StarKernel;
import org.hyperslab.stencil.kernel.StencilLoops;
import org.hyperslab.stencil.kernel.StencilRow;
import org.hyperslab.stencil.kernel.Weights;
import org.jspecify.annotations.Nullable;

/**
 * Computes rows of a weighted stencil from one layout into another: several at once where the
 * stencil is a star and both layouts have room, else one by one. Not thread-safe.
 */
final class RowMaker {
  private static final int ALIGNMENT = 64;

  private final int rank;
  private final int bytes;
  private final @Nullable StarKernel star;
  private final @Nullable StarEdge edge;
  private final StencilRow kernel;
  private final Weights weights;
  private final boolean isStar;
  private final long[][] taps;
  private final long[] in;
  private final long[] starIn = new long[StarKernel.rows(2) + 2];
  private final long[] starOut = new long[StarKernel.rows(2)];
  private final long[] planeAt = new long[4];

  RowMaker(WeightedStencil stencil, DType dtype) {
    Formula formula = WeightedKernel.formula(stencil);
    this.rank = stencil.rank();
    this.bytes = dtype.bytes();
    this.isStar = stencil.isStar();
    this.star = StencilLoops.star(formula, dtype);
    this.edge = StencilLoops.edge(formula, dtype);
    this.kernel = StencilLoops.row(formula, dtype);
    this.weights = Weights.of(formula, dtype);
    this.taps = isStar ? starTaps(rank) : taps(stencil);
    this.in = new long[taps.length];
  }

  /** What a row kernel reads for a star, as offsets in the four dimensions of {@link Layout}. */
  private static long[][] starTaps(int rank) {
    return rank == 2
        ? new long[][] {{0, 0, 0, 0}, {-1, 0, 0, 0}, {1, 0, 0, 0}}
        : new long[][] {{0, 0, 0, 0}, {0, 0, -1, 0}, {0, 0, 1, 0}, {-1, 0, 0, 0}, {1, 0, 0, 0}};
  }

  private static long[][] taps(WeightedStencil stencil) {
    List<WeightedStencil.Tap> all = stencil.taps();
    long[][] taps = new long[all.size()][4];
    for (int i = 0; i < taps.length; i++) {
      for (int d = 0; d < stencil.rank(); d++) {
        taps[i][Layout.dimension(d, stencil.rank())] = all.get(i).offset(d);
      }
    }
    return taps;
  }

  /** Makes the cells from x0 to x1 of a row. */
  void one(Layout from, Layout to, long p, long q, long y, long x0, long x1) {
    for (int i = 0; i < in.length; i++) {
      long[] t = taps[i];
      in[i] = from.row(p + t[0], q + t[1], y + t[2]) + (x0 + t[3]) * bytes;
    }
    kernel.row(to.row(p, q, y) + x0 * bytes, in, Math.toIntExact(x1 - x0), weights.address());
  }

  /**
   * Makes several rows: in two dimensions (p, 0) and those after it, in three (p, y) and (p + 1,
   * y).
   *
   * @param rows how many, a multiple of {@link #unit}
   * @param known the cells whose values are known then: those that are not computed keep theirs.
   *     Cells beside these are changed too, within the room that both layouts have
   */
  void group(Layout from, Layout to, long p, long y, int rows, Box known, Box computed) {
    long start = Math.floorDiv(computed.x0() * bytes, ALIGNMENT) * ALIGNMENT;
    if (rank == 2) {
      from.planes(p - 1, rows + 2, start, starIn, 0);
      to.planes(p, rows, start, starOut, 0);
    } else {
      from.planes(p - 1, 4, start + y * from.row(), planeAt, 0);
      starIn[0] = planeAt[0];
      rows(planeAt[1], from.row(), 1);
      rows(planeAt[2], from.row(), 4);
      starIn[7] = planeAt[3];
      to.planes(p, 2, start + y * to.row(), starOut, 0);
    }
    int first = Math.toIntExact(computed.x0() - start / bytes);
    int end = Math.toIntExact(computed.x1() - start / bytes);
    boolean heldBefore = known.x0() < computed.x0();
    boolean heldBehind = known.x1() > computed.x1();
    if (edge != null) {
      inVectors(rows, heldBefore ? first : 0, end, heldBehind);
    } else {
      Objects.requireNonNull(star).compute(starOut, starIn, rows, end, weights.address());
      for (int r = 0; r < rows; r++) {
        long cells = starIn[rank == 2 ? r + 1 : 3 * r + 2] - start;
        keep(cells, starOut[r] - start, known.x0(), computed.x0());
        keep(cells, starOut[r] - start, computed.x1(), known.x1());
      }
    }
  }

  /** Computes cells, those before {@code from} and, if so, those from {@code end} on being held. */
  private void inVectors(int rows, int from, int end, boolean heldBehind) {
    StarEdge edge = Objects.requireNonNull(this.edge);
    StarKernel star = Objects.requireNonNull(this.star);
    int lanes = edge.lanes();
    int first = from > 0 ? lanes : 0;
    int last = heldBehind ? end / lanes * lanes : end;
    if (from > 0) {
      edge.compute(starOut, starIn, rows, from, Math.min(end, lanes), weights.address());
      move(lanes);
    }
    if (last > first) {
      star.compute(starOut, starIn, rows, last - first, weights.address());
    }
    if (heldBehind && last >= first) {
      move(last - first);
      edge.compute(starOut, starIn, rows, 0, end - last, weights.address());
    }
  }

  private void move(int cells) {
    for (int i = 0; i < starIn.length; i++) {
      starIn[i] += (long) cells * bytes;
    }
    for (int i = 0; i < starOut.length; i++) {
      starOut[i] += (long) cells * bytes;
    }
  }

  /** Copies the cells from x0 to x1 between rows whose cells 0 are at these addresses. */
  void keep(long from, long to, long x0, long x1) {
    for (long x = x0; x < x1; x++) {
      if (bytes == 8) {
        NativeMemory.putLong(to + x * 8, NativeMemory.getLong(from + x * 8));
      } else {
        NativeMemory.putInt(to + x * 4, NativeMemory.getInt(from + x * 4));
      }
    }
  }

  /** A row and those before and after it. */
  private void rows(long plane, long row, int at) {
    starIn[at] = plane - row;
    starIn[at + 1] = plane;
    starIn[at + 2] = plane + row;
  }

  /** Whether rows can be made in groups. */
  boolean inGroups(Layout from, Layout to) {
    return star != null && from.roomy() && to.roomy();
  }

  /** {@link #group} makes multiples of so many rows. */
  int unit() {
    return Objects.requireNonNull(star).unit();
  }

  /** Whether there is a loop over several rows at all. */
  boolean isStar() {
    return star != null;
  }
}
