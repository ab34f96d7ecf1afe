package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: two operands, result of
 * their type.
 */
final class VectorBinary implements BinaryKernel {
  record Spec(VectorSpecies<Object> species, VectorOperators.Binary op, BinaryKernel small) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorSpecies<Object> BITS = Lanes.integral(S);
  private static final VectorOperators.Binary OP = SPEC.op();
  private static final BinaryKernel SMALL = SPEC.small();
  private static final int LANES = S.length();
  private static final int BYTES = S.elementSize() / 8;

  @Override
  public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
    if (n < LANES || (aStep == 0 && bStep == 0)) {
      SMALL.apply(dst, a, aStep, b, bStep, n);
    } else if (aStep != 0 && bStep != 0) {
      arrays(dst, a, b, n);
    } else if (aStep != 0) {
      arrayAndScalar(dst, a, broadcast(b), n);
    } else {
      scalarAndArray(dst, broadcast(a), b, n);
    }
  }

  private static void arrays(long dst, long a, long b, int n) {
    int last = n - LANES;
    Vector<Object> end = load(a, last).lanewise(OP, load(b, last));
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, load(a, i).lanewise(OP, load(b, i)));
    }
    store(dst, last, end);
  }

  private static void arrayAndScalar(long dst, long a, Vector<Object> y, int n) {
    int last = n - LANES;
    Vector<Object> end = load(a, last).lanewise(OP, y);
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, load(a, i).lanewise(OP, y));
    }
    store(dst, last, end);
  }

  private static void scalarAndArray(long dst, Vector<Object> x, long b, int n) {
    int last = n - LANES;
    Vector<Object> end = x.lanewise(OP, load(b, last));
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, x.lanewise(OP, load(b, i)));
    }
    store(dst, last, end);
  }

  private static Vector<Object> broadcast(long at) {
    return BITS.broadcast(Lanes.bitsAt(at, BYTES)).reinterpretShape(S, 0);
  }

  private static Vector<Object> load(long a, int i) {
    return S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
  }

  private static void store(long dst, int i, Vector<Object> x) {
    x.intoMemorySegment(Lanes.ALL, dst + (long) i * BYTES, Lanes.ORDER);
  }
}
