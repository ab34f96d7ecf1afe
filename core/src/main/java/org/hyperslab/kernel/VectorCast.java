package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: one operand, result of
 * another type.
 */
final class VectorCast implements UnaryKernel {
  /** One conversion, or two with something in between; all species have as many lanes. */
  record Spec(
      VectorSpecies<Object> in,
      VectorOperators.Conversion<Object, Object> first,
      VectorSpecies<Object> between,
      VectorOperators.@Nullable Conversion<Object, Object> second,
      VectorSpecies<Object> out,
      UnaryKernel small) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.between();
  private static final VectorOperators.@Nullable Conversion<Object, Object> SECOND = SPEC.second();
  private static final VectorSpecies<Object> OUT = SPEC.out();
  private static final int LANES = IN.length();
  private static final int IN_BYTES = IN.elementSize() / 8;
  private static final int OUT_BYTES = OUT.elementSize() / 8;
  private static final UnaryKernel SMALL = SPEC.small();

  @Override
  public void apply(long dst, long a, int n) {
    if (n < LANES) {
      SMALL.apply(dst, a, n);
      return;
    }
    int last = n - LANES;
    Vector<Object> end = at(a, last);
    for (int i = 0; i < last; i += LANES) {
      store(dst, i, at(a, i));
    }
    store(dst, last, end);
  }

  private static Vector<Object> at(long a, int i) {
    Vector<Object> x =
        IN.fromMemorySegment(Lanes.ALL, a + (long) i * IN_BYTES, Lanes.ORDER)
            .convertShape(FIRST, BETWEEN, 0);
    return SECOND == null ? x : x.convertShape(SECOND, OUT, 0);
  }

  private static void store(long dst, int i, Vector<Object> x) {
    x.intoMemorySegment(Lanes.ALL, dst + (long) i * OUT_BYTES, Lanes.ORDER);
  }
}
