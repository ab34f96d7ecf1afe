package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Template (see {@link Spinner}) of {@link Moments} with SIMD. */
final class VectorMoments extends Moments {
  /** Moments and what loads their elements. */
  record Spec(Moments.Spec moments, LaneLoaders.Doubles loader) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final LaneLoaders.Doubles LOADER = SPEC.loader();
  private static final Element IN = Element.of(SPEC.moments().in());
  private static final long BYTES = IN.bytes();
  private static final boolean SKIP_NAN = SPEC.moments().skipNaN();
  private static final int LANES = LaneLoaders.LANES;

  VectorMoments() {
    super(SPEC.moments());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    if (SKIP_NAN) {
      eachNumber(state, stride, src, n);
    } else if (n > 0) {
      each(state, stride, src, n);
    }
  }

  /** The count is the same in all cells. */
  private static void each(long state, long stride, long src, int n) {
    double count = NativeMemory.getDouble(state) + 1;
    double reciprocal = 1 / count;
    DoubleVector counts = DoubleVector.broadcast(LaneLoaders.DOUBLES, count);
    DoubleVector reciprocals = DoubleVector.broadcast(LaneLoaders.DOUBLES, reciprocal);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector x = LOADER.load(src + i * BYTES);
      DoubleVector mean = cells(at + stride);
      DoubleVector delta = x.sub(mean);
      mean = mean.add(delta.mul(reciprocals));
      store(counts, at);
      store(mean, at + stride);
      store(cells(at + 2 * stride).add(delta.mul(x.sub(mean))), at + 2 * stride);
    }
    for (; i < n; i++) {
      push(state + 8L * i, stride, IN.loadAsDouble(src + i * BYTES), count, reciprocal);
    }
  }

  private static void eachNumber(long state, long stride, long src, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector x = LOADER.load(src + i * BYTES);
      VectorMask<Double> number = x.compare(VectorOperators.EQ, x);
      DoubleVector count = cells(at).add(1);
      DoubleVector mean = cells(at + stride);
      DoubleVector m2 = cells(at + 2 * stride);
      DoubleVector delta = x.sub(mean);
      DoubleVector moved =
          mean.add(delta.mul(DoubleVector.broadcast(LaneLoaders.DOUBLES, 1).div(count)));
      store(count.sub(1).blend(count, number), at);
      store(mean.blend(moved, number), at + stride);
      store(m2.blend(m2.add(delta.mul(x.sub(moved))), number), at + 2 * stride);
    }
    for (; i < n; i++) {
      double x = IN.loadAsDouble(src + i * BYTES);
      if (!Double.isNaN(x)) {
        double count = NativeMemory.getDouble(state + 8L * i) + 1;
        push(state + 8L * i, stride, x, count, 1 / count);
      }
    }
  }

  private static DoubleVector cells(long at) {
    return DoubleVector.fromMemorySegment(LaneLoaders.DOUBLES, Lanes.ALL, at, Lanes.ORDER);
  }

  private static void store(DoubleVector x, long at) {
    x.intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
  }

  @Override
  public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
    for (int from = 0; from < n; from += States.PIECE) {
      long at = src + from * BYTES;
      int size = Math.min(States.PIECE, n - from);
      double count = SKIP_NAN ? count(at, size) : size;
      double mean = sum(at, size) / count;
      merge(state, stride, count, mean, squares(at, size, mean));
    }
  }

  private static double count(long src, int n) {
    DoubleVector counts = DoubleVector.zero(LaneLoaders.DOUBLES);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      DoubleVector x = LOADER.load(src + i * BYTES);
      counts = counts.add(1, x.compare(VectorOperators.EQ, x));
    }
    double count = counts.reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      count += Double.isNaN(IN.loadAsDouble(src + i * BYTES)) ? 0 : 1;
    }
    return count;
  }

  private static double sum(long src, int n) {
    DoubleVector a = DoubleVector.zero(LaneLoaders.DOUBLES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      a = a.add(kept(LOADER.load(src + i * BYTES)));
      b = b.add(kept(LOADER.load(src + (i + LANES) * BYTES)));
      c = c.add(kept(LOADER.load(src + (i + 2 * LANES) * BYTES)));
      d = d.add(kept(LOADER.load(src + (i + 3 * LANES) * BYTES)));
    }
    for (; i <= n - LANES; i += LANES) {
      a = a.add(kept(LOADER.load(src + i * BYTES)));
    }
    double sum = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      double x = IN.loadAsDouble(src + i * BYTES);
      sum += SKIP_NAN && Double.isNaN(x) ? 0 : x;
    }
    return sum;
  }

  private static double squares(long src, int n, double mean) {
    DoubleVector a = DoubleVector.zero(LaneLoaders.DOUBLES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      a = a.add(square(LOADER.load(src + i * BYTES), mean));
      b = b.add(square(LOADER.load(src + (i + LANES) * BYTES), mean));
      c = c.add(square(LOADER.load(src + (i + 2 * LANES) * BYTES), mean));
      d = d.add(square(LOADER.load(src + (i + 3 * LANES) * BYTES), mean));
    }
    for (; i <= n - LANES; i += LANES) {
      a = a.add(square(LOADER.load(src + i * BYTES), mean));
    }
    double squares = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    for (; i < n; i++) {
      double x = IN.loadAsDouble(src + i * BYTES);
      squares += SKIP_NAN && Double.isNaN(x) ? 0 : (x - mean) * (x - mean);
    }
    return squares;
  }

  /** With NaN left out, or as it is. */
  private static DoubleVector kept(DoubleVector x) {
    return SKIP_NAN ? x.blend(0, x.test(VectorOperators.IS_NAN)) : x;
  }

  private static DoubleVector square(DoubleVector x, double mean) {
    DoubleVector delta = x.sub(mean);
    DoubleVector square = delta.mul(delta);
    return SKIP_NAN ? square.blend(0, x.test(VectorOperators.IS_NAN)) : square;
  }
}
