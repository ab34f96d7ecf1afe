package org.hyperslab.stencil.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;

/** Template (see {@link StencilLanes}) of {@link StarEdge}. */
final class VectorStarEdge implements StarEdge {
  /** What the formula has. */
  record Spec(VectorSpecies<Object> species, int rank, boolean uniform, boolean centre) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final boolean CUBIC = SPEC.rank() == 3;
  private static final boolean UNIFORM = SPEC.uniform();
  private static final boolean CENTRE = SPEC.centre();
  private static final int[][] PLACES = ScalarStars.places(SPEC.rank());
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;
  private static final long SLOT = Weights.SLOT;
  private static final long STEPS = steps();

  /**
   * Zeros, then ones: a vector from their middle on, less some cells, begins with so many zeros.
   */
  private static long steps() {
    MemorySegment steps = Arena.global().allocate(2 * SLOT, SLOT);
    for (int lane = 0; lane < LANES; lane++) {
      if (BYTES == 8) {
        steps.set(ValueLayout.JAVA_DOUBLE, SLOT + lane * BYTES, 1);
      } else {
        steps.set(ValueLayout.JAVA_FLOAT, SLOT + lane * BYTES, 1);
      }
    }
    return steps.address() + SLOT;
  }

  @Override
  public int lanes() {
    return LANES;
  }

  @Override
  public void compute(long[] out, long[] in, int rows, int first, int end, long weights) {
    Vector<Object> wx = S.fromMemorySegment(ALL, weights, ORDER);
    Vector<Object> wy = S.fromMemorySegment(ALL, weights + SLOT, ORDER);
    Vector<Object> wz = S.fromMemorySegment(ALL, weights + 2 * SLOT, ORDER);
    Vector<Object> wc = S.fromMemorySegment(ALL, weights + 3 * SLOT, ORDER);
    VectorMask<Object> computed =
        S.fromMemorySegment(ALL, STEPS - first * BYTES, ORDER)
            .compare(VectorOperators.NE, S.fromMemorySegment(ALL, STEPS - end * BYTES, ORDER));
    for (int r = 0; r < rows; r++) {
      int[] place = PLACES[r];
      long at = in[place[0]];
      Vector<Object> cell = S.fromMemorySegment(ALL, at, ORDER);
      Vector<Object> y =
          S.fromMemorySegment(ALL, in[place[1]], ORDER)
              .add(S.fromMemorySegment(ALL, in[place[2]], ORDER));
      Vector<Object> x =
          S.fromMemorySegment(ALL, at - BYTES, ORDER)
              .add(S.fromMemorySegment(ALL, at + BYTES, ORDER));
      Vector<Object> s;
      if (CUBIC) {
        Vector<Object> z =
            S.fromMemorySegment(ALL, in[place[3]], ORDER)
                .add(S.fromMemorySegment(ALL, in[place[4]], ORDER));
        s = UNIFORM ? z.add(y).add(x).mul(wx) : z.mul(wz).add(y.mul(wy)).add(x.mul(wx));
      } else {
        s = UNIFORM ? y.add(x).mul(wx) : y.mul(wy).add(x.mul(wx));
      }
      if (CENTRE) {
        s = s.add(cell.mul(wc));
      }
      cell.blend(s, computed).intoMemorySegment(ALL, out[r], ORDER);
    }
  }
}
