package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Template (see {@link Spinner}) of {@link SumReduction} with SIMD. A run of elements of one cell
 * is summed in four vectors, whose additions do not wait for each other, and only their sum is
 * added with compensation: of a piece of {@link States#PIECE} elements each lane adds up 64, which
 * is what NumPy's pairwise summation does within its blocks.
 */
final class VectorSum extends SumReduction {
  /** A sum and what loads its elements. */
  record Spec(SumReduction.Spec sum, LaneLoaders.Doubles loader) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final LaneLoaders.Doubles LOADER = SPEC.loader();
  private static final Element IN = Element.of(SPEC.sum().in());
  private static final long BYTES = IN.bytes();
  private static final boolean SKIP_NAN = SPEC.sum().skipNaN();
  private static final boolean COUNTS = SPEC.sum().counts();
  private static final boolean COMPENSATED = SPEC.sum().compensated();
  private static final int LANES = LaneLoaders.LANES;

  VectorSum() {
    super(SPEC.sum());
  }

  @Override
  public void foldEach(long state, long stride, long src, int n, long index) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long at = state + 8L * i;
      DoubleVector x = LOADER.load(src + i * BYTES);
      if (SKIP_NAN) {
        VectorMask<Double> nan = x.test(VectorOperators.IS_NAN);
        x = x.blend(0, nan);
        if (COUNTS) {
          DoubleVector count = cells(at + 2 * stride);
          store(count.add(1, nan.not()), at + 2 * stride);
        }
      }
      DoubleVector before = cells(at);
      DoubleVector sum = before.add(x);
      store(sum, at);
      if (COMPENSATED) {
        DoubleVector rest = sum.sub(before);
        DoubleVector lost = before.sub(sum.sub(rest)).add(x.sub(rest));
        store(cells(at + stride).add(lost), at + stride);
      }
    }
    for (; i < n; i++) {
      single(state + 8L * i, stride, src + i * BYTES);
    }
  }

  private static DoubleVector cells(long at) {
    return DoubleVector.fromMemorySegment(LaneLoaders.DOUBLES, Lanes.ALL, at, Lanes.ORDER);
  }

  private static void store(DoubleVector x, long at) {
    x.intoMemorySegment(Lanes.ALL, at, Lanes.ORDER);
  }

  private static void single(long cell, long stride, long src) {
    double x = IN.loadAsDouble(src);
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
      piece(state, stride, src + from * BYTES, Math.min(States.PIECE, n - from));
    }
  }

  private static void piece(long state, long stride, long src, int n) {
    DoubleVector a = DoubleVector.zero(LaneLoaders.DOUBLES);
    DoubleVector b = a;
    DoubleVector c = a;
    DoubleVector d = a;
    DoubleVector counts = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      DoubleVector w = LOADER.load(src + i * BYTES);
      DoubleVector x = LOADER.load(src + (i + LANES) * BYTES);
      DoubleVector y = LOADER.load(src + (i + 2 * LANES) * BYTES);
      DoubleVector z = LOADER.load(src + (i + 3 * LANES) * BYTES);
      if (COUNTS) {
        counts = counts.add(1, number(w)).add(1, number(x)).add(1, number(y)).add(1, number(z));
      }
      a = a.add(kept(w));
      b = b.add(kept(x));
      c = c.add(kept(y));
      d = d.add(kept(z));
    }
    for (; i <= n - LANES; i += LANES) {
      DoubleVector x = LOADER.load(src + i * BYTES);
      if (COUNTS) {
        counts = counts.add(1, number(x));
      }
      a = a.add(kept(x));
    }
    double sum = a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    double count = COUNTS ? counts.reduceLanes(VectorOperators.ADD) : 0;
    for (; i < n; i++) {
      double x = IN.loadAsDouble(src + i * BYTES);
      if (!SKIP_NAN || !Double.isNaN(x)) {
        sum += x;
        count++;
      }
    }
    add(state, stride, sum);
    if (COUNTS) {
      addTo(state + 2 * stride, count);
    }
  }

  private static VectorMask<Double> number(DoubleVector x) {
    return x.compare(VectorOperators.EQ, x);
  }

  private static DoubleVector kept(DoubleVector x) {
    return SKIP_NAN ? x.blend(0, x.test(VectorOperators.IS_NAN)) : x;
  }
}
