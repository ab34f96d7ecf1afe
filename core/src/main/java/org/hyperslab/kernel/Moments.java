package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import org.hyperslab.block.DType;

/**
 * Variances and standard deviations. State: count, mean, and M2, the sum of squared deviations from
 * the mean, all float64.
 *
 * <p>Elements that come one per cell are taken in by Welford's recurrence ("Note on a method for
 * calculating corrected sums of squares and products", 1962); a run of elements of one cell gets
 * its own mean and M2 in two passes, and states are merged by the formula of Chan, Golub and
 * LeVeque ("Updating formulae and a pairwise algorithm", 1979). None of these subtracts large
 * squares from each other. Infinities become NaN in the mean's first difference, as they must.
 */
abstract class Moments implements ReduceKernel {
  /** What to take the moments of. */
  record Spec(ReduceOp op, DType in, int ddof) {
    boolean root() {
      return op == ReduceOp.STD || op == ReduceOp.NAN_STD;
    }

    boolean skipNaN() {
      return in.isFloat() && nanFamily();
    }

    boolean nanFamily() {
      return op == ReduceOp.NAN_VAR || op == ReduceOp.NAN_STD;
    }
  }

  private final Spec spec;
  private final DType result;

  Moments(Spec spec) {
    this.spec = spec;
    this.result = Typing.resultType(spec.op, spec.in);
  }

  @Override
  public int fields() {
    return 3;
  }

  @Override
  public DType resultType() {
    return result;
  }

  @Override
  public void init(long state, long stride, int n) {
    States.clear(3, state, stride, n);
  }

  /** Welford's step: takes one element into a cell that holds {@code count - 1}. */
  static void push(long cell, long stride, double x, double count, double reciprocal) {
    double mean = NativeMemory.getDouble(cell + stride);
    double m2 = NativeMemory.getDouble(cell + 2 * stride);
    double delta = x - mean;
    mean += delta * reciprocal;
    NativeMemory.putDouble(cell, count);
    NativeMemory.putDouble(cell + stride, mean);
    NativeMemory.putDouble(cell + 2 * stride, m2 + delta * (x - mean));
  }

  /** Chan's formula: takes {@code count} elements of a given mean and M2 into a cell. */
  static void merge(long cell, long stride, double count, double mean, double m2) {
    if (count == 0) {
      return;
    }
    double ownCount = NativeMemory.getDouble(cell);
    double ownMean = NativeMemory.getDouble(cell + stride);
    double ownM2 = NativeMemory.getDouble(cell + 2 * stride);
    double total = ownCount + count;
    double share = count / total;
    double delta = mean - ownMean;
    NativeMemory.putDouble(cell, total);
    NativeMemory.putDouble(cell + stride, ownMean + delta * share);
    NativeMemory.putDouble(cell + 2 * stride, ownM2 + m2 + delta * delta * (ownCount * share));
  }

  @Override
  public void combine(long state, long stride, long other, long otherStride, int n) {
    MomentTiles.combine(state, stride, other, otherStride, n);
  }

  /**
   * Where the degrees of freedom run out, {@code var} divides by zero and {@code nanvar} gives NaN,
   * as in NumPy.
   */
  @Override
  public void finish(long dst, long state, long stride, int n, long count) {
    Staging s = Staging.own();
    for (int from = 0; from < n; from += Staging.ELEMENTS) {
      int size = Math.min(Staging.ELEMENTS, n - from);
      Staging.load(s.states[0], state + 8L * from, size);
      Staging.load(s.states[2], state + 2 * stride + 8L * from, size);
      finish(s, size);
      s.store(Element.of(result), dst + (long) from * result.bytes(), size);
    }
  }

  private void finish(Staging s, int n) {
    boolean emptyIsNaN = spec.nanFamily();
    boolean root = spec.root();
    for (int i = 0; i < n; i++) {
      double freedom = s.states[0][i] - spec.ddof;
      double variance = s.states[2][i] / Math.max(freedom, 0);
      variance = emptyIsNaN && freedom <= 0 ? Double.NaN : variance;
      s.x[i] = root ? Math.sqrt(variance) : variance;
    }
  }

  /** Template of the folds, see {@link Spinner}. */
  static final class Scalar extends Moments {
    private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
    private static final Element IN = Element.of(SPEC.in());
    private static final boolean SKIP_NAN = SPEC.skipNaN();
    private static final LaneSums SUMS = new LaneSums(IN, SKIP_NAN ? 1 : 4, SKIP_NAN);
    private static final MomentTiles TILES = MomentTiles.of(SPEC);

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
        double count = SUMS.count(at, size);
        double mean = SUMS.sum(at, size) / count;
        merge(state, stride, count, mean, SUMS.squares(at, size, mean));
      }
    }
  }
}
