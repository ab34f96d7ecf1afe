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
      UnaryKernel small) {}

  private static final Spec SPEC = Spinner.data(MethodHandles.lookup(), Spec.class);
  private static final VectorSpecies<Object> S = SPEC.species();
  private static final VectorOperators.@Nullable Unary OP = SPEC.op();
  private static final boolean ROUNDS = SPEC.rounding() != null;
  private static final boolean FLOOR = SPEC.rounding() == Rounding.FLOOR;
  private static final boolean CEIL = SPEC.rounding() == Rounding.CEIL;
  private static final boolean TRUNC = SPEC.rounding() == Rounding.TRUNC;
  private static final UnaryKernel SMALL = SPEC.small();
  private static final int LANES = S.length();
  private static final int BYTES = S.elementSize() / 8;
  private static final long INTEGERS_FROM = BYTES == 4 ? 1L << 23 : 1L << 52;

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
    Vector<Object> x = S.fromMemorySegment(Lanes.ALL, a + (long) i * BYTES, Lanes.ORDER);
    if (OP != null) {
      return x.lanewise(OP);
    }
    return ROUNDS ? rounded(x) : x.mul(x);
  }

  /**
   * Rounds to an integer by adding and subtracting the number from which on all floats are
   * integers; larger ones, infinities and NaN stay. What was rounded the wrong way is moved by one.
   * The result has x's sign, zeros too.
   */
  private static Vector<Object> rounded(Vector<Object> x) {
    Vector<Object> size = x.lanewise(VectorOperators.ABS);
    VectorMask<Object> negative = x.test(VectorOperators.IS_NEGATIVE);
    Vector<Object> big = S.broadcast(INTEGERS_FROM);
    Vector<Object> near = size.add(big).sub(big);
    if (TRUNC) {
      near = near.sub(S.broadcast(1), near.compare(VectorOperators.GT, size));
    } else if (FLOOR) {
      near = near.sub(S.broadcast(1), near.compare(VectorOperators.GT, size).andNot(negative));
      near = near.add(S.broadcast(1), near.compare(VectorOperators.LT, size).and(negative));
    } else if (CEIL) {
      near = near.sub(S.broadcast(1), near.compare(VectorOperators.GT, size).and(negative));
      near = near.add(S.broadcast(1), near.compare(VectorOperators.LT, size).andNot(negative));
    }
    return x.blend(
        near.lanewise(VectorOperators.NEG, negative), size.compare(VectorOperators.LT, big));
  }

  private static void store(long dst, int i, Vector<Object> x) {
    x.intoMemorySegment(Lanes.ALL, dst + (long) i * BYTES, Lanes.ORDER);
  }
}
