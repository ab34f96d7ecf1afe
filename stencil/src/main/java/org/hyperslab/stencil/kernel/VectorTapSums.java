package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Warmup;

/**
 * {@link TapSums} with SIMD: the same operations in the same order for every element. Four vectors
 * of sums stay in registers while the neighbours pass by. Bases are masked ({@link
 * StencilLanes#ADDRESS}), so that no access is checked.
 */
final class VectorTapSums {
  private static final VectorSpecies<Double> WIDE = DoubleVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(WIDE.vectorBitSize() / 2));
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final long ADDRESS = StencilLanes.ADDRESS;
  private static final ByteOrder ORDER = StencilLanes.ORDER;
  private static final int LANES = WIDE.length();

  private VectorTapSums() {}

  /** float64. */
  static final class Wide implements RowKernel {
    private static final int VECTOR = 8 * LANES;

    private final double[] weights;
    private final Warmup warmup = new Warmup();

    Wide(double[] weights) {
      this.weights = weights;
    }

    @Override
    public void row(long out, long[] in, int n) {
      long start = warmup.start();
      int share = warmup.share(n, LANES);
      int done = single(out, in, four(out, in, share, weights), share, weights);
      warmup.stop(start, done, LANES);
      TapSums.wide(out, in, done, n, weights);
    }

    private static int four(long out, long[] in, int n, double[] w) {
      int bytes = Math.multiplyExact(n / (4 * LANES), 4 * VECTOR);
      long to = out & ADDRESS;
      for (int at = 0; at < bytes; at = (at + 4 * VECTOR) & Integer.MAX_VALUE) {
        long o = at;
        DoubleVector s0 = DoubleVector.zero(WIDE);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int k = 0; k < w.length; k++) {
          long x = in[k] & ADDRESS;
          DoubleVector weight = DoubleVector.broadcast(WIDE, w[k]);
          s0 = s0.add(load(x + o).mul(weight));
          s1 = s1.add(load(x + o + VECTOR).mul(weight));
          s2 = s2.add(load(x + o + 2L * VECTOR).mul(weight));
          s3 = s3.add(load(x + o + 3L * VECTOR).mul(weight));
        }
        s0.intoMemorySegment(ALL, to + o, ORDER);
        s1.intoMemorySegment(ALL, to + o + VECTOR, ORDER);
        s2.intoMemorySegment(ALL, to + o + 2L * VECTOR, ORDER);
        s3.intoMemorySegment(ALL, to + o + 3L * VECTOR, ORDER);
      }
      return bytes / 8;
    }

    private static int single(long out, long[] in, int from, int n, double[] w) {
      int i = from;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector sum = DoubleVector.zero(WIDE);
        for (int k = 0; k < w.length; k++) {
          sum = sum.add(load(in[k] + 8L * i).mul(w[k]));
        }
        sum.intoMemorySegment(ALL, out + 8L * i, ORDER);
      }
      return i;
    }

    private static DoubleVector load(long address) {
      return DoubleVector.fromMemorySegment(WIDE, ALL, address, ORDER);
    }
  }

  /** float32, summed in float64. */
  static final class Narrow implements RowKernel {
    private static final int VECTOR = 4 * LANES;

    private final double[] weights;
    private final Warmup warmup = new Warmup();

    Narrow(double[] weights) {
      this.weights = weights;
    }

    @Override
    public void row(long out, long[] in, int n) {
      long start = warmup.start();
      int share = warmup.share(n, LANES);
      int done = single(out, in, four(out, in, share, weights), share, weights);
      warmup.stop(start, done, LANES);
      TapSums.narrow(out, in, done, n, weights);
    }

    private static int four(long out, long[] in, int n, double[] w) {
      int bytes = Math.multiplyExact(n / (4 * LANES), 4 * VECTOR);
      long to = out & ADDRESS;
      for (int at = 0; at < bytes; at = (at + 4 * VECTOR) & Integer.MAX_VALUE) {
        long o = at;
        DoubleVector s0 = DoubleVector.zero(WIDE);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        for (int k = 0; k < w.length; k++) {
          long x = in[k] & ADDRESS;
          DoubleVector weight = DoubleVector.broadcast(WIDE, w[k]);
          s0 = s0.add(load(x + o).mul(weight));
          s1 = s1.add(load(x + o + VECTOR).mul(weight));
          s2 = s2.add(load(x + o + 2L * VECTOR).mul(weight));
          s3 = s3.add(load(x + o + 3L * VECTOR).mul(weight));
        }
        store(s0, to + o);
        store(s1, to + o + VECTOR);
        store(s2, to + o + 2L * VECTOR);
        store(s3, to + o + 3L * VECTOR);
      }
      return bytes / 4;
    }

    private static int single(long out, long[] in, int from, int n, double[] w) {
      int i = from;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector sum = DoubleVector.zero(WIDE);
        for (int k = 0; k < w.length; k++) {
          sum = sum.add(load(in[k] + 4L * i).mul(w[k]));
        }
        store(sum, out + 4L * i);
      }
      return i;
    }

    private static DoubleVector load(long address) {
      return (DoubleVector)
          FloatVector.fromMemorySegment(HALF, ALL, address, ORDER)
              .convertShape(VectorOperators.F2D, WIDE, 0);
    }

    private static void store(DoubleVector sum, long address) {
      ((FloatVector) sum.convertShape(VectorOperators.D2F, HALF, 0))
          .intoMemorySegment(ALL, address, ORDER);
    }
  }
}
