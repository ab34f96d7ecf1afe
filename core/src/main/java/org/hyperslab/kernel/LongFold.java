package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.LongBinaryOperator;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Reductions whose state is one int64: sums, products and extremes of integers, any, all and counts
 * of every dtype.
 */
abstract class LongFold implements ReduceKernel {
  /**
   * What to fold and how.
   *
   * @param truth whether an element counts as 1 where it isn't zero, as 0 where it is
   * @param operator associative and commutative
   * @param emptyMessage what to say of no elements, or null if {@code identity} is the answer
   */
  record Spec(
      ReduceOp op,
      DType in,
      boolean truth,
      LongBinaryOperator operator,
      long identity,
      @Nullable String emptyMessage) {
    static Spec of(ReduceOp op, DType in) {
      boolean unsigned = in.kind() != DType.Kind.SIGNED;
      return switch (op) {
        case SUM, NAN_SUM -> new Spec(op, in, false, Long::sum, 0, null);
        case PROD -> new Spec(op, in, false, (x, y) -> x * y, 1, null);
        case ANY -> new Spec(op, in, true, (x, y) -> x | y, 0, null);
        case ALL -> new Spec(op, in, true, (x, y) -> x & y, 1, null);
        case COUNT_NONZERO -> new Spec(op, in, true, Long::sum, 0, null);
        case MIN, NAN_MIN ->
            unsigned
                ? new Spec(op, in, false, IntegerMath::minUnsigned, -1, States.empty(op))
                : new Spec(op, in, false, Math::min, Long.MAX_VALUE, States.empty(op));
        case MAX, NAN_MAX ->
            unsigned
                ? new Spec(op, in, false, IntegerMath::maxUnsigned, 0, States.empty(op))
                : new Spec(op, in, false, Math::max, Long.MIN_VALUE, States.empty(op));
        default -> throw new IllegalStateException(op + " of " + in);
      };
    }
  }

  private final Spec spec;
  private final DType result;

  LongFold(Spec spec) {
    this.spec = spec;
    this.result = Typing.resultType(spec.op, spec.in);
  }

  @Override
  public int fields() {
    return 1;
  }

  @Override
  public DType resultType() {
    return result;
  }

  @Override
  public void init(long state, long stride, int n) {
    for (int i = 0; i < n; i++) {
      NativeMemory.putLong(state + 8L * i, spec.identity);
    }
  }

  @Override
  public void combine(long state, long stride, long other, long otherStride, int n) {
    for (int i = 0; i < n; i++) {
      long at = state + 8L * i;
      long x = NativeMemory.getLong(at);
      long y = NativeMemory.getLong(other + 8L * i);
      NativeMemory.putLong(at, spec.operator.applyAsLong(x, y));
    }
  }

  @Override
  public void finish(long dst, long state, long stride, int n, long count) {
    States.refuseEmpty(spec.emptyMessage, n, count);
    Element out = Element.of(result);
    for (int i = 0; i < n; i++) {
      out.storeLong(dst + (long) i * out.bytes(), NativeMemory.getLong(state + 8L * i));
    }
  }

  /** Template of the folds, see {@link Spinner}. */
  static final class Scalar extends LongFold {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Element IN = Element.of(SPEC.in());
    private static final boolean TRUTH = SPEC.truth();
    private static final LongBinaryOperator OPERATOR = SPEC.operator();

    Scalar() {
      super(SPEC);
    }

    private static long element(long at) {
      if (!TRUTH) {
        return IN.loadLong(at);
      }
      return IntegerMath.bit(IN.floating() ? IN.loadDouble(at) != 0 : IN.loadLong(at) != 0);
    }

    @Override
    public void foldEach(long state, long stride, long src, int n, long index) {
      for (int i = 0; i < n; i++) {
        long at = state + 8L * i;
        long x = element(src + (long) i * IN.bytes());
        NativeMemory.putLong(at, OPERATOR.applyAsLong(NativeMemory.getLong(at), x));
      }
    }

    @Override
    public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
      long folded = NativeMemory.getLong(state);
      for (int i = 0; i < n; i++) {
        folded = OPERATOR.applyAsLong(folded, element(src + (long) i * IN.bytes()));
      }
      NativeMemory.putLong(state, folded);
    }
  }
}
