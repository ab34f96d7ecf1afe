package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): {@link LineKernel} with SIMD, the same operations in the
 * same order for every cell.
 */
final class VectorLines implements LineKernel {
  /** What does the rest of a line. */
  record Spec(VectorSpecies<Object> species, LineKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final LineKernel REST = SPEC.rest();
  private static final Warmup ELIMINATE = new Warmup();
  private static final Warmup SUBTRACT = new Warmup();
  private static final Warmup DIFFERENCE = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;

  @Override
  public void eliminate(long line, long other, double a, double b, int n) {
    long start = ELIMINATE.start();
    int done = eliminateVectors(line, other, a, b, ELIMINATE.share(n, LANES));
    ELIMINATE.stop(start, done, LANES);
    if (done < n) {
      long o = done * BYTES;
      REST.eliminate(line + o, other + o, a, b, n - done);
    }
  }

  private static int eliminateVectors(long line, long other, double a, double b, int n) {
    Vector<Object> x = StencilLanes.broadcast(S, a);
    Vector<Object> y = StencilLanes.broadcast(S, b);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      S.fromMemorySegment(ALL, line + o, ORDER)
          .sub(S.fromMemorySegment(ALL, other + o, ORDER).mul(x))
          .mul(y)
          .intoMemorySegment(ALL, line + o, ORDER);
    }
    return i;
  }

  @Override
  public void subtract(long line, long other, double a, int n) {
    long start = SUBTRACT.start();
    int done = subtractVectors(line, other, a, SUBTRACT.share(n, LANES));
    SUBTRACT.stop(start, done, LANES);
    if (done < n) {
      long o = done * BYTES;
      REST.subtract(line + o, other + o, a, n - done);
    }
  }

  private static int subtractVectors(long line, long other, double a, int n) {
    Vector<Object> x = StencilLanes.broadcast(S, a);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      S.fromMemorySegment(ALL, line + o, ORDER)
          .sub(S.fromMemorySegment(ALL, other + o, ORDER).mul(x))
          .intoMemorySegment(ALL, line + o, ORDER);
    }
    return i;
  }

  @Override
  public void secondDifference(long out, long cell, long[] neighbours, double a, int n) {
    long start = DIFFERENCE.start();
    int done = secondDifferenceVectors(out, cell, neighbours, a, DIFFERENCE.share(n, LANES));
    DIFFERENCE.stop(start, done, LANES);
    if (done < n) {
      long o = done * BYTES;
      REST.secondDifference(
          out + o, cell + o, new long[] {neighbours[0] + o, neighbours[1] + o}, a, n - done);
    }
  }

  private static int secondDifferenceVectors(
      long out, long cell, long[] neighbours, double a, int n) {
    long below = neighbours[0];
    long above = neighbours[1];
    Vector<Object> x = StencilLanes.broadcast(S, a);
    Vector<Object> two = S.broadcast(2);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      Vector<Object> middle = S.fromMemorySegment(ALL, cell + o, ORDER);
      Vector<Object> sum =
          S.fromMemorySegment(ALL, below + o, ORDER)
              .add(S.fromMemorySegment(ALL, above + o, ORDER));
      middle.add(sum.sub(middle.mul(two)).mul(x)).intoMemorySegment(ALL, out + o, ORDER);
    }
    return i;
  }
}
