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
  /** An operator, the type of its operands, and what does the elements that fill no vector. */
  record Spec(VectorSpecies<Object> species, VectorOperators.Binary op, BinaryKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorSpecies<Object> BITS = Lanes.integral(S);
  private static final VectorOperators.Binary OP = SPEC.op();
  private static final Warmup ARRAYS = new Warmup();
  private static final Warmup ARRAY_AND_SCALAR = new Warmup();
  private static final Warmup SCALAR_AND_ARRAY = new Warmup();
  private static final BinaryKernel REST = SPEC.rest();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;

  @Override
  public void apply(long dst, long a, int aStep, long b, int bStep, int n) {
    Warmup warmup = aStep == 0 ? SCALAR_AND_ARRAY : bStep == 0 ? ARRAY_AND_SCALAR : ARRAYS;
    int share = warmup.share(n, LANES);
    long start = warmup.start();
    int done;
    if (aStep != 0 && bStep != 0) {
      done = arrays(dst, a, b, share);
    } else if (aStep != 0) {
      done = arrayAndScalar(dst, a, b, share);
    } else if (bStep != 0) {
      done = scalarAndArray(dst, a, b, share);
    } else {
      done = 0;
    }
    warmup.stop(start, done, LANES);
    if (done < n) {
      long by = done * BYTES;
      REST.apply(dst + by, a + aStep * by, aStep, b + bStep * by, bStep, n - done);
    }
  }

  private static int arrays(long dst, long a, long b, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + i * BYTES, Lanes.ORDER);
      Vector<Object> y = S.fromMemorySegment(Lanes.ALL, b + i * BYTES, Lanes.ORDER);
      x.lanewise(OP, y).intoMemorySegment(Lanes.ALL, dst + i * BYTES, Lanes.ORDER);
    }
    return i;
  }

  private static int arrayAndScalar(long dst, long a, long b, int n) {
    Vector<Object> y = BITS.broadcast(Lanes.bitsAt(b, BYTES)).reinterpretShape(S, 0);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + i * BYTES, Lanes.ORDER);
      x.lanewise(OP, y).intoMemorySegment(Lanes.ALL, dst + i * BYTES, Lanes.ORDER);
    }
    return i;
  }

  private static int scalarAndArray(long dst, long a, long b, int n) {
    Vector<Object> x = BITS.broadcast(Lanes.bitsAt(a, BYTES)).reinterpretShape(S, 0);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> y = S.fromMemorySegment(Lanes.ALL, b + i * BYTES, Lanes.ORDER);
      x.lanewise(OP, y).intoMemorySegment(Lanes.ALL, dst + i * BYTES, Lanes.ORDER);
    }
    return i;
  }
}
