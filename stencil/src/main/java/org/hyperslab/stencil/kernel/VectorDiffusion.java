package org.hyperslab.stencil.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.Warmup;

/** {@link DiffusionRow} with SIMD: the same operations in the same order for every cell. */
final class VectorDiffusion {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorDiffusion() {}

  /** float64. */
  static final class Wide implements DiffusionRow {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final Warmup WARMUP = new Warmup();

    private final ScalarDiffusion.Wide rest = new ScalarDiffusion.Wide();

    @Override
    public void row(Rows rows, double fy, double fx, int n) {
      long start = WARMUP.start();
      int done = vectors(rows, fy, fx, WARMUP.share(n, LANES));
      WARMUP.stop(start, done, LANES);
      if (done < n) {
        rest.row(rows.plus(done * 8L), fy, fx, n - done);
      }
    }

    private static int vectors(Rows rows, double y, double x, int n) {
      long p = rows.field();
      long step = rows.fieldStep();
      long a = rows.diffusivity();
      long aStep = rows.diffusivityStep();
      long to = rows.out();
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 8L * i;
        DoubleVector middle = DoubleVector.fromMemorySegment(S, NativeMemory.ALL, p + o, ORDER);
        DoubleVector own = DoubleVector.fromMemorySegment(S, NativeMemory.ALL, a + o, ORDER);
        DoubleVector right =
            DoubleVector.fromMemorySegment(S, NativeMemory.ALL, a + 8 + o, ORDER)
                .add(own)
                .mul(
                    DoubleVector.fromMemorySegment(S, NativeMemory.ALL, p + 8 + o, ORDER)
                        .sub(middle));
        DoubleVector left =
            own.add(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, a - 8 + o, ORDER))
                .mul(
                    middle.sub(
                        DoubleVector.fromMemorySegment(S, NativeMemory.ALL, p - 8 + o, ORDER)));
        DoubleVector above =
            DoubleVector.fromMemorySegment(S, NativeMemory.ALL, a + aStep + o, ORDER)
                .add(own)
                .mul(
                    DoubleVector.fromMemorySegment(S, NativeMemory.ALL, p + step + o, ORDER)
                        .sub(middle));
        DoubleVector below =
            own.add(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, a - aStep + o, ORDER))
                .mul(
                    middle.sub(
                        DoubleVector.fromMemorySegment(S, NativeMemory.ALL, p - step + o, ORDER)));
        DoubleVector change = right.sub(left).mul(x).add(above.sub(below).mul(y));
        middle.add(change).intoMemorySegment(NativeMemory.ALL, to + o, ORDER);
      }
      return i;
    }
  }

  /** float32. */
  static final class Narrow implements DiffusionRow {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final Warmup WARMUP = new Warmup();

    private final ScalarDiffusion.Narrow rest = new ScalarDiffusion.Narrow();

    @Override
    public void row(Rows rows, double fy, double fx, int n) {
      long start = WARMUP.start();
      int done = vectors(rows, (float) fy, (float) fx, WARMUP.share(n, LANES));
      WARMUP.stop(start, done, LANES);
      if (done < n) {
        rest.row(rows.plus(done * 4L), fy, fx, n - done);
      }
    }

    private static int vectors(Rows rows, float y, float x, int n) {
      long p = rows.field();
      long step = rows.fieldStep();
      long a = rows.diffusivity();
      long aStep = rows.diffusivityStep();
      long to = rows.out();
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 4L * i;
        FloatVector middle = FloatVector.fromMemorySegment(S, NativeMemory.ALL, p + o, ORDER);
        FloatVector own = FloatVector.fromMemorySegment(S, NativeMemory.ALL, a + o, ORDER);
        FloatVector right =
            FloatVector.fromMemorySegment(S, NativeMemory.ALL, a + 4 + o, ORDER)
                .add(own)
                .mul(
                    FloatVector.fromMemorySegment(S, NativeMemory.ALL, p + 4 + o, ORDER)
                        .sub(middle));
        FloatVector left =
            own.add(FloatVector.fromMemorySegment(S, NativeMemory.ALL, a - 4 + o, ORDER))
                .mul(
                    middle.sub(
                        FloatVector.fromMemorySegment(S, NativeMemory.ALL, p - 4 + o, ORDER)));
        FloatVector above =
            FloatVector.fromMemorySegment(S, NativeMemory.ALL, a + aStep + o, ORDER)
                .add(own)
                .mul(
                    FloatVector.fromMemorySegment(S, NativeMemory.ALL, p + step + o, ORDER)
                        .sub(middle));
        FloatVector below =
            own.add(FloatVector.fromMemorySegment(S, NativeMemory.ALL, a - aStep + o, ORDER))
                .mul(
                    middle.sub(
                        FloatVector.fromMemorySegment(S, NativeMemory.ALL, p - step + o, ORDER)));
        FloatVector change = right.sub(left).mul(x).add(above.sub(below).mul(y));
        middle.add(change).intoMemorySegment(NativeMemory.ALL, to + o, ORDER);
      }
      return i;
    }
  }
}
