package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Template (see {@link Spinner} and {@link Lanes}) of {@link Moments} with SIMD. */
final class VectorMoments extends Moments {
  /** Moments and how their elements are loaded as float64. */
  record Spec(Moments.Spec moments, LaneConversion load) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.load().in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.load().first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.load().between();
  private static final VectorOperators.Conversion<Object, Object> SECOND = SPEC.load().second();
  private static final VectorSpecies<Object> OUT = SPEC.load().out();
  private static final Element ELEMENT = Element.of(SPEC.moments().in());
  private static final long BYTES = ELEMENT.bytes();
  private static final boolean SKIP_NAN = SPEC.moments().skipNaN();
  private static final int LANES = Lanes.DOUBLES.length();
  private static final MomentTiles TILES = MomentTiles.of(SPEC.moments());
  private static final Warmup EACH = new Warmup(Warmup.PATIENT);
  private static final Warmup ROWS = new Warmup();
  private static final Warmup ALL = new Warmup();
  private static final LaneSums COLD = new LaneSums(ELEMENT, SKIP_NAN ? 1 : 4, SKIP_NAN);

  /** Keeps the JIT from leaving out sums that nobody wants. */
  static double sink;

  VectorMoments() {
    super(SPEC.moments());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    if (EACH.waits(n)) {
      TILES.foldRows(state, stride, src, 0, 1, n);
    } else if (SKIP_NAN) {
      pushNumbers(state, stride, src, n);
    } else if (n > 0) {
      pushAll(state, stride, src, n);
    }
  }

