package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;
import jdk.incubator.vector.DoubleVector;

/** Template (see {@link Spinner}) of {@link DoubleFold} with SIMD. */
final class VectorDoubleFold extends DoubleFold {
  /** Combines two vectors lane by lane. */
  @FunctionalInterface
  interface Operator {
    DoubleVector apply(DoubleVector x, DoubleVector y);
  }

  /** A fold, its operator on vectors, and what loads its elements. */
  record Spec(DoubleFold.Spec fold, Operator operator, LaneLoaders.Doubles loader) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final LaneLoaders.Doubles LOADER = SPEC.loader();
  private static final Operator OPERATOR = SPEC.operator();
  private static final DoubleBinaryOperator SINGLE = SPEC.fold().operator();
  private static final double IDENTITY = SPEC.fold().identity();
  private static final Element IN = Element.of(SPEC.fold().in());
  private static final long BYTES = IN.bytes();
  private static final int LANES = LaneLoaders.LANES;

  VectorDoubleFold() {
    super(SPEC.fold());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector cells =
          DoubleVector.fromMemorySegment(LaneLoaders.DOUBLES, Lanes.ALL, at, Lanes.ORDER);
      OPERATOR
          .apply(cells, LOADER.load(src + i * BYTES))
          .intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
    }
    for (; i < n; i++) {
      long at = state + 8L * i;
      double x = IN.loadDouble(src + i * BYTES);
      NativeMemory.putDouble(at, SINGLE.applyAsDouble(NativeMemory.getDouble(at), x));
    }
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    DoubleVector a = DoubleVector.broadcast(LaneLoaders.DOUBLES, IDENTITY);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
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
    DoubleVector all = OPERATOR.apply(OPERATOR.apply(a, b), OPERATOR.apply(c, d));
    double folded = NativeMemory.getDouble(state);
    for (int lane = 0; lane < LANES; lane++) {
      folded = SINGLE.applyAsDouble(folded, all.lane(lane));
    }
    for (; i < n; i++) {
      folded = SINGLE.applyAsDouble(folded, IN.loadDouble(src + i * BYTES));
    }
    NativeMemory.putDouble(state, folded);
  }
}
