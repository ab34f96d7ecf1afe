package org.hyperslab.stencil;

import java.util.Arrays;

/**
 * What holds at one side of a domain. Two kinds: {@link Fixed}, {@link FixedField} and {@link Held}
 * are about cells of the domain, its outermost layers, as many as the stencil's radius; these never
 * change. The others are about ghost cells, which lie outside and are functions of cells inside;
 * all cells of the domain then change.
 *
 * <p>In the pictures {@code | a b c d |} is the domain and what is left of it are its ghost cells.
 */
public sealed interface Boundary {
  /** Dirichlet: the outermost layers are {@code value}. */
  record Fixed(double value) implements Boundary {}

  /**
   * Dirichlet: the outermost layers have a value per cell of the side. Immutable.
   *
   * @see #fixedField
   */
  final class FixedField implements Boundary {
    private final double[] values;

    private FixedField(double[] values) {
      this.values = values;
    }

    /** A cell's value, by its number among the side's cells in C order. */
    public double value(long cell) {
      return values[Math.toIntExact(cell)];
    }

    /** How many cells the side has. */
    public long size() {
      return values.length;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof FixedField f && Arrays.equals(values, f.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
      return "FixedField[" + values.length + " cells]";
    }
  }

  /** Dirichlet: the outermost layers stay what they are at the beginning. */
  record Held() implements Boundary {}

  /**
   * Neumann without flux: a mirror on the outer face of the outermost cells, {@code b a | a b c d
   * |}. Nothing passes the side, so that a symmetric stencil conserves the sum. (NumPy's pad calls
   * it {@code symmetric}, SciPy {@code reflect}.)
   */
  record Insulated() implements Boundary {}

  /**
   * Neumann with a given flux: as {@link Insulated}, plus the gradient times the distance between
   * the two cells.
   *
   * @param gradient the derivative along the outer normal, per cell
   */
  record Flux(double gradient) implements Boundary {}

  /** The domain repeats, {@code c d | a b c d |}; to be had at both sides of a dimension. */
  record Periodic() implements Boundary {}

  /**
   * A mirror on the centre of the outermost cells, {@code c b | a b c d |}. (NumPy's pad calls it
   * {@code reflect}, SciPy {@code mirror}.)
   */
  record Reflect() implements Boundary {}

  /** The outermost cell is repeated, {@code a a | a b c d |}. */
  record Nearest() implements Boundary {}

  /**
   * A fixed value per cell of a side.
   *
   * @param values in C order over the domain's dimensions without the side's own; copied
   */
  static FixedField fixedField(double... values) {
    return new FixedField(values.clone());
  }

  /** Whether cells of the domain are held, instead of ghost cells filled. */
  default boolean holdsCells() {
    return switch (this) {
      case Fixed f -> true;
      case FixedField f -> true;
      case Held h -> true;
      case Insulated i -> false;
      case Flux f -> false;
      case Periodic p -> false;
      case Reflect r -> false;
      case Nearest n -> false;
    };
  }
}
