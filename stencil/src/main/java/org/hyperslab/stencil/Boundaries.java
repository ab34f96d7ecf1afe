package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * The boundaries at all sides of a domain, in an order. Where two sides with fixed values meet, the
 * one that comes later in the order wins, as the later of two assignments to slices does in NumPy:
 *
 * <pre>{@code
 * u[-1, :] = 100; u[0, :] = 0; u[:, -1] = 30; u[:, 0] = 0
 *
 * Boundaries.all(2, new Boundary.Fixed(0))
 *     .high(0, new Boundary.Fixed(100))
 *     .low(0, new Boundary.Fixed(0))
 *     .high(1, new Boundary.Fixed(30))
 *     .low(1, new Boundary.Fixed(0))
 * }</pre>
 *
 * A fixed side wins over one that is not, whatever their order. Ghost cells in corners are filled
 * along the last dimension first: their value is that of the cell at the mapped coordinates, plus
 * what {@link Boundary.Flux} adds along the last dimension, plus what it adds along the one before.
 * Immutable.
 */
public final class Boundaries {
  private final int rank;
  private final Map<Side, Boundary> sides;

  private Boundaries(int rank, Map<Side, Boundary> sides) {
    this.rank = rank;
    this.sides = sides;
  }

  /** The same boundary at all sides; the order is low 0, high 0, low 1, .... */
  public static Boundaries all(int rank, Boundary boundary) {
    Map<Side, Boundary> sides = new LinkedHashMap<>();
    for (int d = 0; d < rank; d++) {
      sides.put(Side.low(d), boundary);
      sides.put(Side.high(d), boundary);
    }
    return new Boundaries(rank, sides);
  }

  /**
   * With another boundary at one side, which becomes the last in the order.
   *
   * @throws IllegalArgumentException if there is no such side
   */
  public Boundaries with(Side side, Boundary boundary) {
    if (side.dimension() < 0 || side.dimension() >= rank) {
      throw new IllegalArgumentException("no such side: side=" + side + ", rank=" + rank);
    }
    Map<Side, Boundary> copy = new LinkedHashMap<>(sides);
    copy.remove(side);
    copy.put(side, boundary);
    return new Boundaries(rank, copy);
  }

  /** {@link #with} for the low side of a dimension. */
  public Boundaries low(int dimension, Boundary boundary) {
    return with(Side.low(dimension), boundary);
  }

  /** {@link #with} for the high side of a dimension. */
  public Boundaries high(int dimension, Boundary boundary) {
    return with(Side.high(dimension), boundary);
  }

  /** {@link #with} for the low side of a dimension, then the high one. */
  public Boundaries both(int dimension, Boundary boundary) {
    return low(dimension, boundary).high(dimension, boundary);
  }

  public int rank() {
    return rank;
  }

  public Boundary at(Side side) {
    Boundary b = sides.get(side);
    if (b == null) {
      throw new IllegalArgumentException("no such side: side=" + side + ", rank=" + rank);
    }
    return b;
  }

  /** The sides in their order. */
  public List<Side> order() {
    return new ArrayList<>(sides.keySet());
  }

  /** Whether a dimension repeats. */
  public boolean isPeriodic(int dimension) {
    return at(Side.low(dimension)) instanceof Boundary.Periodic;
  }

  /**
   * Checks that these can be the boundaries of a domain.
   *
   * @throws IllegalArgumentException if ranks differ, if only one side of a dimension is periodic,
   *     or if a fixed field has another size than its side
   */
  public void check(Shape domain) {
    if (domain.rank() != rank) {
      throw new IllegalArgumentException(
          "rank mismatch: boundaries=" + rank + ", domain=" + domain);
    }
    for (int d = 0; d < rank; d++) {
      if (isPeriodic(d) != (at(Side.high(d)) instanceof Boundary.Periodic)) {
        throw new IllegalArgumentException("only one side is periodic: dimension=" + d);
      }
    }
    sides.forEach(
        (side, boundary) -> {
          long cells = domain.with(side.dimension(), 1).size();
          if (boundary instanceof Boundary.FixedField f && f.size() != cells) {
            throw new IllegalArgumentException(
                "fixed field of another size: side=%s, values=%d, cells=%d"
                    .formatted(side, f.size(), cells));
          }
        });
  }

