package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): rows of a star of two dimensions, four at a time.
 *
 * <p>Each row is loaded once per four rows of results (six loads for four stores) and kept in
 * registers for the next vector: neighbours to the left and right are put together from lanes of
 * two vectors. Loading them takes two loads more per result that cross a cache line, which is what
 * bounds a plain sweep. Measured on one core with AVX-512, rows in L1 and L2, G cells/s: 5.2 so,
 * 2.2 with loads and one row at a time. For narrower vectors there is {@link VectorStar2Pairs}.
 */
final class VectorStar2 implements StarKernel {
  /** What the formula has, and what does the rest while this is cold. */
  record Spec(VectorSpecies<Object> species, boolean uniform, boolean centre, StarKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final boolean UNIFORM = SPEC.uniform();
  private static final boolean CENTRE = SPEC.centre();
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
    return 4;
  }

  @Override
  public void compute(long[] out, long[] in, int rows, int n, long weights) {
    int share = WARMUP.share(n, LANES);
    long start = WARMUP.start();
    for (int r = 0; r < rows; r += 4) {
      vectors(out, in, r, (share + LANES - 1) / LANES, weights);
    }
    WARMUP.stop(start, share, LANES);
    if (share < n) {
      long skip = share * BYTES;
      REST.compute(
          StencilLanes.moved(out, skip), StencilLanes.moved(in, skip), rows, n - share, weights);
    }
  }

  /** Four rows of results, from {@code first} on. */
  private static void vectors(long[] out, long[] in, int first, int count, long weights) {
    long out0 = out[first];
    long out1 = out[first + 1];
    long out2 = out[first + 2];
    long out3 = out[first + 3];
    long row0 = in[first];
    long row1 = in[first + 1];
    long row2 = in[first + 2];
    long row3 = in[first + 3];
    long row4 = in[first + 4];
    long row5 = in[first + 5];
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    Vector<Object> left = S.fromMemorySegment(ALL, LEFT, ORDER);
    Vector<Object> right = S.fromMemorySegment(ALL, RIGHT, ORDER);
    Vector<Object> p1 = S.fromMemorySegment(ALL, row1 - VECTOR, ORDER);
    Vector<Object> p2 = S.fromMemorySegment(ALL, row2 - VECTOR, ORDER);
    Vector<Object> p3 = S.fromMemorySegment(ALL, row3 - VECTOR, ORDER);
    Vector<Object> p4 = S.fromMemorySegment(ALL, row4 - VECTOR, ORDER);
    Vector<Object> c1 = S.fromMemorySegment(ALL, row1, ORDER);
    Vector<Object> c2 = S.fromMemorySegment(ALL, row2, ORDER);
    Vector<Object> c3 = S.fromMemorySegment(ALL, row3, ORDER);
    Vector<Object> c4 = S.fromMemorySegment(ALL, row4, ORDER);
    for (int i = 0; i < count; i++) {
      long o = i * VECTOR;
      Vector<Object> c0 = S.fromMemorySegment(ALL, row0 + o, ORDER);
      Vector<Object> c5 = S.fromMemorySegment(ALL, row5 + o, ORDER);
      Vector<Object> n1 = S.fromMemorySegment(ALL, row1 + o + VECTOR, ORDER);
      Vector<Object> n2 = S.fromMemorySegment(ALL, row2 + o + VECTOR, ORDER);
      Vector<Object> n3 = S.fromMemorySegment(ALL, row3 + o + VECTOR, ORDER);
      Vector<Object> n4 = S.fromMemorySegment(ALL, row4 + o + VECTOR, ORDER);
      Vector<Object> y1 = c0.add(c2);
      Vector<Object> l1 = left.selectFrom(p1, c1);
      Vector<Object> r1 = right.selectFrom(c1, n1);
      Vector<Object> x1 = l1.add(r1);
      Vector<Object> s1 = UNIFORM ? y1.add(x1).mul(wx) : y1.mul(wy).add(x1.mul(wx));
      (CENTRE ? s1.add(c1.mul(wc)) : s1).intoMemorySegment(ALL, out0 + o, ORDER);
      Vector<Object> y2 = c1.add(c3);
      Vector<Object> l2 = left.selectFrom(p2, c2);
      Vector<Object> r2 = right.selectFrom(c2, n2);
      Vector<Object> x2 = l2.add(r2);
      Vector<Object> s2 = UNIFORM ? y2.add(x2).mul(wx) : y2.mul(wy).add(x2.mul(wx));
      (CENTRE ? s2.add(c2.mul(wc)) : s2).intoMemorySegment(ALL, out1 + o, ORDER);
      Vector<Object> y3 = c2.add(c4);
      Vector<Object> l3 = left.selectFrom(p3, c3);
      Vector<Object> r3 = right.selectFrom(c3, n3);
      Vector<Object> x3 = l3.add(r3);
      Vector<Object> s3 = UNIFORM ? y3.add(x3).mul(wx) : y3.mul(wy).add(x3.mul(wx));
      (CENTRE ? s3.add(c3.mul(wc)) : s3).intoMemorySegment(ALL, out2 + o, ORDER);
      Vector<Object> y4 = c3.add(c5);
      Vector<Object> l4 = left.selectFrom(p4, c4);
      Vector<Object> r4 = right.selectFrom(c4, n4);
      Vector<Object> x4 = l4.add(r4);
      Vector<Object> s4 = UNIFORM ? y4.add(x4).mul(wx) : y4.mul(wy).add(x4.mul(wx));
      (CENTRE ? s4.add(c4.mul(wc)) : s4).intoMemorySegment(ALL, out3 + o, ORDER);
      p1 = c1;
      c1 = n1;
      p2 = c2;
      c2 = n2;
      p3 = c3;
      c3 = n3;
      p4 = c4;
      c4 = n4;
    }
  }
}
