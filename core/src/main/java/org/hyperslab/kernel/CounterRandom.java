package org.hyperslab.kernel;

/**
 * Random numbers that are a function of a key and an index, in plain Java.
 *
 * <p>The bits are those of SplitMix64 (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
 * Generators", OOPSLA 2014), whose state after {@code i} steps is {@code key + i * GOLDEN}, so that
 * any element costs the same; the finalizer is variant 13 of David Stafford's "Better Bit Mixing"
 * (2011), as in {@link java.util.SplittableRandom}. It passes BigCrush.
 *
 * <p>A normal number is the {@link NormalQuantile} of one uniform number. {@link StrictMath} and
 * the absence of fused operations make its bits the same on every machine, too.
 */
final class CounterRandom {
  static final long GOLDEN = 0x9e3779b97f4a7c15L;
  static final long MIX_1 = 0xbf58476d1ce4e5b9L;
  static final long MIX_2 = 0x94d049bb133111ebL;

  private CounterRandom() {}

  static long key(long seed) {
    return mix(mix(seed + GOLDEN) ^ 0x6a09e667f3bcc909L);
  }

  static long mix(long z0) {
    long z = (z0 ^ (z0 >>> 30)) * MIX_1;
    z = (z ^ (z >>> 27)) * MIX_2;
    return z ^ (z >>> 31);
  }

  static long bits(long key, long index) {
    return mix(key + index * GOLDEN);
  }

  static double uniform(long bits) {
    return (bits >>> 11) * 0x1p-53;
  }

  static long integer(long bits, long low, long span) {
    return span == 0 ? bits : low + Math.unsignedMultiplyHigh(bits, span);
  }

  static double normal(long bits) {
    return NormalQuantile.atHalfPlus(centred(bits));
  }

  /** u - 1/2, not rounded, for u = ((bits >>> 11) + 1/2) / 2^53, which is never 0 or 1. */
  static double centred(long bits) {
    return ((bits >>> 11) - 0x1p52 + 0.5) * 0x1p-53;
  }
}
