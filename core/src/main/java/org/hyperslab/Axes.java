package org.hyperslab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.Shape;

/** The axes that a reduction is over. Immutable. */
public final class Axes {
  private final int[] axes;
  private final boolean keepDims;

  private Axes(int[] axes, boolean keepDims) {
    this.axes = axes;
    this.keepDims = keepDims;
  }

  /** All axes. */
  public static Axes all() {
    return new Axes(new int[0], false);
  }

  /** Some axes, negative ones counted from the end; all if none are given. */
  public static Axes of(int... axes) {
    return new Axes(axes.clone(), false);
  }

  /** The same axes; they stay in the result, with extent 1. */
  public Axes keepDims() {
    return new Axes(axes, true);
  }

  boolean keepsDims() {
    return keepDims;
  }

  /** The axes of a shape, ascending. */
  List<Integer> on(Shape shape) {
    List<Integer> result = new ArrayList<>();
    if (axes.length == 0) {
      for (int d = 0; d < shape.rank(); d++) {
        result.add(d);
      }
      return result;
    }
    for (int axis : axes) {
      int a = shape.axis(axis);
      if (result.contains(a)) {
        throw new IllegalArgumentException("duplicate axis: axes=" + Arrays.toString(axes));
      }
      result.add(a);
    }
    result.sort(null);
    return result;
  }

  @Override
  public String toString() {
    return (axes.length == 0 ? "all" : Arrays.toString(axes)) + (keepDims ? ", keepDims" : "");
  }
}