  /** The count is the same in all cells. */
  private static void pushAll(long state, long stride, long src, int n) {
    double count = NativeMemory.getDouble(state) + 1;
    double reciprocal = 1 / count;
    DoubleVector counts = DoubleVector.broadcast(Lanes.DOUBLES, count);
    DoubleVector reciprocals = DoubleVector.broadcast(Lanes.DOUBLES, reciprocal);
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
      DoubleVector mean =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + stride, Lanes.ORDER);
      DoubleVector m2 =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + 2 * stride, Lanes.ORDER);
      DoubleVector delta = x.sub(mean);
      mean = mean.add(delta.mul(reciprocals));
      m2 = m2.add(delta.mul(x.sub(mean)));
      counts.intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
      mean.intoMemorySegment(Lanes.ALL, at + stride, Lanes.ORDER);
      m2.intoMemorySegment(Lanes.ALL, at + 2 * stride, Lanes.ORDER);
    }
    EACH.stop(start, i, LANES);
    if (n - i >= LANES) {
      TILES.foldRows(state + 8L * i, stride, src + i * BYTES, 0, 1, n - i);
      return;
    }
    for (; i < n; i++) {
      push(state + 8L * i, stride, ELEMENT.loadAsDouble(src + i * BYTES), count, reciprocal);
    }
  }

  /**
   * Four rows at a time, so that a cell's mean and M2 are loaded and stored once for four elements.
   */
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
    for (; !SKIP_NAN && n > 0 && r <= rows - 4; r += 4) {
      long row = src + r * rowBytes;
      int done = pushFour(state, stride, row, rowBytes, n);
      if (done < n) {
        super.foldRows(
            state + 8L * done, stride, row + done * BYTES, rowBytes, 4, n - done, index, indexStep);
      }
    }
    super.foldRows(state, stride, src + r * rowBytes, rowBytes, rows - r, n, index, indexStep);
  }

  /** Folds four rows into as many cells as there are whole vectors for; gives their number. */
  private static int pushFour(long state, long stride, long src, long rowBytes, int n) {
    double count = NativeMemory.getDouble(state);
    DoubleVector counts = DoubleVector.broadcast(Lanes.DOUBLES, count + 4);
    DoubleVector first = DoubleVector.broadcast(Lanes.DOUBLES, 1 / (count + 1));
    DoubleVector second = DoubleVector.broadcast(Lanes.DOUBLES, 1 / (count + 2));
    DoubleVector third = DoubleVector.broadcast(Lanes.DOUBLES, 1 / (count + 3));
    DoubleVector fourth = DoubleVector.broadcast(Lanes.DOUBLES, 1 / (count + 4));
    int share = ROWS.share(n, LANES);
    long start = ROWS.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector mean =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + stride, Lanes.ORDER);
      DoubleVector m2 =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + 2 * stride, Lanes.ORDER);
      DoubleVector w =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector dw = w.sub(mean);
      mean = mean.add(dw.mul(first));
      m2 = m2.add(dw.mul(w.sub(mean)));
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + rowBytes + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector dx = x.sub(mean);
      mean = mean.add(dx.mul(second));
      m2 = m2.add(dx.mul(x.sub(mean)));
      DoubleVector y =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + 2 * rowBytes + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector dy = y.sub(mean);
      mean = mean.add(dy.mul(third));
      m2 = m2.add(dy.mul(y.sub(mean)));
      DoubleVector z =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + 3 * rowBytes + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector dz = z.sub(mean);
      mean = mean.add(dz.mul(fourth));
      m2 = m2.add(dz.mul(z.sub(mean)));
      counts.intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
      mean.intoMemorySegment(Lanes.ALL, at + stride, Lanes.ORDER);
      m2.intoMemorySegment(Lanes.ALL, at + 2 * stride, Lanes.ORDER);
    }
    ROWS.stop(start, i, LANES);
    return i;
  }

  private static void pushNumbers(long state, long stride, long src, int n) {
    DoubleVector one = DoubleVector.broadcast(Lanes.DOUBLES, 1);
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
      VectorMask<Double> number = x.compare(VectorOperators.EQ, x);
      DoubleVector count =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at, Lanes.ORDER);
      DoubleVector mean =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + stride, Lanes.ORDER);
      DoubleVector m2 =
          DoubleVector.fromMemorySegment(Lanes.DOUBLES, Lanes.ALL, at + 2 * stride, Lanes.ORDER);
      DoubleVector more = count.add(one);
      DoubleVector delta = x.sub(mean);
      DoubleVector moved = mean.add(delta.mul(one.div(more)));
      DoubleVector grown = m2.add(delta.mul(x.sub(moved)));
      count.blend(more, number).intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
      mean.blend(moved, number).intoMemorySegment(Lanes.ALL, at + stride, Lanes.ORDER);
      m2.blend(grown, number).intoMemorySegment(Lanes.ALL, at + 2 * stride, Lanes.ORDER);
    }
    EACH.stop(start, i, LANES);
    if (n - i >= LANES) {
      TILES.foldRows(state + 8L * i, stride, src + i * BYTES, 0, 1, n - i);
      return;
    }
    for (; i < n; i++) {
      double x = ELEMENT.loadAsDouble(src + i * BYTES);
      if (!Double.isNaN(x)) {
        double count = NativeMemory.getDouble(state + 8L * i) + 1;
        push(state + 8L * i, stride, x, count, 1 / count);
      }
    }
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    for (int from = 0; from < n; from += States.PIECE) {
      long at = src + from * BYTES;
      int size = Math.min(States.PIECE, n - from);
      if (ALL.isHot()) {
        double count = SKIP_NAN ? count(at, size) : size;
        double mean = (SKIP_NAN ? sumOfNumbers(at, size) : sum(at, size)) / count;
        double m2 = SKIP_NAN ? squaresOfNumbers(at, size, mean) : squares(at, size, mean);
        merge(state, stride, count, mean, m2);
      } else {
        warmUp(at, size);
        double count = COLD.count(at, size);
        double mean = COLD.sum(at, size) / count;
        merge(state, stride, count, mean, COLD.squares(at, size, mean));
      }
    }
  }

  private static void warmUp(long src, int n) {
    int share = ALL.share(n, 4 * LaneSums.LANES);
    long start = ALL.start();
    sink =
        SKIP_NAN
            ? count(src, share) + sumOfNumbers(src, share) + squaresOfNumbers(src, share, 0)
            : sum(src, share) + squares(src, share, 0);
    ALL.stop(start, share, 4 * LaneSums.LANES);
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

  private static double squares(long src, int n, double mean) {
    double squares = 0;
    for (int lane = 0; lane < LaneSums.LANES; lane += LANES) {
      squares = LaneSums.plusLanes(squares, squaresInLanes(src + lane * BYTES, n, mean));
    }
    for (int i = n / LaneSums.LANES * LaneSums.LANES; i < n; i++) {
      double x = ELEMENT.loadAsDouble(src + i * BYTES) - mean;
      squares += x * x;
    }
    return squares;
  }

  private static double[] squaresInLanes(long src, int n, double mean) {
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
      w = w.sub(mean);
      x = x.sub(mean);
      y = y.sub(mean);
      z = z.sub(mean);
      a = a.add(w.mul(w));
      b = b.add(x.mul(x));
      c = c.add(y.mul(y));
      d = d.add(z.mul(z));
    }
    for (; i <= n - LaneSums.LANES; i += LaneSums.LANES) {
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      x = x.sub(mean);
      a = a.add(x.mul(x));
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

  private static double squaresOfNumbers(long src, int n, double mean) {
    double squares = 0;
    for (int lane = 0; lane < LaneSums.LANES; lane += LANES) {
      squares = LaneSums.plusLanes(squares, squaresOfNumbersInLanes(src + lane * BYTES, n, mean));
    }
    for (int i = n / LaneSums.LANES * LaneSums.LANES; i < n; i++) {
      double x = ELEMENT.loadAsDouble(src + i * BYTES);
      squares += Double.isNaN(x) ? 0 : (x - mean) * (x - mean);
    }
    return squares;
  }

  private static double[] squaresOfNumbersInLanes(long src, int n, double mean) {
    DoubleVector all = DoubleVector.zero(Lanes.DOUBLES);
    int i = 0;
    for (; i <= n - LaneSums.LANES; i += LaneSums.LANES) {
      DoubleVector x =
          (DoubleVector)
              (Vector<?>)
                  IN.fromMemorySegment(Lanes.ALL, src + i * BYTES, Lanes.ORDER)
                      .convertShape(FIRST, BETWEEN, 0)
                      .convertShape(SECOND, OUT, 0);
      DoubleVector delta = x.sub(mean);
      all = all.add(delta.mul(delta), x.compare(VectorOperators.EQ, x));
    }
    return all.toDoubleArray();
  }
}