  /**
   * The cells that change: the domain without the layers that are held.
   *
   * @param layers how many are held per dimension: the stencil's radius
   */
  public Region changing(Shape domain, int[] layers) {
    long[] from = new long[rank];
    long[] extent = new long[rank];
    for (int d = 0; d < rank; d++) {
      from[d] = at(Side.low(d)).holdsCells() ? Math.min(layers[d], domain.dim(d)) : 0;
      long end = domain.dim(d) - (at(Side.high(d)).holdsCells() ? layers[d] : 0);
      extent[d] = Math.max(0, end - from[d]);
    }
    return Region.of(from, Shape.of(extent));
  }

  /**
   * Assigns the fixed values, in the sides' order, to those of the held cells that lie in a block.
   *
   * @param place where the block lies in the domain
   * @param layers how many are held per dimension: the stencil's radius
   */
  public void assign(Block block, Region place, Shape domain, int[] layers) {
    sides.forEach(
        (side, boundary) -> {
          int d = side.dimension();
          long width = Math.min(layers[d], domain.dim(d));
          long[] from = new long[rank];
          from[d] = side.high() ? domain.dim(d) - width : 0;
          Region held = place.intersect(Region.of(from, domain.with(d, width)));
          switch (boundary) {
            case Boundary.Fixed f -> Cells.forEach(held, at -> set(block, place, at, f.value()));
            case Boundary.FixedField f ->
                Cells.forEach(
                    held, at -> set(block, place, at, f.value(numberInSide(at, d, domain))));
            case Boundary.Held h -> {}
            case Boundary.Insulated i -> {}
            case Boundary.Flux f -> {}
            case Boundary.Periodic p -> {}
            case Boundary.Reflect r -> {}
            case Boundary.Nearest n -> {}
          }
        });
  }

  private static void set(Block block, Region place, long[] at, double value) {
    long[] index = at.clone();
    for (int d = 0; d < index.length; d++) {
      index[d] -= place.start(d);
    }
    block.setDouble(value, index);
  }

  private static long numberInSide(long[] at, int dimension, Shape domain) {
    long number = 0;
    for (int d = 0; d < at.length; d++) {
      number = d == dimension ? number : number * domain.dim(d) + at[d];
    }
    return number;
  }

  /**
   * The coordinate in the domain of the cell that a ghost cell is a copy of, along one dimension.
   * Ghost cells beyond held layers are copies of the outermost cell.
   */
  public long source(int dimension, long coordinate, long extent) {
    long c = coordinate;
    while (c < 0 || c >= extent) {
      c = mapped(at(new Side(dimension, c >= extent)), c, extent);
    }
    return c;
  }

  /** What a ghost cell has more than the cell that it is a copy of, along one dimension. */
  public double excess(int dimension, long coordinate, long extent) {
    double excess = 0;
    long c = coordinate;
    while (c < 0 || c >= extent) {
      Boundary b = at(new Side(dimension, c >= extent));
      long next = mapped(b, c, extent);
      excess += b instanceof Boundary.Flux f ? f.gradient() * Math.abs(next - c) : 0;
      c = next;
    }
    return excess;
  }

  /** One mirroring, or whatever; the result may be outside at the other side. */
  private static long mapped(Boundary boundary, long c, long extent) {
    long nearest = c < 0 ? 0 : extent - 1;
    return switch (boundary) {
      case Boundary.Fixed f -> nearest;
      case Boundary.FixedField f -> nearest;
      case Boundary.Held h -> nearest;
      case Boundary.Nearest n -> nearest;
      case Boundary.Periodic p -> Math.floorMod(c, extent);
      case Boundary.Reflect r -> extent == 1 ? 0 : 2 * nearest - c;
      case Boundary.Insulated i -> mirrored(c, extent);
      case Boundary.Flux f -> mirrored(c, extent);
    };
  }

  private static long mirrored(long c, long extent) {
    return c < 0 ? -1 - c : 2 * extent - 1 - c;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Boundaries b
        && rank == b.rank
        && new ArrayList<>(sides.entrySet()).equals(new ArrayList<>(b.sides.entrySet()));
  }

  @Override
  public int hashCode() {
    return sides.hashCode();
  }

  /** The sides in their order. */
  @Override
  public String toString() {
    return sides.toString();
  }
}
