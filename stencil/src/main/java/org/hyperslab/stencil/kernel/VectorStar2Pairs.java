package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): rows of a star of two dimensions, where vectors are narrower
 * than 512 bits. There a shuffle across a vector is more than one instruction, and loads cross
 * cache lines less often, so neighbours to the left and right are loaded; and there are 16
 * registers, which suffice for two rows at a time.
 *
 * <p>The loop is bound by its loads: four for every result and two that may cross a line. What
 * matters is that it does nothing else. Bases are masked ({@link StencilLanes#ADDRESS}), so that no
 * access is checked; the offset is one int that is not negative, so that base and offset are one
 * operand of the instruction; and its mask keeps the compiler from unrolling the loop, which would
 * keep a copy of each base per access, more than there are registers. Measured on one core with
 * AVX2, rows in L2, G cells/s by processor time, best of five: 2.9 so, 2.3 with four rows at a
 * time, 2.1 with four rows and a loop that may be unrolled.
 */
final class VectorStar2Pairs implements StarKernel {
  private static final VectorStar2.Spec SPEC =
      Spinner.data(MethodHandles.lookup(), VectorStar2.Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final boolean UNIFORM = SPEC.uniform();
  private static final boolean CENTRE = SPEC.centre();
  private static final StarKernel REST = SPEC.rest();
  private static final Warmup WARMUP = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final int VECTOR = LANES * (int) BYTES;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;
  private static final long ADDRESS = StencilLanes.ADDRESS;
  private static final long SLOT = Weights.SLOT;

  @Override
  public int unit() {
    return 2;
  }

  @Override
  public void compute(long[] out, long[] in, int rows, int n, long weights) {
    int share = WARMUP.share(n, LANES);
    long start = WARMUP.start();
    int bytes = Math.multiplyExact((share + LANES - 1) / LANES, VECTOR);
    for (int r = 0; r < rows; r += 2) {
      pair(out, in, r, bytes, weights);
    }
    WARMUP.stop(start, share, LANES);
    if (share < n) {
      long skip = share * BYTES;
      REST.compute(
          StencilLanes.moved(out, skip), StencilLanes.moved(in, skip), rows, n - share, weights);
    }
  }

  /** Rows {@code first} and {@code first + 1} of the results. */
  private static void pair(long[] out, long[] in, int first, int bytes, long weights) {
    long out1 = out[first] & ADDRESS;
    long out2 = out[first + 1] & ADDRESS;
    long row0 = in[first] & ADDRESS;
    long left1 = (in[first + 1] - BYTES) & ADDRESS;
    long left2 = (in[first + 2] - BYTES) & ADDRESS;
    long row3 = in[first + 3] & ADDRESS;
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    for (int at = 0; at < bytes; at = (at + VECTOR) & Integer.MAX_VALUE) {
      long o = at;
      Vector<Object> c1 = S.fromMemorySegment(ALL, left1 + o + BYTES, ORDER);
      Vector<Object> c2 = S.fromMemorySegment(ALL, left2 + o + BYTES, ORDER);
      Vector<Object> y1 = S.fromMemorySegment(ALL, row0 + o, ORDER).add(c2);
      Vector<Object> x1 =
          S.fromMemorySegment(ALL, left1 + o, ORDER)
              .add(S.fromMemorySegment(ALL, left1 + o + 2 * BYTES, ORDER));
      Vector<Object> s1 = UNIFORM ? y1.add(x1).mul(wx) : y1.mul(wy).add(x1.mul(wx));
      (CENTRE ? s1.add(c1.mul(wc)) : s1).intoMemorySegment(ALL, out1 + o, ORDER);
      Vector<Object> y2 = c1.add(S.fromMemorySegment(ALL, row3 + o, ORDER));
      Vector<Object> x2 =
          S.fromMemorySegment(ALL, left2 + o, ORDER)
              .add(S.fromMemorySegment(ALL, left2 + o + 2 * BYTES, ORDER));
      Vector<Object> s2 = UNIFORM ? y2.add(x2).mul(wx) : y2.mul(wy).add(x2.mul(wx));
      (CENTRE ? s2.add(c2.mul(wc)) : s2).intoMemorySegment(ALL, out2 + o, ORDER);
    }
  }
}
