package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/**
 * The loops of every operation and dtype. Two implementations: one with SIMD, one without, which is
 * the first one's oracle in the tests and its stand-in where the module {@code
 * jdk.incubator.vector} is missing. Kernels are stateless, made at their first use and shared by
 * all threads.
 *
 * <p>Methods throw {@link IllegalArgumentException} for the pairs of operation and dtype that
 * {@link Typing} refuses, and for operands that have not been cast to {@link Typing#operandType}.
 */
public interface Kernels {
  /** The fastest kernels that this JVM can run. */
  static Kernels best() {
    return KernelChoice.BEST;
  }

  /** The kernels without SIMD. */
  static Kernels scalar() {
    return KernelChoice.SCALAR;
  }

  /** A loop whose result is of {@link Typing#resultType(UnaryOp, DType)}. */
  UnaryKernel unary(UnaryOp op, DType in);

  /**
   * A loop whose result is of {@link Typing#resultType(BinaryOp, DType)}. Integer {@code POWER}
   * throws {@link IllegalArgumentException} when it meets a negative exponent, in the middle of its
   * loop.
   */
  BinaryKernel binary(BinaryOp op, DType operands);

  WhereKernel where(DType dtype);

  /**
   * A loop that converts as NumPy's {@code astype} does: integers keep their low bits, anything but
   * zero (NaN, too) becomes true, float64 is rounded to float32. Floats become integers by
   * truncation towards zero; where the value does not fit, which C leaves undefined, it becomes the
   * nearest int64 (NaN: 0) and then keeps its low bits; for uint64 values from 2^63 to 2^64 are
   * exact.
   */
  UnaryKernel cast(DType from, DType to);

  /** A loop that unpacks; the same bits as a cast, a choice, a product and a sum. */
  UnaryKernel unpack(Unpacking unpacking);

  /**
   * The loops of a reduction.
   *
   * @param ddof what is taken from the count before variances are divided by it; ignored by the
   *     rest
   */
  ReduceKernel reduce(ReduceOp op, DType in, int ddof);

  /** The key of a user's seed; neighbouring seeds have keys far apart. */
  static long key(long seed) {
    return CounterRandom.key(seed);
  }

  /**
   * Float64 numbers, uniform over [0, 1), multiples of 2^-53. Number {@code i} is a function of
   * {@code key} and {@code index + i * indexStep} alone: the same bits on every machine and from
   * every implementation.
   *
   * @param dst machine address of the first of {@code n} float64 results
   */
  void uniform(long dst, long key, long index, long indexStep, int n);

  /** Float64 numbers of the standard normal distribution, otherwise as {@link #uniform}. */
  void normal(long dst, long key, long index, long indexStep, int n);

  /**
   * Int64 numbers, uniform over {@code low} to {@code low + span - 1}, otherwise as {@link
   * #uniform}. No number is more frequent than another by more than span / 2^64 of its frequency.
   *
   * @param span how many numbers there are to choose from, unsigned; 0 stands for 2^64
   */
  void integers(long dst, long key, long index, long indexStep, int n, long low, long span);
}
