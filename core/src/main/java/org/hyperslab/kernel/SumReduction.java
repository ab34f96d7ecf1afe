package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import org.hyperslab.block.DType;

/**
 * Sums and means that accumulate in float64. State: sum, compensation, and for the mean of what is
 * not NaN the count.
 *
 * <p>The sum is exactly what adding naively gives, and the compensation gathers what each addition
 * lost (Knuth's TwoSum; the scheme is Neumaier's, "Rundungsfehleranalyse einiger Verfahren zur
 * Summation endlicher Summen", 1974, in Ogita, Rump and Oishi's branch-free form), so that
 * infinities and NaN need no care in the loops: once the sum is not finite the compensation means
 * nothing, and the sum alone is the answer. Elements of at most 32 bits are added to a cell without
 * compensation, since float64 has 29 bits to spare for them.
 */
abstract class SumReduction implements ReduceKernel {
  /** What to add. */
  record Spec(ReduceOp op, DType in) {
    boolean mean() {
      return op == ReduceOp.MEAN || op == ReduceOp.NAN_MEAN;
    }

    boolean skipNaN() {
      return in.isFloat() && (op == ReduceOp.NAN_SUM || op == ReduceOp.NAN_MEAN);
    }

    /** Whether each cell has its own count. */
    boolean counts() {
      return mean() && skipNaN();
    }

    boolean compensated() {
      return in.bytes() == 8;
    }
  }

  private final Spec spec;
  private final DType result;
  private final SumTiles tiles;

  SumReduction(Spec spec) {
    this.spec = spec;
    this.tiles = SumTiles.of(spec);
    this.result = Typing.resultType(spec.op, spec.in);
  }

  @Override
  public int fields() {
    return spec.counts() ? 3 : 2;
  }

  @Override
  public DType resultType() {
    return result;
  }

  /** What {@code sum = x + y} lost. */
  static double lost(double x, double y, double sum) {
    double rest = sum - x;
    return (x - (sum - rest)) + (y - rest);
  }

  /** Adds to one cell, keeping what is lost. */
  static void add(long cell, long stride, double x) {
    double before = NativeMemory.getDouble(cell);
    double sum = before + x;
    NativeMemory.putDouble(cell, sum);
    double compensation = NativeMemory.getDouble(cell + stride) + lost(before, x, sum);
    NativeMemory.putDouble(cell + stride, compensation);
  }

  @Override
  public void init(long state, long stride, int n) {
    States.clear(fields(), state, stride, n);
  }

  @Override
  public void combine(long state, long stride, long other, long otherStride, int n) {
    tiles.combine(state, stride, other, otherStride, n);
  }

  static void addTo(long at, double x) {
    NativeMemory.putDouble(at, NativeMemory.getDouble(at) + x);
  }

  @Override
  public void finish(long dst, long state, long stride, int n, long count) {
    Staging s = Staging.own();
    for (int from = 0; from < n; from += Staging.ELEMENTS) {
      int size = Math.min(Staging.ELEMENTS, n - from);
      for (int f = 0; f < fields(); f++) {
        Staging.load(s.states[f], state + f * stride + 8L * from, size);
      }
      finish(s, size, count);
      s.store(Element.of(result), dst + (long) from * result.bytes(), size);
    }
  }

  private void finish(Staging s, int n, long count) {
    boolean mean = spec.mean();
    boolean counts = spec.counts();
    for (int i = 0; i < n; i++) {
      double sum = s.states[0][i];
      double x = Double.isFinite(sum) ? sum + s.states[1][i] : sum;
      s.x[i] = mean ? x / (counts ? s.states[2][i] : count) : x;
    }
  }

  /** Template of the folds, see {@link Spinner}. */
  static final class Scalar extends SumReduction {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Element IN = Element.of(SPEC.in());
    private static final boolean SKIP_NAN = SPEC.skipNaN();
    private static final boolean COUNTS = SPEC.counts();
    private static final LaneSums SUMS = new LaneSums(IN, SKIP_NAN ? 1 : 4, SKIP_NAN);
    private static final SumTiles TILES = SumTiles.of(SPEC);

    Scalar() {
      super(SPEC);
    }

    @Override
    public void foldEach(long state, long stride, long src, int n, long index) {
      TILES.foldRows(state, stride, src, 0, 1, n);
    }

    @Override
    public void foldAll(long state, long stride, long src, int n, long index, long indexStep) {
      for (int from = 0; from < n; from += States.PIECE) {
        long at = src + (long) from * IN.bytes();
        int size = Math.min(States.PIECE, n - from);
        add(state, stride, SUMS.sum(at, size));
        if (COUNTS) {
          addTo(state + 2 * stride, SUMS.count(at, size));
        }
      }
    }
  }
}
