package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import org.hyperslab.block.DType;

/**
 * The place of the least or greatest element. State: value (float64, or int64 for integers) and
 * index.
 *
 * <p>One order decides whatever order elements are folded in: NaN before numbers, then the better
 * value, then the smaller index. No element at all is the worst value at the greatest index, so
 * that it loses against every element.
 */
abstract class ArgExtreme implements ReduceKernel {
  /** Which end of which type. */
  record Spec(ReduceOp op, DType in) {
    boolean max() {
      return op == ReduceOp.ARGMAX;
    }

    /** The value that no other is worse than, as bits of the state. */
    long worst() {
      if (in.isFloat()) {
        return Double.doubleToRawLongBits(
            max() ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
      }
      if (in == DType.UINT64) {
        return max() ? 0 : -1;
      }
      return max() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  private static final long NOWHERE = Long.MAX_VALUE;

  private final Spec spec;

  ArgExtreme(Spec spec) {
    this.spec = spec;
  }

  @Override
  public int fields() {
    return 2;
  }

  @Override
  public DType resultType() {
    return DType.INT64;
  }

  @Override
  public void init(long state, long stride, int n) {
    long worst = spec.worst();
    for (int i = 0; i < n; i++) {
      NativeMemory.putLong(state + 8L * i, worst);
      NativeMemory.putLong(state + stride + 8L * i, NOWHERE);
    }
  }

  @Override
  public void combine(long state, long stride, long other, long otherStride, int n) {
    for (int i = 0; i < n; i++) {
      long from = other + 8L * i;
      long value = NativeMemory.getLong(from);
      offer(state + 8L * i, stride, value, NativeMemory.getLong(from + otherStride));
    }
  }

  /**
   * Puts a value (as bits of the state) and its index into a cell if they come before what is
   * there.
   */
  abstract void offer(long cell, long stride, long value, long index);

  @Override
  public void finish(long dst, long state, long stride, int n, long count) {
    String name = spec.max() ? "argmax" : "argmin";
    States.refuseEmpty("attempt to get " + name + " of an empty sequence", n, count);
    for (int i = 0; i < n; i++) {
      NativeMemory.putLong(dst + 8L * i, NativeMemory.getLong(state + stride + 8L * i));
    }
  }

  /** Template of the folds, see {@link Spinner}. */
  static final class Scalar extends ArgExtreme {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Element IN = Element.of(SPEC.in());
    private static final boolean MAX = SPEC.max();
    private static final long UNSIGNED_BIAS = SPEC.in() == DType.UINT64 ? Long.MIN_VALUE : 0;

    Scalar() {
      super(SPEC);
    }

    private static long element(long at) {
      return IN.floating() ? Double.doubleToRawLongBits(IN.loadDouble(at)) : IN.loadLong(at);
    }

    /** Negative if {@code x} comes before {@code y}, zero if the index decides. */
    private static int compare(long x, long y) {
      if (!IN.floating()) {
        int sign = Long.compare(x ^ UNSIGNED_BIAS, y ^ UNSIGNED_BIAS);
        return MAX ? -sign : sign;
      }
      double a = Double.longBitsToDouble(x);
      double b = Double.longBitsToDouble(y);
      if (a == b) {
        return 0;
      }
      if (Double.isNaN(a) || Double.isNaN(b)) {
        return Boolean.compare(Double.isNaN(b), Double.isNaN(a));
      }
      return (a < b) != MAX ? -1 : 1;
    }

    @Override
    void offer(long cell, long stride, long value, long index) {
      int order = compare(value, NativeMemory.getLong(cell));
      if (order < 0 || (order == 0 && index < NativeMemory.getLong(cell + stride))) {
        NativeMemory.putLong(cell, value);
        NativeMemory.putLong(cell + stride, index);
      }
    }

    @Override
    public void foldEach(long state, long stride, long src, int n, long index) {
      for (int i = 0; i < n; i++) {
        offer(state + 8L * i, stride, element(src + (long) i * IN.bytes()), index);
      }
    }

    @Override
    public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
      for (int i = 0; i < n; i++) {
        offer(state, stride, element(src + (long) i * IN.bytes()), index + i * indexStep);
      }
    }
  }
}
