package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): two rows in each of two planes of a star of three
 * dimensions, otherwise as {@link VectorStar2}. Data come from L2 here, at half a vector per cycle,
 * which is what bounds this: two planes at once need four planes' rows for two of results, not six.
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
  public void compute(long[] out, long[] in, int n, long weights) {
    int share = WARMUP.share(n, LANES);
    long start = WARMUP.start();
    vectors(out, in, (share + LANES - 1) / LANES, weights);
    WARMUP.stop(start, share, LANES);
    if (share < n) {
      long skip = share * BYTES;
      REST.compute(moved(out, skip), moved(in, skip), n - share, weights);
    }
  }

  private static long[] moved(long[] addresses, long bytes) {
    long[] moved = addresses.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += bytes;
    }
    return moved;
  }

  private static void vectors(long[] out, long[] in, int count, long weights) {
    long f1At = in[0];
    long f2At = in[1];
    long a0At = in[2];
    long a1At = in[3];
    long a2At = in[4];
    long a3At = in[5];
    long b0At = in[6];
    long b1At = in[7];
    long b2At = in[8];
    long b3At = in[9];
    long g1At = in[10];
    long g2At = in[11];
    long a1To = out[0];
    long a2To = out[1];
    long b1To = out[2];
    long b2To = out[3];
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wz = S.fromMemorySegment(ALL, weights + 2 * SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    Vector<Object> left = S.fromMemorySegment(ALL, LEFT, ORDER);
    Vector<Object> right = S.fromMemorySegment(ALL, RIGHT, ORDER);
    Vector<Object> a1Before = S.fromMemorySegment(ALL, a1At - VECTOR, ORDER);
    Vector<Object> a1 = S.fromMemorySegment(ALL, a1At, ORDER);
    Vector<Object> a2Before = S.fromMemorySegment(ALL, a2At - VECTOR, ORDER);
    Vector<Object> a2 = S.fromMemorySegment(ALL, a2At, ORDER);
    Vector<Object> b1Before = S.fromMemorySegment(ALL, b1At - VECTOR, ORDER);
    Vector<Object> b1 = S.fromMemorySegment(ALL, b1At, ORDER);
    Vector<Object> b2Before = S.fromMemorySegment(ALL, b2At - VECTOR, ORDER);
    Vector<Object> b2 = S.fromMemorySegment(ALL, b2At, ORDER);
    for (int i = 0; i < count; i++) {
      long o = i * VECTOR;
      Vector<Object> f1 = S.fromMemorySegment(ALL, f1At + o, ORDER);
      Vector<Object> f2 = S.fromMemorySegment(ALL, f2At + o, ORDER);
      Vector<Object> a0 = S.fromMemorySegment(ALL, a0At + o, ORDER);
      Vector<Object> a3 = S.fromMemorySegment(ALL, a3At + o, ORDER);
      Vector<Object> b0 = S.fromMemorySegment(ALL, b0At + o, ORDER);
      Vector<Object> b3 = S.fromMemorySegment(ALL, b3At + o, ORDER);
      Vector<Object> g1 = S.fromMemorySegment(ALL, g1At + o, ORDER);
      Vector<Object> g2 = S.fromMemorySegment(ALL, g2At + o, ORDER);
      Vector<Object> a1After = S.fromMemorySegment(ALL, a1At + o + VECTOR, ORDER);
      Vector<Object> a2After = S.fromMemorySegment(ALL, a2At + o + VECTOR, ORDER);
      Vector<Object> b1After = S.fromMemorySegment(ALL, b1At + o + VECTOR, ORDER);
      Vector<Object> b2After = S.fromMemorySegment(ALL, b2At + o + VECTOR, ORDER);
      Vector<Object> a1Left =
          SHUFFLE
              ? left.selectFrom(a1Before, a1)
              : S.fromMemorySegment(ALL, a1At + o - BYTES, ORDER);
      Vector<Object> a1Right =
          SHUFFLE
              ? right.selectFrom(a1, a1After)
              : S.fromMemorySegment(ALL, a1At + o + BYTES, ORDER);
      Vector<Object> a1Z = f1.add(b1);
      Vector<Object> a1Y = a0.add(a2);
      Vector<Object> a1X = a1Left.add(a1Right);
      Vector<Object> a1Sum =
          UNIFORM ? a1Z.add(a1Y).add(a1X).mul(wx) : a1Z.mul(wz).add(a1Y.mul(wy)).add(a1X.mul(wx));
      (CENTRE ? a1Sum.add(a1.mul(wc)) : a1Sum).intoMemorySegment(ALL, a1To + o, ORDER);
      Vector<Object> a2Left =
          SHUFFLE
              ? left.selectFrom(a2Before, a2)
              : S.fromMemorySegment(ALL, a2At + o - BYTES, ORDER);
      Vector<Object> a2Right =
          SHUFFLE
              ? right.selectFrom(a2, a2After)
              : S.fromMemorySegment(ALL, a2At + o + BYTES, ORDER);
      Vector<Object> a2Z = f2.add(b2);
      Vector<Object> a2Y = a1.add(a3);
      Vector<Object> a2X = a2Left.add(a2Right);
      Vector<Object> a2Sum =
          UNIFORM ? a2Z.add(a2Y).add(a2X).mul(wx) : a2Z.mul(wz).add(a2Y.mul(wy)).add(a2X.mul(wx));
      (CENTRE ? a2Sum.add(a2.mul(wc)) : a2Sum).intoMemorySegment(ALL, a2To + o, ORDER);
      Vector<Object> b1Left =
          SHUFFLE
              ? left.selectFrom(b1Before, b1)
              : S.fromMemorySegment(ALL, b1At + o - BYTES, ORDER);
      Vector<Object> b1Right =
          SHUFFLE
              ? right.selectFrom(b1, b1After)
              : S.fromMemorySegment(ALL, b1At + o + BYTES, ORDER);
      Vector<Object> b1Z = a1.add(g1);
      Vector<Object> b1Y = b0.add(b2);
      Vector<Object> b1X = b1Left.add(b1Right);
      Vector<Object> b1Sum =
          UNIFORM ? b1Z.add(b1Y).add(b1X).mul(wx) : b1Z.mul(wz).add(b1Y.mul(wy)).add(b1X.mul(wx));
      (CENTRE ? b1Sum.add(b1.mul(wc)) : b1Sum).intoMemorySegment(ALL, b1To + o, ORDER);
      Vector<Object> b2Left =
          SHUFFLE
              ? left.selectFrom(b2Before, b2)
              : S.fromMemorySegment(ALL, b2At + o - BYTES, ORDER);
      Vector<Object> b2Right =
          SHUFFLE
              ? right.selectFrom(b2, b2After)
              : S.fromMemorySegment(ALL, b2At + o + BYTES, ORDER);
      Vector<Object> b2Z = a2.add(g2);
      Vector<Object> b2Y = b1.add(b3);
      Vector<Object> b2X = b2Left.add(b2Right);
      Vector<Object> b2Sum =
          UNIFORM ? b2Z.add(b2Y).add(b2X).mul(wx) : b2Z.mul(wz).add(b2Y.mul(wy)).add(b2X.mul(wx));
      (CENTRE ? b2Sum.add(b2.mul(wc)) : b2Sum).intoMemorySegment(ALL, b2To + o, ORDER);
      a1Before = a1;
      a1 = a1After;
      a2Before = a2;
      a2 = a2After;
      b1Before = b1;
      b1 = b1After;
      b2Before = b2;
      b2 = b2After;
    }
  }
}
