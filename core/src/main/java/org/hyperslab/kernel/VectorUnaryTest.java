package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import java.util.Objects;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: one operand, bool result.
 */
final class VectorUnaryTest implements UnaryKernel {
  /** One of: a test; a comparison with zero. */
  record Spec(
      VectorSpecies<Object> species,
      VectorSpecies<Byte> bools,
      VectorOperators.@Nullable Test test,
      VectorOperators.@Nullable Comparison withZero,
      UnaryKernel small) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorSpecies<Byte> BOOLS = SPEC.bools();
  private static final VectorOperators.@Nullable Test TEST = SPEC.test();
  private static final VectorOperators.@Nullable Comparison WITH_ZERO = SPEC.withZero();
  private static final int LANES = S.length();
  private static final int BYTES = S.elementSize() / 8;
  private static final UnaryKernel SMALL = SPEC.small();

  @Override
  public void apply(long dst, long a, int n) {
    if (n < LANES) {
      SMALL.apply(dst, a, n);
      return;
    }
    int last = n - LANES;
    ByteVector end = at(a, last);
    for (int i = 0; i < last; i += LANES) {
      at(a, i).intoMemorySegment(Lanes.ALL, dst + i, Lanes.ORDER);
    }
    end.intoMemorySegment(Lanes.ALL, dst + last, Lanes.ORDER);
  }

  private static ByteVector at(long a, int i) {
    Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
    VectorMask<Object> truth =
        WITH_ZERO != null ? x.compare(WITH_ZERO, 0) : x.test(Objects.requireNonNull(TEST));
    return ByteVector.zero(BOOLS).blend((byte) 1, truth.cast(BOOLS));
  }
}
