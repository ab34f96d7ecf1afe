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
  private static final long VECTOR = LANES * BYTES;
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
    vectors(out, in, 0, share / LANES, weights);
    if (share % LANES > 0) {
      vectors(out, in, share - LANES, 1, weights);
    }
    WARMUP.stop(start, share, LANES);
    if (share < n) {
      REST.row(out + share * BYTES, StencilLanes.moved(in, share * BYTES), n - share, weights);
    }
  }

  /**
   * Whole vectors from a cell on. Rows are segments of their own, and the loop counts vectors: so
   * the compiler checks bounds once per row, not at each access.
   */
  private static void vectors(long out, long[] in, int from, int count, long weights) {
    long skip = from * BYTES;
    long bytes = count * VECTOR;
    MemorySegment to = ALL.asSlice(out + skip, bytes);
    MemorySegment cell = ALL.asSlice(in[0] + skip, bytes);
    MemorySegment left = ALL.asSlice(in[0] + skip - BYTES, bytes);
    MemorySegment right = ALL.asSlice(in[0] + skip + BYTES, bytes);
    MemorySegment below = ALL.asSlice(in[1] + skip, bytes);
    MemorySegment above = ALL.asSlice(in[2] + skip, bytes);
    MemorySegment front = CUBIC ? ALL.asSlice(in[3] + skip, bytes) : cell;
    MemorySegment back = CUBIC ? ALL.asSlice(in[4] + skip, bytes) : cell;
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wz = S.fromMemorySegment(ALL, weights + 2 * SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    for (int i = 0; i < count; i++) {
      long o = i * VECTOR;
      Vector<Object> y =
          S.fromMemorySegment(below, o, ORDER).add(S.fromMemorySegment(above, o, ORDER));
      Vector<Object> x =
          S.fromMemorySegment(left, o, ORDER).add(S.fromMemorySegment(right, o, ORDER));
      Vector<Object> s;
      if (CUBIC) {
        Vector<Object> z =
            S.fromMemorySegment(front, o, ORDER).add(S.fromMemorySegment(back, o, ORDER));
        s = UNIFORM ? z.add(y).add(x).mul(wx) : z.mul(wz).add(y.mul(wy)).add(x.mul(wx));
      } else {
        s = UNIFORM ? y.add(x).mul(wx) : y.mul(wy).add(x.mul(wx));
      }
      if (CENTRE) {
        s = s.add(S.fromMemorySegment(cell, o, ORDER).mul(wc));
      }
      s.intoMemorySegment(to, o, ORDER);
    }
  }
}
