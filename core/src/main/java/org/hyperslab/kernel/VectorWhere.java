package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: a choice between two
 * operands.
 */
final class VectorWhere implements WhereKernel {
  record Spec(VectorSpecies<Object> species, VectorSpecies<Byte> bools, WhereKernel small) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorSpecies<Object> BITS = Lanes.integral(S);
  private static final VectorSpecies<Byte> BOOLS = SPEC.bools();
  private static final int LANES = S.length();
  private static final int BYTES = S.elementSize() / 8;
  private static final WhereKernel SMALL = SPEC.small();

  @Override
  public void apply(long dst, long condition, long a, int aStep, long b, int bStep, int n) {
    if (n < LANES || (aStep == 0 && bStep == 0)) {
      SMALL.apply(dst, condition, a, aStep, b, bStep, n);
    } else if (aStep != 0 && bStep != 0) {
      arrays(dst, condition, a, b, n);
    } else if (aStep != 0) {
      arrayAndScalar(dst, condition, a, broadcast(b), n);
    } else {
      scalarAndArray(dst, condition, broadcast(a), b, n);
    }
  }

  private static void arrays(long dst, long condition, long a, long b, int n) {
    int last = n - LANES;
    Vector<Object> end = load(b, last).blend(load(a, last), chosen(condition, last));
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, load(b, i).blend(load(a, i), chosen(condition, i)));
    }
    store(dst, last, end);
  }

  private static void arrayAndScalar(long dst, long condition, long a, Vector<Object> y, int n) {
    int last = n - LANES;
    Vector<Object> end = y.blend(load(a, last), chosen(condition, last));
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, y.blend(load(a, i), chosen(condition, i)));
    }
    store(dst, last, end);
  }

  private static void scalarAndArray(long dst, long condition, Vector<Object> x, long b, int n) {
    int last = n - LANES;
    Vector<Object> end = load(b, last).blend(x, chosen(condition, last));
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, load(b, i).blend(x, chosen(condition, i)));
    }
    store(dst, last, end);
  }

  private static VectorMask<Object> chosen(long condition, int i) {
    return ByteVector.fromMemorySegment(BOOLS, Lanes.ALL, condition + i, Lanes.ORDER)
        .compare(VectorOperators.NE, 0)
        .cast(S);
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
