package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): a row in each of two planes of a star of three dimensions,
 * otherwise as {@link VectorStar2}. Data come from L2 or L3 here: two planes at once need four
 * planes' rows for two of results, not six. With a second row of each there would be more rows than
 * registers for their addresses.
 *
 * <p>Rows are segments of their own, and the loop counts vectors: so the compiler checks bounds
 * once per row, not at each of the accesses, which takes twice the time (Zen 3, rows in L2: 2.0
 * instead of 1.1 G cells/s).
 */
final class VectorStar3 implements StarKernel {
  /** What the formula has, how neighbours are had, and what does the rest while this is cold. */
  record Spec(
      VectorSpecies<Object> species,
      boolean uniform,
      boolean centre,
      boolean shuffle,
      StarKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final boolean UNIFORM = SPEC.uniform();
  private static final boolean CENTRE = SPEC.centre();
  private static final boolean SHUFFLE = SPEC.shuffle();
  private static final StarKernel REST = SPEC.rest();
  private static final Warmup WARMUP = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final long VECTOR = LANES * BYTES;
  private static final long LEFT = StencilLanes.lanes(S, LANES - 1);
  private static final long RIGHT = StencilLanes.lanes(S, 1);
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;
  private static final long SLOT = Weights.SLOT;

  @Override
  public int unit() {
    return 2;
  }

  @Override
  public void compute(long[] out, long[] in, int rows, int n, long weights) {
    int share = WARMUP.share(n, LANES);
    long start = WARMUP.start();
    vectors(out, in, (share + LANES - 1) / LANES, weights);
    WARMUP.stop(start, share, LANES);
    if (share < n) {
      long skip = share * BYTES;
      REST.compute(
          StencilLanes.moved(out, skip), StencilLanes.moved(in, skip), rows, n - share, weights);
    }
  }

  private static void vectors(long[] out, long[] in, int count, long weights) {
    long bytes = count * VECTOR;
    MemorySegment front = ALL.asSlice(in[0], bytes);
    MemorySegment a = ALL.asSlice(in[2], bytes);
    MemorySegment aLeft = ALL.asSlice(in[2] - BYTES, bytes);
    MemorySegment aRight = ALL.asSlice(in[2] + BYTES, bytes);
    MemorySegment aNext = ALL.asSlice(in[2] + VECTOR, bytes);
    MemorySegment aBelow = ALL.asSlice(in[1], bytes);
    MemorySegment aAbove = ALL.asSlice(in[3], bytes);
    MemorySegment b = ALL.asSlice(in[5], bytes);
    MemorySegment bLeft = ALL.asSlice(in[5] - BYTES, bytes);
    MemorySegment bRight = ALL.asSlice(in[5] + BYTES, bytes);
    MemorySegment bNext = ALL.asSlice(in[5] + VECTOR, bytes);
    MemorySegment bBelow = ALL.asSlice(in[4], bytes);
    MemorySegment bAbove = ALL.asSlice(in[6], bytes);
    MemorySegment back = ALL.asSlice(in[7], bytes);
    MemorySegment aTo = ALL.asSlice(out[0], bytes);
    MemorySegment bTo = ALL.asSlice(out[1], bytes);
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wz = S.fromMemorySegment(ALL, weights + 2 * SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    Vector<Object> left = S.fromMemorySegment(ALL, LEFT, ORDER);
    Vector<Object> right = S.fromMemorySegment(ALL, RIGHT, ORDER);
    Vector<Object> aBefore = S.fromMemorySegment(ALL, in[2] - VECTOR, ORDER);
    Vector<Object> aNow = S.fromMemorySegment(a, 0, ORDER);
    Vector<Object> bBefore = S.fromMemorySegment(ALL, in[5] - VECTOR, ORDER);
    Vector<Object> bNow = S.fromMemorySegment(b, 0, ORDER);
    for (int i = 0; i < count; i++) {
      long o = i * VECTOR;
      Vector<Object> aCell = SHUFFLE ? aNow : S.fromMemorySegment(a, o, ORDER);
      Vector<Object> bCell = SHUFFLE ? bNow : S.fromMemorySegment(b, o, ORDER);
      Vector<Object> aZ = S.fromMemorySegment(front, o, ORDER).add(bCell);
      Vector<Object> bZ = S.fromMemorySegment(back, o, ORDER).add(aCell);
      Vector<Object> aAfter = SHUFFLE ? S.fromMemorySegment(aNext, o, ORDER) : aNow;
      Vector<Object> aX =
          SHUFFLE
              ? left.selectFrom(aBefore, aCell).add(right.selectFrom(aCell, aAfter))
              : S.fromMemorySegment(aLeft, o, ORDER).add(S.fromMemorySegment(aRight, o, ORDER));
      Vector<Object> aY =
          S.fromMemorySegment(aBelow, o, ORDER).add(S.fromMemorySegment(aAbove, o, ORDER));
      Vector<Object> aSum =
          UNIFORM ? aZ.add(aY).add(aX).mul(wx) : aZ.mul(wz).add(aY.mul(wy)).add(aX.mul(wx));
      (CENTRE ? aSum.add(aCell.mul(wc)) : aSum).intoMemorySegment(aTo, o, ORDER);
      Vector<Object> bAfter = SHUFFLE ? S.fromMemorySegment(bNext, o, ORDER) : bNow;
      Vector<Object> bX =
          SHUFFLE
              ? left.selectFrom(bBefore, bCell).add(right.selectFrom(bCell, bAfter))
              : S.fromMemorySegment(bLeft, o, ORDER).add(S.fromMemorySegment(bRight, o, ORDER));
      Vector<Object> bY =
          S.fromMemorySegment(bBelow, o, ORDER).add(S.fromMemorySegment(bAbove, o, ORDER));
      Vector<Object> bSum =
          UNIFORM ? bZ.add(bY).add(bX).mul(wx) : bZ.mul(wz).add(bY.mul(wy)).add(bX.mul(wx));
      (CENTRE ? bSum.add(bCell.mul(wc)) : bSum).intoMemorySegment(bTo, o, ORDER);
      aBefore = aCell;
      aNow = aAfter;
      bBefore = bCell;
      bNow = bAfter;
    }
  }
}
