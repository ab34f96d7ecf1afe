package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.Shape;

/**
 * A stencil given by weights: a cell's next value is the sum of its neighbours' values times their
 * weights (a correlation, as in {@code scipy.ndimage.correlate}: the weight at offset o belongs to
 * the cell at x + o). Immutable.
 *
 * <p><b>The order of operations</b> is part of the contract, so that the bits of a result depend on
 * nothing but the stencil, the dtype, the boundaries and the initial field. All operations are in
 * the field's dtype (weights are rounded to it), each rounded on its own, without fused
 * multiply-add; weights that are zero take no part.
 *
 * <ul>
 *   <li>A <em>star</em> is a stencil of two or three dimensions that has no weights but those of
 *       the centre and of the two direct neighbours in each dimension, which are equal and not
 *       zero. With p the centre's value, u, d its neighbours along the last dimension but one, l, r
 *       those along the last, and in three dimensions f, b along the first:
 *       <ul>
 *         <li>if all neighbours have the same weight w: {@code ((u + d) + (l + r)) * w + p * c}, in
 *             three dimensions {@code (((f + b) + (u + d)) + (l + r)) * w + p * c};
 *         <li>otherwise {@code ((u + d) * wy + (l + r) * wx) + p * c}, in three dimensions {@code
 *             (((f + b) * wz + (u + d) * wy) + (l + r) * wx) + p * c}.
 *       </ul>
 *       If the centre's weight c is zero, the last product and sum are left out.
 *   <li>Any other: {@code x0 * w0}, plus {@code x1 * w1}, plus {@code x2 * w2} and so on, in C
 *       order of the offsets.
 * </ul>
 */
public final class WeightedStencil implements Stencil {
  private final int[] radius;
  private final List<Tap> taps;

  /** A neighbour and its weight. */
  static final class Tap {
    private final int[] offset;
    private final double weight;

    Tap(int[] offset, double weight) {
      this.offset = offset;
      this.weight = weight;
    }

    int offset(int dimension) {
      return offset[dimension];
    }

    double weight() {
      return weight;
    }
  }

  private WeightedStencil(int[] radius, List<Tap> taps) {
    this.radius = radius;
    this.taps = taps;
  }

  /**
   * A stencil of any weights.
   *
   * @param radius how far it reaches per dimension, in cells
   * @param weights in C order, {@code 2 * radius + 1} per dimension
   * @throws IllegalArgumentException unless there are one to four dimensions and as many weights as
   *     the radius asks for, all finite
   */
  public static WeightedStencil of(int[] radius, double... weights) {
    checkRadius(radius);
    Shape shape = Shape.of(Arrays.stream(radius).mapToLong(r -> 2L * r + 1).toArray());
    if (weights.length != shape.size()) {
      throw new IllegalArgumentException(
          "wrong number of weights: got=" + weights.length + ", expected=" + shape.size());
    }
    List<Tap> taps = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      if (!Double.isFinite(weights[i])) {
        throw new IllegalArgumentException("weight is not finite: " + weights[i]);
      }
      if (weights[i] != 0) {
        taps.add(new Tap(offset(i, radius), weights[i]));
      }
    }
    return new WeightedStencil(radius.clone(), List.copyOf(taps));
  }

  static void checkRadius(int[] radius) {
    boolean outside = Arrays.stream(radius).anyMatch(r -> r < 0 || r > 1 << 10);
    if (radius.length < 1 || radius.length > MAX_RANK || outside) {
      throw new IllegalArgumentException(
          "radius has to be 0 to 1024, in one to four dimensions: " + Arrays.toString(radius));
    }
  }

  private static int[] offset(int number, int[] radius) {
    int[] offset = new int[radius.length];
    int rest = number;
    for (int d = radius.length - 1; d >= 0; d--) {
      offset[d] = rest % (2 * radius[d] + 1) - radius[d];
      rest /= 2 * radius[d] + 1;
    }
    return offset;
  }

  /** The neighbours whose weight is not zero, in C order of their offsets. */
  List<Tap> taps() {
    return taps;
  }

  /** The weight of the neighbour at an offset; zero if it is none. */
  public double weight(int... offset) {
    for (Tap t : taps) {
      if (Arrays.equals(t.offset, offset)) {
        return t.weight;
      }
    }
    return 0;
  }

  /** Whether this is a star, as the class's description has it. */
  boolean isStar() {
    int rank = rank();
    boolean axes = rank == 2 || rank == 3;
    for (int d = 0; d < rank && axes; d++) {
      double w = axisWeight(d);
      int[] back = new int[rank];
      back[d] = -1;
      axes = radius[d] == 1 && w != 0 && weight(back) == w;
    }
    return axes && taps.size() == 2 * rank + (weight(new int[rank]) == 0 ? 0 : 1);
  }

  /** The weight of the neighbour one further along a dimension. */
  double axisWeight(int dimension) {
    int[] offset = new int[rank()];
    offset[dimension] = 1;
    return weight(offset);
  }

  @Override
  public int rank() {
    return radius.length;
  }

  @Override
  public int[] radius() {
    return radius.clone();
  }

  @Override
  public int fields() {
    return 1;
  }

  @Override
  public int inputs() {
    return 0;
  }

  @Override
  public String toString() {
    return "WeightedStencil[radius=" + Arrays.toString(radius) + ", taps=" + taps.size() + "]";
  }
}
