package org.hyperslab.kernel;

import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Template (see {@link Spinner} and {@link Lanes}) of loops with SIMD: one operand, result of the
 * same type.
 */
final class VectorUnary implements UnaryKernel {
  /** Where a number that is no integer goes. */
  enum Rounding {
    NEAREST_EVEN,
    FLOOR,
    CEIL,
    TRUNC
  }

  /** One of: a lanewise operator; a rounding; neither, for the square. */
  record Spec(
      VectorSpecies<Object> species,
      VectorOperators.@Nullable Unary op,
      @Nullable Rounding rounding,
      UnaryKernel rest) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorOperators.@Nullable Unary OP = SPEC.op();
  private static final boolean ROUNDS = SPEC.rounding() != null;
  private static final boolean FLOOR = SPEC.rounding() == Rounding.FLOOR;
  private static final boolean CEIL = SPEC.rounding() == Rounding.CEIL;
  private static final boolean TRUNC = SPEC.rounding() == Rounding.TRUNC;
  private static final Warmup WARMUP = new Warmup();
  private static final UnaryKernel REST = SPEC.rest();
  private static final int LANES = S.length();
  private static final long BYTES = S.elementSize() / 8;
  private static final long INTEGERS_FROM = BYTES == 4 ? 1L << 23 : 1L << 52;

  @Override
  public void apply(long dst, long a, int n) {
    int share = WARMUP.share(n, LANES);
    long start = WARMUP.start();
    int done = ROUNDS ? round(dst, a, share) : compute(dst, a, share);
    WARMUP.stop(start, done, LANES);
    if (done < n) {
      REST.apply(dst + done * BYTES, a + done * BYTES, n - done);
    }
  }

  private static int compute(long dst, long a, int n) {
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + i * BYTES, Lanes.ORDER);
      Vector<Object> result = OP != null ? x.lanewise(OP) : x.mul(x);
      result.intoMemorySegment(Lanes.ALL, dst + i * BYTES, Lanes.ORDER);
    }
    return i;
  }

  /**
   * Rounds to an integer by adding and subtracting the number from which on all floats are
   * integers; larger ones, infinities and NaN stay. What was rounded the wrong way is moved by one.
   * The result has x's sign, zeros too.
   */
  private static int round(long dst, long a, int n) {
    Vector<Object> big = S.broadcast(INTEGERS_FROM);
    Vector<Object> one = S.broadcast(1);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + i * BYTES, Lanes.ORDER);
      Vector<Object> size = x.lanewise(VectorOperators.ABS);
      VectorMask<Object> negative = x.test(VectorOperators.IS_NEGATIVE);
      Vector<Object> near = size.add(big).sub(big);
      VectorMask<Object> above = near.compare(VectorOperators.GT, size);
      VectorMask<Object> below = near.compare(VectorOperators.LT, size);
      if (TRUNC) {
        near = near.sub(one, above);
      } else if (FLOOR) {
        near = near.sub(one, above.andNot(negative)).add(one, below.and(negative));
      } else if (CEIL) {
        near = near.sub(one, above.and(negative)).add(one, below.andNot(negative));
      }
      near = near.lanewise(VectorOperators.NEG, negative);
      x.blend(near, size.compare(VectorOperators.LT, big))
          .intoMemorySegment(Lanes.ALL, dst + i * BYTES, Lanes.ORDER);
    }
    return i;
  }
}
