package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.LongBinaryOperator;
import jdk.incubator.vector.LongVector;

/**
 * Template (see {@link Spinner}) of {@link LongFold} with SIMD, for folds of the elements
 * themselves, not their truth.
 */
final class VectorLongFold extends LongFold {
  /** Combines two vectors lane by lane. */
  @FunctionalInterface
  interface Operator {
    LongVector apply(LongVector x, LongVector y);
  }

  /** A fold, its operator on vectors, and what loads its elements. */
  record Spec(LongFold.Spec fold, Operator operator, LaneLoaders.Longs loader) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final LaneLoaders.Longs LOADER = SPEC.loader();
  private static final Operator OPERATOR = SPEC.operator();
  private static final LongBinaryOperator SINGLE = SPEC.fold().operator();
  private static final long IDENTITY = SPEC.fold().identity();
  private static final Element IN = Element.of(SPEC.fold().in());
  private static final long BYTES = IN.bytes();
  private static final int LANES = LaneLoaders.LANES;

  VectorLongFold() {
    super(SPEC.fold());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long at = state + 8L * i;
      LongVector cells =
          LongVector.fromMemorySegment(LaneLoaders.LONGS, Lanes.ALL, at, Lanes.ORDER);
      OPERATOR
          .apply(cells, LOADER.load(src + i * BYTES))
          .intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
    }
    for (; i < n; i++) {
      long at = state + 8L * i;
      long x = IN.loadLong(src + i * BYTES);
      NativeMemory.putLong(at, SINGLE.applyAsLong(NativeMemory.getLong(at), x));
    }
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    LongVector a = LongVector.broadcast(LaneLoaders.LONGS, IDENTITY);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      a = OPERATOR.apply(a, LOADER.load(src + i * BYTES));
      b = OPERATOR.apply(b, LOADER.load(src + (i + LANES) * BYTES));
      c = OPERATOR.apply(c, LOADER.load(src + (i + 2 * LANES) * BYTES));
      d = OPERATOR.apply(d, LOADER.load(src + (i + 3 * LANES) * BYTES));
    }
    for (; i <= n - LANES; i += LANES) {
      a = OPERATOR.apply(a, LOADER.load(src + i * BYTES));
    }
    LongVector all = OPERATOR.apply(OPERATOR.apply(a, b), OPERATOR.apply(c, d));
    long folded = NativeMemory.getLong(state);
    for (int lane = 0; lane < LANES; lane++) {
      folded = SINGLE.applyAsLong(folded, all.lane(lane));
    }
    for (; i < n; i++) {
      folded = SINGLE.applyAsLong(folded, IN.loadLong(src + i * BYTES));
    }
    NativeMemory.putLong(state, folded);
  }
}
