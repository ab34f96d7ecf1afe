package org.hyperslab.stencil.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.Warmup;

/** {@link TapSums} with SIMD: the same operations in the same order for every element. */
final class VectorTapSums {
  private static final VectorSpecies<Double> WIDE = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(WIDE.vectorBitSize() / 2));
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();
  private static final int LANES = WIDE.length();

  private VectorTapSums() {}

  /** float64. */
  static final class Wide implements RowKernel {
    private final double[] weights;
    private final Warmup warmup = new Warmup();

    Wide(double[] weights) {
      this.weights = weights;
    }

    @Override
    public void row(long out, long[] in, int n) {
      long start = warmup.start();
      int done = vectors(out, in, warmup.share(n, LANES), weights);
      warmup.stop(start, done, LANES);
      TapSums.wide(out, in, done, n, weights);
    }

    private static int vectors(long out, long[] in, int n, double[] w) {
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector sum = DoubleVector.zero(WIDE);
        for (int k = 0; k < w.length; k++) {
          sum =
              sum.add(
                  DoubleVector.fromMemorySegment(WIDE, NativeMemory.ALL, in[k] + 8L * i, ORDER)
                      .mul(w[k]));
        }
        sum.intoMemorySegment(NativeMemory.ALL, out + 8L * i, ORDER);
      }
      return i;
    }
  }

  /** float32, summed in float64. */
  static final class Narrow implements RowKernel {
    private final double[] weights;
    private final Warmup warmup = new Warmup();

    Narrow(double[] weights) {
      this.weights = weights;
    }

    @Override
    public void row(long out, long[] in, int n) {
      long start = warmup.start();
      int done = vectors(out, in, warmup.share(n, LANES), weights);
      warmup.stop(start, done, LANES);
      TapSums.narrow(out, in, done, n, weights);
    }

    private static int vectors(long out, long[] in, int n, double[] w) {
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector sum = DoubleVector.zero(WIDE);
        for (int k = 0; k < w.length; k++) {
          DoubleVector x =
              (DoubleVector)
                  FloatVector.fromMemorySegment(HALF, NativeMemory.ALL, in[k] + 4L * i, ORDER)
                      .convertShape(VectorOperators.F2D, WIDE, 0);
          sum = sum.add(x.mul(w[k]));
        }
        ((FloatVector) sum.convertShape(VectorOperators.D2F, HALF, 0))
            .intoMemorySegment(NativeMemory.ALL, out + 4L * i, ORDER);
      }
      return i;
    }
  }
}
