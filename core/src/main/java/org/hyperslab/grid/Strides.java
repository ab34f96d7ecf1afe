package org.hyperslab.grid;

/** Arithmetic on strides, which are counted in elements. */
public final class Strides {
  private Strides() {}

  /**
   * The strides of a C-contiguous array. A dimension of extent 0 counts as 1, so that no stride is
   * 0.
   */
  public static long[] contiguous(Shape shape) {
    long[] strides = new long[shape.rank()];
    long step = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      strides[d] = step;
      step *= Math.max(1, shape.dim(d));
    }
    return strides;
  }

  /** Whether elements of {@code shape} laid out with {@code strides} are one C-contiguous run. */
  public static boolean isContiguous(Shape shape, long[] strides) {
    long step = 1;
    for (int d = strides.length - 1; d >= 0; d--) {
      if (shape.dim(d) != 1 && strides[d] != step) {
        return shape.isEmpty();
      }
      step *= shape.dim(d);
    }
    return true;
  }

  /** The element offset of {@code index}. */
  public static long offset(long[] strides, long[] index) {
    long offset = 0;
    for (int d = 0; d < strides.length; d++) {
      offset += strides[d] * index[d];
    }
    return offset;
  }
}
