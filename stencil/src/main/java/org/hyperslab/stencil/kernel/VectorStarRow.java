package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): a row of a star, for memory without room to spare. The last
 * vector overlaps the one before.
 */
final class VectorStarRow implements StencilRow {
  /** What the formula has, and what does the rest. */
  record Spec(
      VectorSpecies<Object> species, int rank, boolean uniform, boolean centre, StencilRow rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final boolean CUBIC = SPEC.rank() == 3;
  private static final boolean UNIFORM = SPEC.uniform();
  private static final boolean CENTRE = SPEC.centre();
  private static final StencilRow REST = SPEC.rest();
  private static final Warmup WARMUP = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;
  private static final long SLOT = Weights.SLOT;

  @Override
  public void row(long out, long[] in, int n, long weights) {
    int share = WARMUP.share(n, LANES);
    if (share < LANES) {
      REST.row(out, in, n, weights);
      return;
    }
    long start = WARMUP.start();
    vectors(out, in, share, weights);
    WARMUP.stop(start, share, LANES);
    if (share < n) {
      long[] moved = in.clone();
      for (int i = 0; i < moved.length; i++) {
        moved[i] += share * BYTES;
      }
      REST.row(out + share * BYTES, moved, n - share, weights);
    }
  }

  private static void vectors(long out, long[] in, int n, long weights) {
    long cell = in[0];
    long below = in[1];
    long above = in[2];
    long front = CUBIC ? in[3] : 0;
    long back = CUBIC ? in[4] : 0;
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wz = S.fromMemorySegment(ALL, weights + 2 * SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    int last = n - LANES;
    int i = 0;
    while (true) {
      long o = i * BYTES;
      Vector<Object> y =
          S.fromMemorySegment(ALL, below + o, ORDER)
              .add(S.fromMemorySegment(ALL, above + o, ORDER));
      Vector<Object> x =
          S.fromMemorySegment(ALL, cell + o - BYTES, ORDER)
              .add(S.fromMemorySegment(ALL, cell + o + BYTES, ORDER));
      Vector<Object> s;
      if (CUBIC) {
        Vector<Object> z =
            S.fromMemorySegment(ALL, front + o, ORDER)
                .add(S.fromMemorySegment(ALL, back + o, ORDER));
        s = UNIFORM ? z.add(y).add(x).mul(wx) : z.mul(wz).add(y.mul(wy)).add(x.mul(wx));
      } else {
        s = UNIFORM ? y.add(x).mul(wx) : y.mul(wy).add(x.mul(wx));
      }
      if (CENTRE) {
        s = s.add(S.fromMemorySegment(ALL, cell + o, ORDER).mul(wc));
      }
      s.intoMemorySegment(ALL, out + o, ORDER);
      if (i == last) {
        return;
      }
      i = Math.min(i + LANES, last);
    }
  }
}
