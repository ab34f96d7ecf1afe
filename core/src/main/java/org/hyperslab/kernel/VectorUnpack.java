package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD that unpack: a conversion, a
 * scale, an offset, and NaN for what is missing, in one pass.
 */
final class VectorUnpack implements UnaryKernel {
  /** What to do, a conversion, and what does the elements that fill no vector. */
  record Spec(Unpacking unpacking, LaneConversion conversion, UnaryKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> IN = SPEC.conversion().in();
  private static final VectorOperators.Conversion<Object, Object> FIRST = SPEC.conversion().first();
  private static final VectorSpecies<Object> BETWEEN = SPEC.conversion().between();
  private static final VectorOperators.Conversion<Object, Object> SECOND =
      SPEC.conversion().second();
  private static final VectorSpecies<Object> OUT = SPEC.conversion().out();
  private static final VectorSpecies<Object> IN_BITS = Lanes.integral(IN);
  private static final VectorSpecies<Object> OUT_BITS = Lanes.integral(OUT);
  private static final boolean SCALES = SPEC.unpacking().scales();
  private static final boolean ADDS = SPEC.unpacking().adds();
  private static final boolean HAS_MISSING = SPEC.unpacking().missing() != null;
  private static final long SCALE = bits(SPEC.unpacking().scale());
  private static final long OFFSET = bits(SPEC.unpacking().offset());
  private static final long NOTHING = bits(Double.NaN);
  private static final long MISSING = SPEC.unpacking().missingBits();
  private static final Warmup WARMUP =
      new Warmup(SPEC.unpacking().from().bytes() < 8 ? Warmup.PATIENT : 0);
  private static final UnaryKernel REST = SPEC.rest();
  private static final int LANES = IN.length();
  private static final long IN_BYTES = IN.elementSize() / 8;
  private static final long OUT_BYTES = OUT.elementSize() / 8;

  private static long bits(double value) {
    return OUT.elementSize() == 32
        ? Float.floatToRawIntBits((float) value)
        : Double.doubleToRawLongBits(value);
  }

  /** The lowest bits, extended with their highest, as a broadcast wants them. */
  private static long lane(long bits, long bytes) {
    int unused = (int) (64 - 8 * bytes);
    return bits << unused >> unused;
  }

  @Override
  public void apply(long dst, long a, int n) {
    if (WARMUP.waits(n)) {
      REST.apply(dst, a, n);
      return;
    }
    long start = WARMUP.start();
    int done = unpack(dst, a, WARMUP.share(n, LANES));
    WARMUP.stop(start, done, LANES);
    if (done < n) {
      REST.apply(dst + done * OUT_BYTES, a + done * IN_BYTES, n - done);
    }
  }

  private static int unpack(long dst, long a, int n) {
    Vector<Object> scale = OUT_BITS.broadcast(SCALE).reinterpretShape(OUT, 0);
    Vector<Object> offset = OUT_BITS.broadcast(OFFSET).reinterpretShape(OUT, 0);
    Vector<Object> nothing = OUT_BITS.broadcast(NOTHING).reinterpretShape(OUT, 0);
    Vector<Object> missing = IN_BITS.broadcast(lane(MISSING, IN_BYTES)).reinterpretShape(IN, 0);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> x = IN.fromMemorySegment(Lanes.ALL, a + i * IN_BYTES, Lanes.ORDER);
      Vector<Object> v = x.convertShape(FIRST, BETWEEN, 0).convertShape(SECOND, OUT, 0);
      if (SCALES) {
        v = v.lanewise(VectorOperators.MUL, scale);
      }
      if (ADDS) {
        v = v.lanewise(VectorOperators.ADD, offset);
      }
      if (HAS_MISSING) {
        v = v.blend(nothing, x.compare(VectorOperators.EQ, missing).cast(OUT));
      }
      v.intoMemorySegment(Lanes.ALL, dst + i * OUT_BYTES, Lanes.ORDER);
    }
    return i;
  }
}
