package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: one operand, bool result.
 */
final class VectorTest implements UnaryKernel {
  /** A test, or without one a comparison with zero. */
  record Spec(
      VectorSpecies<Object> species,
      VectorSpecies<Byte> bools,
      VectorOperators.@Nullable Test test,
      VectorOperators.Comparison withZero,
      UnaryKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorSpecies<Byte> BOOLS = SPEC.bools();
  private static final VectorOperators.@Nullable Test TEST = SPEC.test();
  private static final VectorOperators.Comparison WITH_ZERO = SPEC.withZero();
  private static final Warmup WARMUP = new Warmup();
  private static final UnaryKernel REST = SPEC.rest();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;

  @Override
  public void apply(long dst, long a, int n) {
    long start = WARMUP.start();
    int done = test(dst, a, WARMUP.share(n, LANES));
    WARMUP.stop(start, done, LANES);
    if (done < n) {
      REST.apply(dst + done, a + done * BYTES, n - done);
    }
  }

  private static int test(long dst, long a, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + i * BYTES, Lanes.ORDER);
      VectorMask<Object> truth = TEST != null ? x.test(TEST) : x.compare(WITH_ZERO, 0);
      ByteVector.zero(BOOLS)
          .blend((byte) 1, truth.cast(BOOLS))
          .intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
    }
    return i;
  }
}
