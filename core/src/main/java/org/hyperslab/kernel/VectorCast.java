package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: one operand, result of
 * another type.
 */
final class VectorCast implements UnaryKernel {
  /** A conversion, and what does the elements that fill no vector. */
  record Spec(LaneConversion conversion, UnaryKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.conversion().in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.conversion().first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.conversion().between();
  private static final VectorOperators.Conversion<Object, Object> SECOND =
      SPEC.conversion().second();
  private static final VectorSpecies<Object> OUT = SPEC.conversion().out();
  private static final Warmup WARMUP = new Warmup();
  private static final UnaryKernel REST = SPEC.rest();
  private static final int LANES = IN.length();
  private static final long IN_BYTES = IN.elementSize() / 8;
  private static final long OUT_BYTES = OUT.elementSize() / 8;

  @Override
  public void apply(long dst, long a, int n) {
    long start = WARMUP.start();
    int done = convert(dst, a, WARMUP.share(n, LANES));
    WARMUP.stop(start, done, LANES);
    if (done < n) {
      REST.apply(dst + done * OUT_BYTES, a + done * IN_BYTES, n - done);
    }
  }

  private static int convert(long dst, long a, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      IN.fromMemorySegment(Lanes.ALL, a + i * IN_BYTES, Lanes.ORDER)
          .convertShape(FIRST, BETWEEN, 0)
          .convertShape(SECOND, OUT, 0)
          .intoMemorySegment(Lanes.ALL, dst + i * OUT_BYTES, Lanes.ORDER);
    }
    return i;
  }
}
