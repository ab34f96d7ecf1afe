package org.hyperslab.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link CounterRandom} with SIMD, the same bits. Vectors of int64 become float64 through the bits
 * of the number, not by a conversion, which exists only with AVX-512DQ.
 */
final class VectorRandom {
  private static final VectorSpecies<Long> S = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final long ONE = Double.doubleToRawLongBits(1.0);

  private VectorRandom() {}

  /** The counters of lanes 0, 1, ... */
  private static LongVector counters(long key, long index, long counterStep) {
    return LongVector.broadcast(S, 0)
        .addIndex(1)
        .mul(counterStep)
        .add(key + index * CounterRandom.GOLDEN);
  }

  private static LongVector mix(LongVector counter) {
    LongVector z = counter.lanewise(VectorOperators.XOR, shifted(counter, 30));
    z = z.mul(CounterRandom.MIX_1);
    z = z.lanewise(VectorOperators.XOR, shifted(z, 27));
    z = z.mul(CounterRandom.MIX_2);
    return z.lanewise(VectorOperators.XOR, shifted(z, 31));
  }

  private static LongVector shifted(LongVector z, int bits) {
    return z.lanewise(VectorOperators.LSHR, bits);
  }

  /**
   * The top 53 bits as a fraction. 52 of them go into the mantissa of a number from [1, 2); what is
   * subtracted is 1 or, if the last bit is set, the number before 1, whose bits are one less. The
   * difference is exact.
   */
  private static DoubleVector fraction(LongVector bits) {
    DoubleVector high = shifted(bits, 12).lanewise(VectorOperators.OR, ONE).reinterpretAsDoubles();
    LongVector last = shifted(bits, 11).lanewise(VectorOperators.AND, 1);
    return high.sub(LongVector.broadcast(S, ONE).sub(last).reinterpretAsDoubles());
  }

  static void uniform(long dst, long key, long index, long indexStep, int n) {
    long counterStep = indexStep * CounterRandom.GOLDEN;
    LongVector counter = counters(key, index, counterStep);
    LongVector move = LongVector.broadcast(S, counterStep * LANES);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      fraction(mix(counter)).intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      counter = counter.add(move);
    }
    for (; i < n; i++) {
      long bits = CounterRandom.bits(key, index + i * indexStep);
      NativeMemory.putDouble(dst + 8L * i, CounterRandom.uniform(bits));
    }
  }

  /** Multiplies by the span in two halves of 32 bits, so the span must have no more than 32. */
  static void integers(long dst, long key, long index, long indexStep, int n, long low, long span) {
    long counterStep = indexStep * CounterRandom.GOLDEN;
    LongVector counter = counters(key, index, counterStep);
    LongVector move = LongVector.broadcast(S, counterStep * LANES);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      LongVector bits = mix(counter);
      LongVector below = bits.lanewise(VectorOperators.AND, 0xffff_ffffL).mul(span);
      LongVector above = shifted(bits, 32).mul(span).add(shifted(below, 32));
      shifted(above, 32).add(low).intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      counter = counter.add(move);
    }
    for (; i < n; i++) {
      long bits = CounterRandom.bits(key, index + i * indexStep);
      NativeMemory.putLong(dst + 8L * i, CounterRandom.integer(bits, low, span));
    }
  }

  /**
   * Five sixths of the numbers lie in the centre of the distribution; the others are computed again
   * one by one.
   */
  static void normal(long dst, long key, long index, long indexStep, int n) {
    long counterStep = indexStep * CounterRandom.GOLDEN;
    LongVector counter = counters(key, index, counterStep);
    LongVector move = LongVector.broadcast(S, counterStep * LANES);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      // fraction + 2^-54 - 1/2, in two steps that do not round: see CounterRandom.centred
      DoubleVector q = fraction(mix(counter)).sub(0.5).add(0x1p-54);
      centre(q).intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      VectorMask<Double> tails =
          q.lanewise(VectorOperators.ABS).compare(VectorOperators.GT, NormalQuantile.CENTRE);
      for (long left = tails.toLong(); left != 0; left &= left - 1) {
        int lane = Long.numberOfTrailingZeros(left);
        single(dst, key, index, indexStep, i + lane);
      }
      counter = counter.add(move);
    }
    for (; i < n; i++) {
      single(dst, key, index, indexStep, i);
    }
  }

  private static void single(long dst, long key, long index, long indexStep, int i) {
    long bits = CounterRandom.bits(key, index + i * indexStep);
    NativeMemory.putDouble(dst + 8L * i, CounterRandom.normal(bits));
  }

  /** As {@link NormalQuantile#centre}, in the same order of operations. */
  private static DoubleVector centre(DoubleVector q) {
    DoubleVector r = DoubleVector.broadcast(D, 0.180625).sub(q.mul(q));
    DoubleVector numerator = DoubleVector.broadcast(D, NormalQuantile.A[7]);
    DoubleVector denominator = DoubleVector.broadcast(D, NormalQuantile.B[7]);
    for (int i = 6; i >= 0; i--) {
      numerator = numerator.mul(r).add(NormalQuantile.A[i]);
      denominator = denominator.mul(r).add(NormalQuantile.B[i]);
    }
    return q.mul(numerator).div(denominator);
  }
}
