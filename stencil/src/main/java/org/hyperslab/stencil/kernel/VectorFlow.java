package org.hyperslab.stencil.kernel;

import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.Warmup;

/** {@link FlowKernel} with SIMD, where it pays. */
final class VectorFlow {
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private VectorFlow() {}

  /** float64. */
  static final class Wide implements FlowKernel {
    private static final VectorSpecies<Double> S = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final Warmup EXPLICIT = new Warmup();
    private static final Warmup ELIMINATE = new Warmup();
    private static final Warmup PRODUCT = new Warmup();

    private final ScalarFlow.Wide rest = new ScalarFlow.Wide();

    @Override
    public void explicit(long out, Three field, Three diffusivity, double r, int n) {
      long start = EXPLICIT.start();
      int done = explicitVectors(out, field, diffusivity, r, EXPLICIT.share(n, LANES));
      EXPLICIT.stop(start, done, LANES);
      if (done < n) {
        long o = done * 8L;
        rest.explicit(out + o, field.plus(o), diffusivity.plus(o), r, n - done);
      }
    }

    private static int explicitVectors(long out, Three field, Three diffusivity, double r, int n) {
      double x = r;
      long below = field.below();
      long cell = field.cell();
      long above = field.above();
      long aBelow = diffusivity.below();
      long aCell = diffusivity.cell();
      long aAbove = diffusivity.above();
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 8L * i;
        DoubleVector p = DoubleVector.fromMemorySegment(S, NativeMemory.ALL, cell + o, ORDER);
        DoubleVector a = DoubleVector.fromMemorySegment(S, NativeMemory.ALL, aCell + o, ORDER);
        DoubleVector up =
            DoubleVector.fromMemorySegment(S, NativeMemory.ALL, aAbove + o, ORDER)
                .add(a)
                .mul(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, above + o, ORDER).sub(p));
        DoubleVector down =
            a.add(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, aBelow + o, ORDER))
                .mul(p.sub(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, below + o, ORDER)));
        p.add(up.sub(down).mul(x)).intoMemorySegment(NativeMemory.ALL, out + o, ORDER);
      }
      return i;
    }

    @Override
    public void eliminate(Lines lines, Three diffusivity, double r, int n) {
      long start = ELIMINATE.start();
      int done = eliminateVectors(lines, diffusivity, r, ELIMINATE.share(n, LANES));
      ELIMINATE.stop(start, done, LANES);
      if (done < n) {
        long o = done * 8L;
        rest.eliminate(lines.plus(o), diffusivity.plus(o), r, n - done);
      }
    }

    private static int eliminateVectors(Lines lines, Three diffusivity, double r, int n) {
      double x = r;
      long right = lines.right();
      long before = lines.before();
      long ratio = lines.ratio();
      long ratioBefore = lines.ratioBefore();
      long aBelow = diffusivity.below();
      long aCell = diffusivity.cell();
      long aAbove = diffusivity.above();
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 8L * i;
        DoubleVector a = DoubleVector.fromMemorySegment(S, NativeMemory.ALL, aCell + o, ORDER);
        DoubleVector low =
            DoubleVector.fromMemorySegment(S, NativeMemory.ALL, aBelow + o, ORDER).add(a).mul(x);
        DoubleVector high =
            a.add(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, aAbove + o, ORDER)).mul(x);
        DoubleVector own =
            low.add(1)
                .add(high)
                .sub(
                    low.mul(
                        DoubleVector.fromMemorySegment(
                            S, NativeMemory.ALL, ratioBefore + o, ORDER)));
        DoubleVector m = DoubleVector.broadcast(S, 1).div(own);
        high.mul(m).intoMemorySegment(NativeMemory.ALL, ratio + o, ORDER);
        DoubleVector.fromMemorySegment(S, NativeMemory.ALL, right + o, ORDER)
            .add(low.mul(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, before + o, ORDER)))
            .mul(m)
            .intoMemorySegment(NativeMemory.ALL, right + o, ORDER);
      }
      return i;
    }

    @Override
    public void eliminateEnd(Lines lines, Three diffusivity, Coupling coupling, double r, int n) {
      rest.eliminateEnd(lines, diffusivity, coupling, r, n);
    }

    @Override
    public void addProduct(long line, long factor, long other, int n) {
      long start = PRODUCT.start();
      int done = addProductVectors(line, factor, other, PRODUCT.share(n, LANES));
      PRODUCT.stop(start, done, LANES);
      if (done < n) {
        long o = done * 8L;
        rest.addProduct(line + o, factor + o, other + o, n - done);
      }
    }

    private static int addProductVectors(long line, long factor, long other, int n) {
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 8L * i;
        DoubleVector.fromMemorySegment(S, NativeMemory.ALL, line + o, ORDER)
            .add(
                DoubleVector.fromMemorySegment(S, NativeMemory.ALL, factor + o, ORDER)
                    .mul(DoubleVector.fromMemorySegment(S, NativeMemory.ALL, other + o, ORDER)))
            .intoMemorySegment(NativeMemory.ALL, line + o, ORDER);
      }
      return i;
    }

    @Override
    public void addFlow(long line, long a, long b, double r, long value, int n) {
      rest.addFlow(line, a, b, r, value, n);
    }

    @Override
    public void addFaces(long line, long a, long b, double r, int n) {
      rest.addFaces(line, a, b, r, n);
    }

    @Override
    public void close(long right, Three p, Three q, Three diffusivity, double r, int n) {
      rest.close(right, p, q, diffusivity, r, n);
    }
  }

  /** float32. */
  static final class Narrow implements FlowKernel {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();
    private static final Warmup EXPLICIT = new Warmup();
    private static final Warmup ELIMINATE = new Warmup();
    private static final Warmup PRODUCT = new Warmup();

    private final ScalarFlow.Narrow rest = new ScalarFlow.Narrow();

    @Override
    public void explicit(long out, Three field, Three diffusivity, double r, int n) {
      long start = EXPLICIT.start();
      int done = explicitVectors(out, field, diffusivity, r, EXPLICIT.share(n, LANES));
      EXPLICIT.stop(start, done, LANES);
      if (done < n) {
        long o = done * 4L;
        rest.explicit(out + o, field.plus(o), diffusivity.plus(o), r, n - done);
      }
    }

    private static int explicitVectors(long out, Three field, Three diffusivity, double r, int n) {
      float x = (float) r;
      long below = field.below();
      long cell = field.cell();
      long above = field.above();
      long aBelow = diffusivity.below();
      long aCell = diffusivity.cell();
      long aAbove = diffusivity.above();
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 4L * i;
        FloatVector p = FloatVector.fromMemorySegment(S, NativeMemory.ALL, cell + o, ORDER);
        FloatVector a = FloatVector.fromMemorySegment(S, NativeMemory.ALL, aCell + o, ORDER);
        FloatVector up =
            FloatVector.fromMemorySegment(S, NativeMemory.ALL, aAbove + o, ORDER)
                .add(a)
                .mul(FloatVector.fromMemorySegment(S, NativeMemory.ALL, above + o, ORDER).sub(p));
        FloatVector down =
            a.add(FloatVector.fromMemorySegment(S, NativeMemory.ALL, aBelow + o, ORDER))
                .mul(p.sub(FloatVector.fromMemorySegment(S, NativeMemory.ALL, below + o, ORDER)));
        p.add(up.sub(down).mul(x)).intoMemorySegment(NativeMemory.ALL, out + o, ORDER);
      }
      return i;
    }

    @Override
    public void eliminate(Lines lines, Three diffusivity, double r, int n) {
      long start = ELIMINATE.start();
      int done = eliminateVectors(lines, diffusivity, r, ELIMINATE.share(n, LANES));
      ELIMINATE.stop(start, done, LANES);
      if (done < n) {
        long o = done * 4L;
        rest.eliminate(lines.plus(o), diffusivity.plus(o), r, n - done);
      }
    }

    private static int eliminateVectors(Lines lines, Three diffusivity, double r, int n) {
      float x = (float) r;
      long right = lines.right();
      long before = lines.before();
      long ratio = lines.ratio();
      long ratioBefore = lines.ratioBefore();
      long aBelow = diffusivity.below();
      long aCell = diffusivity.cell();
      long aAbove = diffusivity.above();
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 4L * i;
        FloatVector a = FloatVector.fromMemorySegment(S, NativeMemory.ALL, aCell + o, ORDER);
        FloatVector low =
            FloatVector.fromMemorySegment(S, NativeMemory.ALL, aBelow + o, ORDER).add(a).mul(x);
        FloatVector high =
            a.add(FloatVector.fromMemorySegment(S, NativeMemory.ALL, aAbove + o, ORDER)).mul(x);
        FloatVector own =
            low.add(1)
                .add(high)
                .sub(
                    low.mul(
                        FloatVector.fromMemorySegment(
                            S, NativeMemory.ALL, ratioBefore + o, ORDER)));
        FloatVector m = FloatVector.broadcast(S, 1).div(own);
        high.mul(m).intoMemorySegment(NativeMemory.ALL, ratio + o, ORDER);
        FloatVector.fromMemorySegment(S, NativeMemory.ALL, right + o, ORDER)
            .add(low.mul(FloatVector.fromMemorySegment(S, NativeMemory.ALL, before + o, ORDER)))
            .mul(m)
            .intoMemorySegment(NativeMemory.ALL, right + o, ORDER);
      }
      return i;
    }

    @Override
    public void eliminateEnd(Lines lines, Three diffusivity, Coupling coupling, double r, int n) {
      rest.eliminateEnd(lines, diffusivity, coupling, r, n);
    }

    @Override
    public void addProduct(long line, long factor, long other, int n) {
      long start = PRODUCT.start();
      int done = addProductVectors(line, factor, other, PRODUCT.share(n, LANES));
      PRODUCT.stop(start, done, LANES);
      if (done < n) {
        long o = done * 4L;
        rest.addProduct(line + o, factor + o, other + o, n - done);
      }
    }

    private static int addProductVectors(long line, long factor, long other, int n) {
      int i = 0;
      for (; i <= n - LANES; i += LANES) {
        long o = 4L * i;
        FloatVector.fromMemorySegment(S, NativeMemory.ALL, line + o, ORDER)
            .add(
                FloatVector.fromMemorySegment(S, NativeMemory.ALL, factor + o, ORDER)
                    .mul(FloatVector.fromMemorySegment(S, NativeMemory.ALL, other + o, ORDER)))
            .intoMemorySegment(NativeMemory.ALL, line + o, ORDER);
      }
      return i;
    }

    @Override
    public void addFlow(long line, long a, long b, double r, long value, int n) {
      rest.addFlow(line, a, b, r, value, n);
    }

    @Override
    public void addFaces(long line, long a, long b, double r, int n) {
      rest.addFaces(line, a, b, r, n);
    }

    @Override
    public void close(long right, Three p, Three q, Three diffusivity, double r, int n) {
      rest.close(right, p, q, diffusivity, r, n);
    }
  }
}
