package org.hyperslab.bench;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The plainest loops that touch all of some memory: what other benchmarks are measured against. */
final class ReadLoop {
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private ReadLoop() {}

  /**
   * Adds up all bytes of a segment as longs; its size is a multiple of 1 KiB and less than 2 GiB.
   */
  static long sum(MemorySegment from) {
    // Counted by int, since loops over long are compiled less well.
    int step = LONGS.vectorByteSize();
    int size = Math.toIntExact(from.byteSize());
    LongVector a = LongVector.zero(LONGS);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (int at = 0; at < size; at += 4 * step) {
      a = a.add(LongVector.fromMemorySegment(LONGS, from, at, ORDER));
      b = b.add(LongVector.fromMemorySegment(LONGS, from, at + step, ORDER));
      c = c.add(LongVector.fromMemorySegment(LONGS, from, at + 2 * step, ORDER));
      d = d.add(LongVector.fromMemorySegment(LONGS, from, at + 3 * step, ORDER));
    }
    return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
  }

  /** Writes sqrt(a*a + b*b) * 2 - a; segments have one size, a multiple of 1 KiB below 2 GiB. */
  static void fused(MemorySegment a, MemorySegment b, MemorySegment to) {
    int step = DOUBLES.vectorByteSize();
    int size = Math.toIntExact(to.byteSize());
    for (int at = 0; at < size; at += step) {
      DoubleVector x = DoubleVector.fromMemorySegment(DOUBLES, a, at, ORDER);
      DoubleVector y = DoubleVector.fromMemorySegment(DOUBLES, b, at, ORDER);
      x.mul(x)
          .add(y.mul(y))
          .lanewise(VectorOperators.SQRT)
          .mul(2)
          .sub(x)
          .intoMemorySegment(to, at, ORDER);
    }
  }
}
