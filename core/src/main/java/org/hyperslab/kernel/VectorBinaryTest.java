package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: two operands, bool result.
 */
final class VectorBinaryTest implements BinaryKernel {
  record Spec(
      VectorSpecies<Object> species,
      VectorSpecies<Byte> bools,
      VectorOperators.Comparison op,
      BinaryKernel small) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorSpecies<Object> BITS = Lanes.integral(S);
  private static final VectorSpecies<Byte> BOOLS = SPEC.bools();
  private static final VectorOperators.Comparison OP = SPEC.op();
  private static final int LANES = S.length();
  private static final int BYTES = S.elementSize() / 8;
  private static final BinaryKernel SMALL = SPEC.small();

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
    ByteVector end = bools(load(a, last), load(b, last));
    for (int i = 0; i < last; i += LANES) {
      bools(load(a, i), load(b, i)).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
    }
    end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
  }

  private static void arrayAndScalar(long dst, long a, Vector<Object> y, int n) {
    int last = n - LANES;
    ByteVector end = bools(load(a, last), y);
    for (int i = 0; i < last; i += LANES) {
      bools(load(a, i), y).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
    }
    end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
  }

  private static void scalarAndArray(long dst, Vector<Object> x, long b, int n) {
    int last = n - LANES;
    ByteVector end = bools(x, load(b, last));
    for (int i = 0; i < last; i += LANES) {
      bools(x, load(b, i)).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
    }
    end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
  }

  private static Vector<Object> broadcast(long at) {
    return BITS.broadcast(Lanes.bitsAt(at, BYTES)).reinterpretShape(S, 0);
  }

  private static Vector<Object> load(long a, int i) {
    return S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
  }

  private static ByteVector bools(Vector<Object> x, Vector<Object> y) {
    return ByteVector.zero(BOOLS).blend((byte) 1, x.compare(OP, y).cast(BOOLS));
  }
}
