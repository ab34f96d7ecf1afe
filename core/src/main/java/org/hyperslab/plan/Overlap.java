package org.hyperslab.plan;

import java.util.Collections;
import java.util.List;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Halo;

/**
 * How far the blocks that a function gets reach into their neighbours, and what stands beyond the
 * ends of the array. Immutable.
 *
 * @param halo the widths, in elements
 * @param modes what lies beyond the ends, per dimension
 * @param value what stands there for {@link EdgeMode#CONSTANT}; converted to the inputs' dtypes as
 *     a Java cast does
 */
public record Overlap(Halo halo, List<EdgeMode> modes, double value) {
  /**
   * @throws IllegalArgumentException if the numbers of dimensions differ
   */
  public Overlap {
    modes = List.copyOf(modes);
    if (modes.size() != halo.rank()) {
      throw new IllegalArgumentException("rank mismatch: halo=" + halo + ", modes=" + modes);
    }
  }

  /** The same width and mode on all sides; beyond the ends of a constant edge is 0. */
  public static Overlap of(int rank, long width, EdgeMode mode) {
    long[] widths = new long[rank];
    java.util.Arrays.fill(widths, width);
    return of(mode, widths);
  }

  /** The same mode on all sides, a width per dimension. */
  public static Overlap of(EdgeMode mode, long... widths) {
    return new Overlap(Halo.of(widths), Collections.nCopies(widths.length, mode), 0);
  }

  /** Blocks that don't reach beyond themselves. */
  public static Overlap none(int rank) {
    return new Overlap(Halo.none(rank), Collections.nCopies(rank, EdgeMode.NEAREST), 0);
  }

  /**
   * What a block from {@code start} to {@code end} along a dimension and its surroundings are taken
   * from.
   */
  public List<EdgeMode.Run> runs(int dimension, long start, long end, long extent) {
    return modes
        .get(dimension)
        .runs(start - halo.before(dimension), end + halo.after(dimension), extent);
  }

  /** The same with another value beyond constant edges. */
  public Overlap withValue(double beyond) {
    return new Overlap(halo, modes, beyond);
  }
}
