package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/**
 * Template (see {@link StencilLanes}): {@link DiffusionRow} with SIMD, the same operations in the
 * same order for every cell.
 */
final class VectorDiffusion implements DiffusionRow {
  /** What does the rest of a row. */
  record Spec(VectorSpecies<Object> species, DiffusionRow rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final DiffusionRow REST = SPEC.rest();
  private static final Warmup WARMUP = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;

  @Override
  public void row(Rows rows, double fy, double fx, int n) {
    long start = WARMUP.start();
    int done = vectors(rows, fy, fx, WARMUP.share(n, LANES));
    WARMUP.stop(start, done, LANES);
    if (done < n) {
      REST.row(rows.plus(done * BYTES), fy, fx, n - done);
    }
  }

  private static int vectors(Rows rows, double fy, double fx, int n) {
    Vector<Object> y = StencilLanes.broadcast(S, fy);
    Vector<Object> x = StencilLanes.broadcast(S, fx);
    long p = rows.field();
    long step = rows.fieldStep();
    long a = rows.diffusivity();
    long aStep = rows.diffusivityStep();
    long to = rows.out();
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      Vector<Object> middle = S.fromMemorySegment(ALL, p + o, ORDER);
      Vector<Object> own = S.fromMemorySegment(ALL, a + o, ORDER);
      Vector<Object> right =
          S.fromMemorySegment(ALL, a + BYTES + o, ORDER)
              .add(own)
              .mul(S.fromMemorySegment(ALL, p + BYTES + o, ORDER).sub(middle));
      Vector<Object> left =
          own.add(S.fromMemorySegment(ALL, a - BYTES + o, ORDER))
              .mul(middle.sub(S.fromMemorySegment(ALL, p - BYTES + o, ORDER)));
      Vector<Object> above =
          S.fromMemorySegment(ALL, a + aStep + o, ORDER)
              .add(own)
              .mul(S.fromMemorySegment(ALL, p + step + o, ORDER).sub(middle));
      Vector<Object> below =
          own.add(S.fromMemorySegment(ALL, a - aStep + o, ORDER))
              .mul(middle.sub(S.fromMemorySegment(ALL, p - step + o, ORDER)));
      Vector<Object> change = right.sub(left).mul(x).add(above.sub(below).mul(y));
      middle.add(change).intoMemorySegment(ALL, to + o, ORDER);
    }
    return i;
  }
}
