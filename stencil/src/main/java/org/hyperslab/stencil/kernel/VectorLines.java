package org.hyperslab.stencil.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.Warmup;

/** {@link LineKernel} with SIMD: the same operations in the same order for every cell. */
final class VectorLines {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorLines() {}

  /** float64. */
  static final class Wide implements LineKernel {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final Warmup ELIMINATE = new Warmup();
    private static final Warmup SUBTRACT = new Warmup();
    private static final Warmup DIFFERENCE = new Warmup();

    private final ScalarLines.Wide rest = new ScalarLines.Wide();

    @Override
    public void eliminate(long line, long other, double a, double b, int n) {
      long start = ELIMINATE.start();
      int share = ELIMINATE.share(n, LANES);
      int done = eliminateVectors(line, other, a, b, share);
      ELIMINATE.stop(start, done, LANES);
      if (done < n) {
        long o = done * 8L;
        rest.eliminate(line + o, other + o, a, b, n - done);
      }
    }

    private static int eliminateVectors(long line, long other, double a, double b, int n) {
      double x = a;
      double y = b;
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector.fromMemorySegment(S, NativeMemory.ALL, line + 8L * i, ORDER)
            .sub(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, other + 8L * i, ORDER).mul(x))
            .mul(y)
            .intoMemorySegment(NativeMemory.ALL, line + 8L * i, ORDER);
      }
      return i;
    }

    @Override
    public void subtract(long line, long other, double a, int n) {
      long start = SUBTRACT.start();
      int share = SUBTRACT.share(n, LANES);
      int done = subtractVectors(line, other, a, share);
      SUBTRACT.stop(start, done, LANES);
      if (done < n) {
        long o = done * 8L;
        rest.subtract(line + o, other + o, a, n - done);
      }
    }

    private static int subtractVectors(long line, long other, double a, int n) {
      double x = a;
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector.fromMemorySegment(S, NativeMemory.ALL, line + 8L * i, ORDER)
            .sub(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, other + 8L * i, ORDER).mul(x))
            .intoMemorySegment(NativeMemory.ALL, line + 8L * i, ORDER);
      }
      return i;
    }

    @Override
    public void secondDifference(long out, long cell, long[] neighbours, double a, int n) {
      long start = DIFFERENCE.start();
      int share = DIFFERENCE.share(n, LANES);
      int done = secondDifferenceVectors(out, cell, neighbours, a, share);
      DIFFERENCE.stop(start, done, LANES);
      if (done < n) {
        long o = done * 8L;
        rest.secondDifference(
            out + o, cell + o, new long[] {neighbours[0] + o, neighbours[1] + o}, a, n - done);
      }
    }

    private static int secondDifferenceVectors(
        long out, long cell, long[] neighbours, double a, int n) {
      long below = neighbours[0];
      long above = neighbours[1];
      double x = a;
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        DoubleVector middle =
            DoubleVector.fromMemorySegment(S, NativeMemory.ALL, cell + 8L * i, ORDER);
        DoubleVector sum =
            DoubleVector.fromMemorySegment(S, NativeMemory.ALL, below + 8L * i, ORDER)
                .add(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, above + 8L * i, ORDER));
        middle
            .add(sum.sub(middle.mul(2)).mul(x))
            .intoMemorySegment(NativeMemory.ALL, out + 8L * i, ORDER);
      }
      return i;
    }
  }

  /** float32. */
  static final class Narrow implements LineKernel {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final Warmup ELIMINATE = new Warmup();
    private static final Warmup SUBTRACT = new Warmup();
    private static final Warmup DIFFERENCE = new Warmup();

    private final ScalarLines.Narrow rest = new ScalarLines.Narrow();

    @Override
    public void eliminate(long line, long other, double a, double b, int n) {
      long start = ELIMINATE.start();
      int share = ELIMINATE.share(n, LANES);
      int done = eliminateVectors(line, other, a, b, share);
      ELIMINATE.stop(start, done, LANES);
      if (done < n) {
        long o = done * 4L;
        rest.eliminate(line + o, other + o, a, b, n - done);
      }
    }

    private static int eliminateVectors(long line, long other, double a, double b, int n) {
      float x = (float) a;
      float y = (float) b;
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        FloatVector.fromMemorySegment(S, NativeMemory.ALL, line + 4L * i, ORDER)
            .sub(FloatVector.fromMemorySegment(S, NativeMemory.ALL, other + 4L * i, ORDER).mul(x))
            .mul(y)
            .intoMemorySegment(NativeMemory.ALL, line + 4L * i, ORDER);
      }
      return i;
    }

    @Override
    public void subtract(long line, long other, double a, int n) {
      long start = SUBTRACT.start();
      int share = SUBTRACT.share(n, LANES);
      int done = subtractVectors(line, other, a, share);
      SUBTRACT.stop(start, done, LANES);
      if (done < n) {
        long o = done * 4L;
        rest.subtract(line + o, other + o, a, n - done);
      }
    }

    private static int subtractVectors(long line, long other, double a, int n) {
      float x = (float) a;
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        FloatVector.fromMemorySegment(S, NativeMemory.ALL, line + 4L * i, ORDER)
            .sub(FloatVector.fromMemorySegment(S, NativeMemory.ALL, other + 4L * i, ORDER).mul(x))
            .intoMemorySegment(NativeMemory.ALL, line + 4L * i, ORDER);
      }
      return i;
    }

    @Override
    public void secondDifference(long out, long cell, long[] neighbours, double a, int n) {
      long start = DIFFERENCE.start();
      int share = DIFFERENCE.share(n, LANES);
      int done = secondDifferenceVectors(out, cell, neighbours, a, share);
      DIFFERENCE.stop(start, done, LANES);
      if (done < n) {
        long o = done * 4L;
        rest.secondDifference(
            out + o, cell + o, new long[] {neighbours[0] + o, neighbours[1] + o}, a, n - done);
      }
    }

    private static int secondDifferenceVectors(
        long out, long cell, long[] neighbours, double a, int n) {
      long below = neighbours[0];
      long above = neighbours[1];
      float x = (float) a;
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        FloatVector middle =
            FloatVector.fromMemorySegment(S, NativeMemory.ALL, cell + 4L * i, ORDER);
        FloatVector sum =
            FloatVector.fromMemorySegment(S, NativeMemory.ALL, below + 4L * i, ORDER)
                .add(FloatVector.fromMemorySegment(S, NativeMemory.ALL, above + 4L * i, ORDER));
        middle
            .add(sum.sub(middle.mul(2)).mul(x))
            .intoMemorySegment(NativeMemory.ALL, out + 4L * i, ORDER);
      }
      return i;
    }
  }
}
