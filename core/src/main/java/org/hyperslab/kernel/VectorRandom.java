package org.hyperslab.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link CounterRandom} with SIMD, the same bits. {@link #uniform}, the fast one, does everything
 * in one loop; the others put random bits into the destination first and transform them there. No
 * helpers in the loops, see {@link Lanes}.
 *
 * <p>Vectors of 53-bit integers become float64 without a conversion, which exists only with
 * AVX-512DQ: 52 bits go into the mantissa of a number from [1, 2); what is subtracted from it is 1
 * or, if the last bit is set, the number before 1, whose bits are one less. The difference is
 * exact.
 */
final class VectorRandom {
  private static final VectorSpecies<Long> S = LongVector.SPECIES_PREFERRED;
  private static final int LANES = S.length();
  private static final long ONE = Double.doubleToRawLongBits(1.0);

  private static final Warmup UNIFORM = new Warmup();
  private static final Warmup BITS = new Warmup();
  private static final Warmup INTEGERS = new Warmup();
  private static final Warmup NORMAL = new Warmup();

  private VectorRandom() {}

  /** The counters of the first lanes. */
  private static LongVector counters(long key, long index, long counterStep) {
    return LongVector.broadcast(S, 0)
        .addIndex(1)
        .mul(counterStep)
        .add(key + index * CounterRandom.GOLDEN);
  }

  static void uniform(long dst, long key, long index, long indexStep, int n) {
    long counterStep = indexStep * CounterRandom.GOLDEN;
    LongVector counter = counters(key, index, counterStep);
    LongVector move = LongVector.broadcast(S, counterStep * LANES);
    LongVector one = LongVector.broadcast(S, ONE);
    int share = UNIFORM.share(n, LANES);
    long start = UNIFORM.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      LongVector z = counter;
      z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 30));
      z = z.mul(CounterRandom.MIX_1);
      z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 27));
      z = z.mul(CounterRandom.MIX_2);
      z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 31));
      DoubleVector high =
          z.lanewise(VectorOperators.LSHR, 12)
              .lanewise(VectorOperators.OR, ONE)
              .reinterpretAsDoubles();
      LongVector last = z.lanewise(VectorOperators.LSHR, 11).lanewise(VectorOperators.AND, 1);
      DoubleVector fraction = high.sub(one.sub(last).reinterpretAsDoubles());
      fraction.intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      counter = counter.add(move);
    }
    UNIFORM.stop(start, i, LANES);
    for (; i < n; i++) {
      long bits = CounterRandom.bits(key, index + i * indexStep);
      NativeMemory.putDouble(dst + 8L * i, CounterRandom.uniform(bits));
    }
  }

  private static void bits(long dst, long key, long index, long indexStep, int n) {
    long counterStep = indexStep * CounterRandom.GOLDEN;
    LongVector counter = counters(key, index, counterStep);
    LongVector move = LongVector.broadcast(S, counterStep * LANES);
    int share = BITS.share(n, LANES);
    long start = BITS.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      LongVector z = counter;
      z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 30));
      z = z.mul(CounterRandom.MIX_1);
      z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 27));
      z = z.mul(CounterRandom.MIX_2);
      z = z.lanewise(VectorOperators.XOR, z.lanewise(VectorOperators.LSHR, 31));
      z.intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      counter = counter.add(move);
    }
    BITS.stop(start, i, LANES);
    for (; i < n; i++) {
      NativeMemory.putLong(dst + 8L * i, CounterRandom.bits(key, index + i * indexStep));
    }
  }

  /** Multiplies by the span in two halves of 32 bits, so the span must have no more than 32. */
  static void integers(long dst, long key, long index, long indexStep, int n, long low, long span) {
    bits(dst, key, index, indexStep, n);
    int share = INTEGERS.share(n, LANES);
    long start = INTEGERS.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      LongVector z = LongVector.fromMemorySegment(S, Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      LongVector below = z.lanewise(VectorOperators.AND, 0xffff_ffffL).mul(span);
      LongVector above = z.lanewise(VectorOperators.LSHR, 32).mul(span);
      above = above.add(below.lanewise(VectorOperators.LSHR, 32));
      above
          .lanewise(VectorOperators.LSHR, 32)
          .add(low)
          .intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER);
    }
    INTEGERS.stop(start, i, LANES);
    for (; i < n; i++) {
      long at = dst + 8L * i;
      NativeMemory.putLong(at, CounterRandom.integer(NativeMemory.getLong(at), low, span));
    }
  }

  /**
   * Five sixths of the numbers lie in the centre of the distribution; the others are computed one
   * by one.
   */
  static void normal(long dst, long key, long index, long indexStep, int n) {
    bits(dst, key, index, indexStep, n);
    LongVector one = LongVector.broadcast(S, ONE);
    int share = NORMAL.share(n, LANES);
    long start = NORMAL.start();
    int i = 0;
    for (; i <= share - LANES; i += LANES) {
      LongVector z = LongVector.fromMemorySegment(S, Lanes.ALL, dst + 8L * i, Lanes.ORDER);
      DoubleVector high =
          z.lanewise(VectorOperators.LSHR, 12)
              .lanewise(VectorOperators.OR, ONE)
              .reinterpretAsDoubles();
      LongVector last = z.lanewise(VectorOperators.LSHR, 11).lanewise(VectorOperators.AND, 1);
      DoubleVector fraction = high.sub(one.sub(last).reinterpretAsDoubles());
      // without rounding, see CounterRandom.centred
      DoubleVector q = fraction.sub(0.5).add(0x1p-54);
      // the operations of NormalQuantile.centre, in its order
      DoubleVector r = q.mul(q).neg().add(0.180625);
      DoubleVector numerator =
          r.mul(NormalQuantile.A7)
              .add(NormalQuantile.A6)
              .mul(r)
              .add(NormalQuantile.A5)
              .mul(r)
              .add(NormalQuantile.A4)
              .mul(r)
              .add(NormalQuantile.A3)
              .mul(r)
              .add(NormalQuantile.A2)
              .mul(r)
              .add(NormalQuantile.A1)
              .mul(r)
              .add(NormalQuantile.A0);
      DoubleVector denominator =
          r.mul(NormalQuantile.B7)
              .add(NormalQuantile.B6)
              .mul(r)
              .add(NormalQuantile.B5)
              .mul(r)
              .add(NormalQuantile.B4)
              .mul(r)
              .add(NormalQuantile.B3)
              .mul(r)
              .add(NormalQuantile.B2)
              .mul(r)
              .add(NormalQuantile.B1)
              .mul(r)
              .add(NormalQuantile.B0);
      VectorMask<Double> tails =
          q.lanewise(VectorOperators.ABS).compare(VectorOperators.GT, NormalQuantile.CENTRE);
      q.mul(numerator)
          .div(denominator)
          .intoMemorySegment(Lanes.ALL, dst + 8L * i, Lanes.ORDER, tails.not());
      for (long left = tails.toLong(); left != 0; left &= left - 1) {
        normal(dst + 8L * (i + Long.numberOfTrailingZeros(left)));
      }
    }
    NORMAL.stop(start, i, LANES);
    for (; i < n; i++) {
      normal(dst + 8L * i);
    }
  }

  private static void normal(long at) {
    NativeMemory.putDouble(at, CounterRandom.normal(NativeMemory.getLong(at)));
  }
}
