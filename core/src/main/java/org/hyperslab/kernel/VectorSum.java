package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of {@link SumReduction} with SIMD. A run of
 * elements of one cell is summed in four vectors, whose additions do not wait for each other, and
 * only their sum is added with compensation: of a piece of {@link States#PIECE} elements each lane
 * adds up 64, which is what NumPy's pairwise summation does within its blocks. Where NaN is skipped
 * one vector sums. {@link LaneSums} says in which order.
 */
final class VectorSum extends SumReduction {
  /** A sum and how its elements are loaded as float64. */
  record Spec(SumReduction.Spec sum, LaneConversion load) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.load().in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.load().first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.load().between();
  private static final VectorOperators.Conversion<Object, Object> SECOND = SPEC.load().second();
  private static final VectorSpecies<Object> OUT = SPEC.load().out();
  private static final Element ELEMENT = Element.of(SPEC.sum().in());
  private static final long BYTES = ELEMENT.bytes();
  private static final boolean SKIP_NAN = SPEC.sum().skipNaN();
  private static final boolean COUNTS = SPEC.sum().counts();
  private static final boolean COMPENSATED = SPEC.sum().compensated();
  private static final int LANES = Lanes.DOUBLES.length();
  private static final SumTiles TILES = SumTiles.of(SPEC.sum());
  private static final Warmup EACH = new Warmup(Warmup.PATIENT);
  private static final Warmup ROWS = new Warmup();
  private static final Warmup ALL = new Warmup();
  private static final LaneSums COLD = new LaneSums(ELEMENT, SKIP_NAN ? 1 : 4, SKIP_NAN);

  /** Keeps the JIT from leaving out sums that nobody wants. */
  static double sink;

  VectorSum() {
    super(SPEC.sum());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    if (EACH.waits(n)) {
      TILES.foldRows(state, stride, src, 0, 1, n);
      return;
    }
    int share = EACH.share(n, LANES);
    long start = EACH.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      if (SKIP_NAN) {
        VectorMask<Double> nan = x.test(VectorOperators.IS_NAN);
        x = x.blend(0, nan);
        if (COUNTS) {
          DoubleVector count =
              DoubleVector.fromMemorySegment(
                  Lanes.DOUBLES, Lanes.ALL, at + 2 * stride, Lanes.ORDER);
          count.add(1, nan.not()).intoMemorySegment(Lanes.ALL, at + 2 * stride, Lanes.ORDER);
        }
      }
      DoubleVector before =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at, Lanes.ORDER);
      DoubleVector sum = before.add(x);
      sum.intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
      if (COMPENSATED) {
        DoubleVector rest = sum.sub(before);
        DoubleVector lost = before.sub(sum.sub(rest)).add(x.sub(rest));
        DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + stride, Lanes.ORDER)
            .add(lost)
            .intoMemorySegment(Lanes.ALL, at + stride, Lanes.ORDER);
      }
    }
    EACH.stop(start, i, LANES);
    if (n - i >= LANES) {
      TILES.foldRows(state + 8L * i, stride, src + i * BYTES, 0, 1, n - i);
      return;
    }
    for (; i < n; i++) {
      single(state + 8L * i, stride, src + i * BYTES);
    }
  }

  /** Four rows at a time, so that a cell's sum is loaded and stored once for four elements. */
  @Override
  public void foldRows(
      long state,
      long stride,
      long src,
      long rowBytes,
      int rows,
      int n,
      long index,
      long indexStep) {
    if (EACH.waits((long) rows * n)) {
      TILES.foldRows(state, stride, src, rowBytes, rows, n);
      return;
    }
    int r = 0;
    for (; !SKIP_NAN && !COUNTS && !COMPENSATED && r <= rows - 4; r += 4) {
      long row = src + r * rowBytes;
      int done = addFour(state, row, rowBytes, n);
      if (done < n) {
        super.foldRows(
            state + 8L * done, stride, row + done * BYTES, rowBytes, 4, n - done, index, indexStep);
      }
    }
    super.foldRows(state, stride, src + r * rowBytes, rowBytes, rows - r, n, index, indexStep);
  }

  /** Adds four rows to as many cells as there are whole vectors for; gives their number. */
  private static int addFour(long state, long src, long rowBytes, int n) {
    int share = ROWS.share(n, LANES);
    long start = ROWS.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector w =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + rowBytes + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector y =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + 2 * rowBytes + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector z =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + 3 * rowBytes + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at, Lanes.ORDER)
          .add(w)
          .add(x)
          .add(y)
          .add(z)
          .intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
    }
    ROWS.stop(start, i, LANES);
    return i;
  }

  private static void single(long cell, long stride, long src) {
    double x = ELEMENT.loadAsDouble(src);
    if (SKIP_NAN && Double.isNaN(x)) {
      return;
    }
    if (COMPENSATED) {
      add(cell, stride, x);
    } else {
      addTo(cell, x);
    }
    if (COUNTS) {
      addTo(cell + 2 * stride, 1);
    }
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    for (int from = 0; from < n; from += States.PIECE) {
      long at = src + from * BYTES;
      int size = Math.min(States.PIECE, n - from);
      boolean hot = ALL.isHot();
      if (!hot) {
        warmUp(at, size);
      }
      add(state, stride, hot ? vectorSum(at, size) : COLD.sum(at, size));
      if (COUNTS) {
        addTo(state + 2 * stride, hot ? count(at, size) : COLD.count(at, size));
      }
    }
  }

  private static void warmUp(long src, int n) {
    int share = ALL.share(n, 4 * LaneSums.LANES);
    long start = ALL.start();
    sink = vectorSum(src, share) + (COUNTS ? count(src, share) : 0);
    ALL.stop(start, share, 4 * LaneSums.LANES);
  }

  private static double vectorSum(long src, int n) {
    return SKIP_NAN ? sumOfNumbers(src, n) : sum(src, n);
  }

  private static double sum(long src, int n) {
    double sum = 0;
    for (int lane = 0; lane < LaneSums.LANES; lane += LANES) {
      sum = LaneSums.plusLanes(sum, sumInLanes(src + lane * BYTES, n));
    }
    for (int i = n / LaneSums.LANES * LaneSums.LANES; i < n; i++) {
      sum += ELEMENT.loadAsDouble(src + i * BYTES);
    }
    return sum;
  }

  private static double[] sumInLanes(long src, int n) {
    DoubleVector a = DoubleVector.zero(Lanes.DOUBLES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * LaneSums.LANES; i += 4 * LaneSums.LANES) {
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
                  IN.fromMemorySegment(Lanes.ALL, at + LaneSums.LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector y =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + 2L * LaneSums.LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector z =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, at + 3L * LaneSums.LANES * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      a = a.add(w);
      b = b.add(x);
      c = c.add(y);
      d = d.add(z);
    }
    for (; i <= n - LaneSums.LANES; i += LaneSums.LANES) {
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      a = a.add(x);
    }
    return a.add(b).add(c.add(d)).toDoubleArray();
  }

  private static double sumOfNumbers(long src, int n) {
    double sum = 0;
    for (int lane = 0; lane < LaneSums.LANES; lane += LANES) {
      sum = LaneSums.plusLanes(sum, sumOfNumbersInLanes(src + lane * BYTES, n));
    }
    for (int i = n / LaneSums.LANES * LaneSums.LANES; i < n; i++) {
      double x = ELEMENT.loadAsDouble(src + i * BYTES);
      sum += Double.isNaN(x) ? 0 : x;
    }
    return sum;
  }

  private static double[] sumOfNumbersInLanes(long src, int n) {
    DoubleVector sums = DoubleVector.zero(Lanes.DOUBLES);
    int i = 0;
    for (; i <= n - LaneSums.LANES; i += LaneSums.LANES) {
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      VectorMask<Double> number = x.compare(VectorOperators.EQ, x);
      sums = sums.add(x, number);
    }
    return sums.toDoubleArray();
  }

  private static double count(long src, int n) {
    int count = 0;
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      count += x.compare(VectorOperators.EQ, x).trueCount();
    }
    for (; i < n; i++) {
      count += Double.isNaN(ELEMENT.loadAsDouble(src + i * BYTES)) ? 0 : 1;
    }
    return count;
  }
}
