package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/** Reductions of floats whose state is one float64: products and extremes. */
abstract class DoubleFold implements ReduceKernel {
  /**
   * What to fold and how.
   *
   * @param operator associative (but for rounding) and commutative
   * @param emptyMessage what to say of no elements, or null if {@code identity} is the answer
   */
  record Spec(
      ReduceOp op,
      DType in,
      DoubleBinaryOperator operator,
      double identity,
      @Nullable String emptyMessage) {
    static Spec of(ReduceOp op, DType in) {
      return switch (op) {
        case PROD -> new Spec(op, in, (x, y) -> x * y, 1, null);
        case MIN -> new Spec(op, in, Math::min, Double.POSITIVE_INFINITY, States.empty(op));
        case MAX -> new Spec(op, in, Math::max, Double.NEGATIVE_INFINITY, States.empty(op));
        case NAN_MIN -> new Spec(op, in, DoubleFold::fmin, Double.NaN, States.empty(op));
        case NAN_MAX -> new Spec(op, in, DoubleFold::fmax, Double.NaN, States.empty(op));
        default -> throw new IllegalStateException(op + " of " + in);
      };
    }
  }

  private final Spec spec;

  DoubleFold(Spec spec) {
    this.spec = spec;
  }

  /** The lesser, or the one that is a number. */
  static double fmin(double x, double y) {
    return Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y);
  }

  /** The greater, or the one that is a number. */
  static double fmax(double x, double y) {
    return Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y);
  }

  @Override
  public int fields() {
    return 1;
  }

  @Override
  public DType resultType() {
    return spec.in;
  }

  @Override
  public void init(long state, long stride, int n) {
    for (int i = 0; i < n; i++) {
      NativeMemory.putDouble(state + 8L * i, spec.identity);
    }
  }

  @Override
  public void combine(long state, long stride, long other, long otherStride, int n) {
    for (int i = 0; i < n; i++) {
      long at = state + 8L * i;
      double x = NativeMemory.getDouble(at);
      double y = NativeMemory.getDouble(other + 8L * i);
      NativeMemory.putDouble(at, spec.operator.applyAsDouble(x, y));
    }
  }

  @Override
  public void finish(long dst, long state, long stride, int n, long count) {
    States.refuseEmpty(spec.emptyMessage, n, count);
    Element out = Element.of(spec.in);
    for (int i = 0; i < n; i++) {
      out.storeDouble(dst + (long) i * out.bytes(), NativeMemory.getDouble(state + 8L * i));
    }
  }

  @Override
  public void finishEmpty(long dst, long state, long stride, int n) {
    Element out = Element.of(spec.in);
    double result = spec.emptyMessage == null ? spec.identity : Double.NaN;
    for (int i = 0; i < n; i++) {
      out.storeDouble(dst + (long) i * out.bytes(), result);
    }
  }

  /** Template of the folds, see {@link Spinner}. */
  static final class Scalar extends DoubleFold {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Element IN = Element.of(SPEC.in());
    private static final DoubleBinaryOperator OPERATOR = SPEC.operator();

    Scalar() {
      super(SPEC);
    }

    @Override
    public void foldEach(long state, long stride, long src, int n, long index) {
      for (int i = 0; i < n; i++) {
        long at = state + 8L * i;
        double x = IN.loadDouble(src + (long) i * IN.bytes());
        NativeMemory.putDouble(at, OPERATOR.applyAsDouble(NativeMemory.getDouble(at), x));
      }
    }

    @Override
    public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
      double folded = NativeMemory.getDouble(state);
      for (int i = 0; i < n; i++) {
        folded = OPERATOR.applyAsDouble(folded, IN.loadDouble(src + (long) i * IN.bytes()));
      }
      NativeMemory.putDouble(state, folded);
    }
  }
}
