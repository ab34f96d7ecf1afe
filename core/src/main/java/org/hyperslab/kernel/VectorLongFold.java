package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.LongBinaryOperator;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of {@link LongFold} with SIMD, for folds of the
 * elements themselves, not of their truth.
 */
final class VectorLongFold extends LongFold {
  /** A fold, its operator on vectors, and how its elements are loaded. */
  record Spec(LongFold.Spec fold, VectorOperators.Associative op, LaneConversion load) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.load().in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.load().first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.load().between();
  private static final VectorOperators.Conversion<Object, Object> SECOND = SPEC.load().second();
  private static final VectorSpecies<Object> OUT = SPEC.load().out();
  private static final VectorOperators.Associative OP = SPEC.op();
  private static final LongBinaryOperator SINGLE = SPEC.fold().operator();
  private static final long IDENTITY = SPEC.fold().identity();
  private static final Element ELEMENT = Element.of(SPEC.fold().in());
  private static final long BYTES = ELEMENT.bytes();
  private static final int LANES = Lanes.LONGS.length();
  private static final Warmup EACH = new Warmup();
  private static final Warmup ALL = new Warmup();

  VectorLongFold() {
    super(SPEC.fold());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    int share = EACH.share(n, LANES);
    long start = EACH.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      long at = state + 8L * i;
      LongVector cells = LongVector.fromMemorySegment(Lanes.LONGS, Lanes.ALL, at, Lanes.ORDER);
      LongVector x =
          (LongVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      cells.lanewise(OP, x).intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
    }
    EACH.stop(start, i, LANES);
    for (; i < n; i++) {
      long at = state + 8L * i;
      long x = ELEMENT.loadLong(src + i * BYTES);
      NativeMemory.putLong(at, SINGLE.applyAsLong(NativeMemory.getLong(at), x));
    }
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    LongVector a = LongVector.broadcast(Lanes.LONGS, IDENTITY);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    int share = ALL.share(n, 4 * LANES);
    long start = ALL.start();
    int i = 0;
    for (; i <= share - 4 * LANES; i += 4 * LANES) {
      long at = src + i * BYTES;
      LongVector w =
          (LongVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      LongVector x =
          (LongVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      LongVector y =
          (LongVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + 2L * LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      LongVector z =
          (LongVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + 3L * LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      a = a.lanewise(OP, w);
      b = b.lanewise(OP, x);
      c = c.lanewise(OP, y);
      d = d.lanewise(OP, z);
    }
    for (; i <= share - LANES; i += LANES) {
      LongVector x =
          (LongVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      a = a.lanewise(OP, x);
    }
    ALL.stop(start, i, 4 * LANES);
    LongVector all = a.lanewise(OP, b).lanewise(OP, c.lanewise(OP, d));
    long folded = NativeMemory.getLong(state);
    // reduceLanes(UMIN) is wrong for values above Long.MAX_VALUE in JDK 25
    for (long x : all.toLongArray()) {
      folded = SINGLE.applyAsLong(folded, x);
    }
    for (; i < n; i++) {
      folded = SINGLE.applyAsLong(folded, ELEMENT.loadLong(src + i * BYTES));
    }
    NativeMemory.putLong(state, folded);
  }
}
