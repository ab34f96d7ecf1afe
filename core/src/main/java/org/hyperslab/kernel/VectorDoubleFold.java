package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Template (see {@link Spinner} and {@link Lanes}) of {@link DoubleFold} with SIMD. */
final class VectorDoubleFold extends DoubleFold {
  /** A fold, its operator on vectors, and how its elements are loaded. */
  record Spec(DoubleFold.Spec fold, VectorOperators.Associative op, LaneConversion load) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.load().in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.load().first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.load().between();
  private static final VectorOperators.Conversion<Object, Object> SECOND = SPEC.load().second();
  private static final VectorSpecies<Object> OUT = SPEC.load().out();
  private static final VectorOperators.Associative OP = SPEC.op();
  private static final DoubleBinaryOperator SINGLE = SPEC.fold().operator();
  private static final double IDENTITY = SPEC.fold().identity();
  private static final boolean SKIP_NAN = Double.isNaN(IDENTITY);

  /** What the elements that are skipped count as. */
  private static final double WORST =
      VectorOperators.MIN.equals(OP) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;

  private static final Element ELEMENT = Element.of(SPEC.fold().in());
  private static final long BYTES = ELEMENT.bytes();
  private static final int LANES = Lanes.DOUBLES.length();
  private static final Warmup EACH = new Warmup();
  private static final Warmup ALL = new Warmup();

  /**
   * Whether the order of elements does not matter. Products of one cell's elements are taken one by
   * one, so that they don't depend on the number of lanes.
   */
  private static final boolean EXACT = !VectorOperators.MUL.equals(OP);

  VectorDoubleFold() {
    super(SPEC.fold());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    int share = EACH.share(n, LANES);
    long start = EACH.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector cells =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at, Lanes.ORDER);
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      if (SKIP_NAN) {
        x = x.blend(cells, x.test(VectorOperators.IS_NAN));
        cells = cells.blend(x, cells.test(VectorOperators.IS_NAN));
      }
      cells.lanewise(OP, x).intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
    }
    EACH.stop(start, i, LANES);
    for (; i < n; i++) {
      long at = state + 8L * i;
      double x = ELEMENT.loadDouble(src + i * BYTES);
      NativeMemory.putDouble(at, SINGLE.applyAsDouble(NativeMemory.getDouble(at), x));
    }
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    if (SKIP_NAN) {
      foldNumbers(state, src, n);
    } else {
      foldAll(state, src, n);
    }
  }

  private static void foldAll(long state, long src, int n) {
    DoubleVector a = DoubleVector.broadcast(Lanes.DOUBLES, IDENTITY);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int share = EXACT ? ALL.share(n, 4 * LANES) : 0;
    long start = ALL.start();
    int i = 0;
    for (; i <= share - 4 * LANES; i += 4 * LANES) {
      long at = src + i * BYTES;
      DoubleVector w =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector y =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + 2L * LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector z =
          (DoubleVector)
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
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      a = a.lanewise(OP, x);
    }
    ALL.stop(start, i, 4 * LANES);
    DoubleVector all = a.lanewise(OP, b).lanewise(OP, c.lanewise(OP, d));
    double folded = NativeMemory.getDouble(state);
    for (double x : all.toDoubleArray()) {
      folded = SINGLE.applyAsDouble(folded, x);
    }
    for (; i < n; i++) {
      folded = SINGLE.applyAsDouble(folded, ELEMENT.loadDouble(src + i * BYTES));
    }
    NativeMemory.putDouble(state, folded);
  }

  private static void foldNumbers(long state, long src, int n) {
    DoubleVector all = DoubleVector.broadcast(Lanes.DOUBLES, WORST);
    DoubleVector counts = DoubleVector.zero(Lanes.DOUBLES);
    int share = ALL.share(n, LANES);
    long start = ALL.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      VectorMask<Double> number = x.compare(VectorOperators.EQ, x);
      all = all.lanewise(OP, x, number);
      counts = counts.add(1, number);
    }
    ALL.stop(start, i, LANES);
    double folded = NativeMemory.getDouble(state);
    if (LaneSums.plusLanes(0, counts.toDoubleArray()) > 0) {
      for (double x : all.toDoubleArray()) {
        folded = SINGLE.applyAsDouble(folded, x);
      }
    }
    for (; i < n; i++) {
      folded = SINGLE.applyAsDouble(folded, ELEMENT.loadDouble(src + i * BYTES));
    }
    NativeMemory.putDouble(state, folded);
  }
}
