package org.hyperslab.stencil.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.kernel.Spinner;
import org.hyperslab.kernel.Warmup;

/** Template (see {@link StencilLanes}): {@link FlowKernel} with SIMD, where it pays. */
final class VectorFlow implements FlowKernel {
  /** What does the rest of a line. */
  record Spec(VectorSpecies<Object> species, FlowKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final FlowKernel REST = SPEC.rest();
  private static final Warmup EXPLICIT = new Warmup();
  private static final Warmup ELIMINATE = new Warmup();
  private static final Warmup PRODUCT = new Warmup();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final MemorySegment ALL = StencilLanes.ALL;
  private static final ByteOrder ORDER = StencilLanes.ORDER;

  @Override
  public void explicit(long out, Three field, Three diffusivity, double r, int n) {
    long start = EXPLICIT.start();
    int done = explicitVectors(out, field, diffusivity, r, EXPLICIT.share(n, LANES));
    EXPLICIT.stop(start, done, LANES);
    if (done < n) {
      long o = done * BYTES;
      REST.explicit(out + o, field.plus(o), diffusivity.plus(o), r, n - done);
    }
  }

  private static int explicitVectors(long out, Three field, Three diffusivity, double r, int n) {
    Vector<Object> x = StencilLanes.broadcast(S, r);
    long below = field.below();
    long cell = field.cell();
    long above = field.above();
    long aBelow = diffusivity.below();
    long aCell = diffusivity.cell();
    long aAbove = diffusivity.above();
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      Vector<Object> p = S.fromMemorySegment(ALL, cell + o, ORDER);
      Vector<Object> a = S.fromMemorySegment(ALL, aCell + o, ORDER);
      Vector<Object> up =
          S.fromMemorySegment(ALL, aAbove + o, ORDER)
              .add(a)
              .mul(S.fromMemorySegment(ALL, above + o, ORDER).sub(p));
      Vector<Object> down =
          a.add(S.fromMemorySegment(ALL, aBelow + o, ORDER))
              .mul(p.sub(S.fromMemorySegment(ALL, below + o, ORDER)));
      p.add(up.sub(down).mul(x)).intoMemorySegment(ALL, out + o, ORDER);
    }
    return i;
  }

  @Override
  public void eliminate(Lines lines, Three diffusivity, double r, int n) {
    long start = ELIMINATE.start();
    int done = eliminateVectors(lines, diffusivity, r, ELIMINATE.share(n, LANES));
    ELIMINATE.stop(start, done, LANES);
    if (done < n) {
      long o = done * BYTES;
      REST.eliminate(lines.plus(o), diffusivity.plus(o), r, n - done);
    }
  }

  private static int eliminateVectors(Lines lines, Three diffusivity, double r, int n) {
    Vector<Object> x = StencilLanes.broadcast(S, r);
    Vector<Object> one = S.broadcast(1);
    long right = lines.right();
    long before = lines.before();
    long ratio = lines.ratio();
    long ratioBefore = lines.ratioBefore();
    long aBelow = diffusivity.below();
    long aCell = diffusivity.cell();
    long aAbove = diffusivity.above();
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      Vector<Object> a = S.fromMemorySegment(ALL, aCell + o, ORDER);
      Vector<Object> low = S.fromMemorySegment(ALL, aBelow + o, ORDER).add(a).mul(x);
      Vector<Object> high = a.add(S.fromMemorySegment(ALL, aAbove + o, ORDER)).mul(x);
      Vector<Object> coupled = low.mul(S.fromMemorySegment(ALL, ratioBefore + o, ORDER));
      Vector<Object> m = one.div(low.add(one).add(high).sub(coupled));
      high.mul(m).intoMemorySegment(ALL, ratio + o, ORDER);
      S.fromMemorySegment(ALL, right + o, ORDER)
          .add(low.mul(S.fromMemorySegment(ALL, before + o, ORDER)))
          .mul(m)
          .intoMemorySegment(ALL, right + o, ORDER);
    }
    return i;
  }

  @Override
  public void eliminateEnd(Lines lines, Three diffusivity, Coupling coupling, double r, int n) {
    REST.eliminateEnd(lines, diffusivity, coupling, r, n);
  }

  @Override
  public void addProduct(long line, long factor, long other, int n) {
    long start = PRODUCT.start();
    int done = addProductVectors(line, factor, other, PRODUCT.share(n, LANES));
    PRODUCT.stop(start, done, LANES);
    if (done < n) {
      long o = done * BYTES;
      REST.addProduct(line + o, factor + o, other + o, n - done);
    }
  }

  private static int addProductVectors(long line, long factor, long other, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long o = i * BYTES;
      Vector<Object> f = S.fromMemorySegment(ALL, factor + o, ORDER);
      S.fromMemorySegment(ALL, line + o, ORDER)
          .add(f.mul(S.fromMemorySegment(ALL, other + o, ORDER)))
          .intoMemorySegment(ALL, line + o, ORDER);
    }
    return i;
  }

  @Override
  public void addFlow(long line, long a, long b, double r, long value, int n) {
    REST.addFlow(line, a, b, r, value, n);
  }

  @Override
  public void addFaces(long line, long a, long b, double r, int n) {
    REST.addFaces(line, a, b, r, n);
  }

  @Override
  public void close(long right, Three p, Three q, Three diffusivity, double r, int n) {
    REST.close(right, p, q, diffusivity, r, n);
  }
}
