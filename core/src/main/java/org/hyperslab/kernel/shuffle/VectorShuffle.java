package org.hyperslab.kernel.shuffle;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The shuffles with SIMD. Bytes are not permuted but widened: lane {@code i} of the result is the
 * or of byte {@code i} of every plane, zero-extended and shifted to its place. That is one load,
 * one shift and one or per plane, has no dependence on how wide the machine's vectors are and needs
 * no permutation tables.
 *
 * <p>A load of bytes is never shorter than 8, the narrowest vector there is, even where fewer lanes
 * are used; loops therefore stop early enough for that load to stay inside its plane and leave the
 * rest to {@link ScalarShuffle}.
 */
final class VectorShuffle implements ShuffleKernel {
  private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
  private static final VectorSpecies<Short> SHORTS = ShortVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> SHORT_BYTES = bytes(SHORTS.length());
  private static final VectorSpecies<Byte> INT_BYTES = bytes(INTS.length());
  private static final VectorSpecies<Byte> LONG_BYTES = bytes(LONGS.length());

  private final Warming unshuffle2 = unshuffle(2, VectorShuffle::unshuffle2);
  private final Warming unshuffle4 = unshuffle(4, VectorShuffle::unshuffle4);
  private final Warming unshuffle8 = unshuffle(8, VectorShuffle::unshuffle8);
  private final Warming shuffle2 =
      shuffle(2, SHORT_BYTES.length() == SHORTS.length(), VectorShuffle::shuffle2);
  private final Warming shuffle4 =
      shuffle(4, INT_BYTES.length() == INTS.length(), VectorShuffle::shuffle4);
  private final Warming shuffle8 =
      shuffle(8, LONG_BYTES.length() == LONGS.length(), VectorShuffle::shuffle8);
  private final Warming transpose =
      new Warming(
          (n, i, end, from, into) -> transpose(i, end, into),
          (n, i, end, from, into) -> ScalarShuffle.transpose(into, i, end));

  private VectorShuffle() {}

  /** The kernel for vectors of at least 128 bits, else the scalar one. */
  static ShuffleKernel create() {
    return INTS.vectorBitSize() >= 128 ? new VectorShuffle() : new ScalarShuffle();
  }

  private static VectorSpecies<Byte> bytes(int lanes) {
    return VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, 8 * lanes)));
  }

  @Override
  public void unshuffle(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    switch (typeSize) {
      case 2 -> unshuffle2.run(elements, from, into);
      case 4 -> unshuffle4.run(elements, from, into);
      case 8 -> unshuffle8.run(elements, from, into);
      default -> ScalarShuffle.unshuffle(typeSize, elements, 0, elements, from, into);
    }
  }

  private static Warming unshuffle(int typeSize, Warming.Vector vector) {
    return new Warming(
        vector,
        (n, i, end, from, into) -> ScalarShuffle.unshuffle(typeSize, n, i, end, from, into));
  }

  static long unshuffle2(long n, long first, long end, MemorySegment from, MemorySegment into) {
    long i = first;
    for (; i <= end - SHORT_BYTES.length(); i += SHORTS.length()) {
      ShortVector low = shorts(from, i);
      ShortVector high = shorts(from, i + n);
      low.or(high.lanewise(VectorOperators.LSHL, 8)).intoMemorySegment(into, 2 * i, LE);
    }
    return i;
  }

  private static ShortVector shorts(MemorySegment from, long at) {
    return (ShortVector)
        ByteVector.fromMemorySegment(SHORT_BYTES, from, at, LE)
            .convertShape(VectorOperators.ZERO_EXTEND_B2S, SHORTS, 0);
  }

  static long unshuffle4(long n, long first, long end, MemorySegment from, MemorySegment into) {
    long i = first;
    for (; i <= end - INT_BYTES.length(); i += INTS.length()) {
      IntVector a = ints(from, i);
      IntVector b = ints(from, i + n).lanewise(VectorOperators.LSHL, 8);
      IntVector c = ints(from, i + 2 * n).lanewise(VectorOperators.LSHL, 16);
      IntVector d = ints(from, i + 3 * n).lanewise(VectorOperators.LSHL, 24);
      a.or(b).or(c.or(d)).intoMemorySegment(into, 4 * i, LE);
    }
    return i;
  }

  private static IntVector ints(MemorySegment from, long at) {
    return (IntVector)
        ByteVector.fromMemorySegment(INT_BYTES, from, at, LE)
            .convertShape(VectorOperators.ZERO_EXTEND_B2I, INTS, 0);
  }

  static long unshuffle8(long n, long first, long end, MemorySegment from, MemorySegment into) {
    long i = first;
    for (; i <= end - LONG_BYTES.length(); i += LONGS.length()) {
      LongVector a = longs(from, i);
      LongVector b = longs(from, i + n).lanewise(VectorOperators.LSHL, 8);
      LongVector c = longs(from, i + 2 * n).lanewise(VectorOperators.LSHL, 16);
      LongVector d = longs(from, i + 3 * n).lanewise(VectorOperators.LSHL, 24);
      LongVector e = longs(from, i + 4 * n).lanewise(VectorOperators.LSHL, 32);
      LongVector f = longs(from, i + 5 * n).lanewise(VectorOperators.LSHL, 40);
      LongVector g = longs(from, i + 6 * n).lanewise(VectorOperators.LSHL, 48);
      LongVector h = longs(from, i + 7 * n).lanewise(VectorOperators.LSHL, 56);
      LongVector low = a.or(b).or(c.or(d));
      low.or(e.or(f).or(g.or(h))).intoMemorySegment(into, 8 * i, LE);
    }
    return i;
  }

  private static LongVector longs(MemorySegment from, long at) {
    return (LongVector)
        ByteVector.fromMemorySegment(LONG_BYTES, from, at, LE)
            .convertShape(VectorOperators.ZERO_EXTEND_B2L, LONGS, 0);
  }

  @Override
  public void shuffle(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    switch (typeSize) {
      case 2 -> shuffle2.run(elements, from, into);
      case 4 -> shuffle4.run(elements, from, into);
      case 8 -> shuffle8.run(elements, from, into);
      default -> ScalarShuffle.shuffle(typeSize, elements, 0, elements, from, into);
    }
  }

  /**
   * Bytes are narrowed to a vector of as many lanes; where there is none, the scalar loop has it
   * all.
   */
  private static Warming shuffle(int typeSize, boolean sameLanes, Warming.Vector vector) {
    return new Warming(
        sameLanes ? vector : (n, i, end, from, into) -> i,
        (n, i, end, from, into) -> ScalarShuffle.shuffle(typeSize, n, i, end, from, into));
  }

  static long shuffle2(long n, long first, long end, MemorySegment from, MemorySegment into) {
    long i = first;
    for (; i <= end - SHORTS.length(); i += SHORTS.length()) {
      ShortVector v = ShortVector.fromMemorySegment(SHORTS, from, 2 * i, LE);
      narrow(v).intoMemorySegment(into, i, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 8)).intoMemorySegment(into, i + n, LE);
    }
    return i;
  }

  private static ByteVector narrow(ShortVector v) {
    return (ByteVector) v.convertShape(VectorOperators.S2B, SHORT_BYTES, 0);
  }

  static long shuffle4(long n, long first, long end, MemorySegment from, MemorySegment into) {
    long i = first;
    for (; i <= end - INTS.length(); i += INTS.length()) {
      IntVector v = IntVector.fromMemorySegment(INTS, from, 4 * i, LE);
      narrow(v).intoMemorySegment(into, i, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 8)).intoMemorySegment(into, i + n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 16)).intoMemorySegment(into, i + 2 * n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 24)).intoMemorySegment(into, i + 3 * n, LE);
    }
    return i;
  }

  static long shuffle8(long n, long first, long end, MemorySegment from, MemorySegment into) {
    long i = first;
    for (; i <= end - LONGS.length(); i += LONGS.length()) {
      LongVector v = LongVector.fromMemorySegment(LONGS, from, 8 * i, LE);
      narrow(v).intoMemorySegment(into, i, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 8)).intoMemorySegment(into, i + n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 16)).intoMemorySegment(into, i + 2 * n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 24)).intoMemorySegment(into, i + 3 * n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 32)).intoMemorySegment(into, i + 4 * n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 40)).intoMemorySegment(into, i + 5 * n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 48)).intoMemorySegment(into, i + 6 * n, LE);
      narrow(v.lanewise(VectorOperators.LSHR, 56)).intoMemorySegment(into, i + 7 * n, LE);
    }
    return i;
  }

  private static ByteVector narrow(LongVector v) {
    return (ByteVector) v.convertShape(VectorOperators.L2B, LONG_BYTES, 0);
  }

  private static ByteVector narrow(IntVector v) {
    return (ByteVector) v.convertShape(VectorOperators.I2B, INT_BYTES, 0);
  }

  /**
   * A plane's eight rows are unshuffled like planes of longs, whose 8 x 8 bits are then transposed
   * in place.
   */
  @Override
  public void bitsToPlanes(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    for (int k = 0; k < typeSize; k++) {
      MemorySegment plane = into.asSlice(k * elements, elements);
      unshuffle(8, elements / 8, from.asSlice(k * elements, elements), plane);
      transpose.run(elements / 8, plane, plane);
    }
  }

  /** {@link ScalarShuffle#transpose(long)} of every long, in place. */
  static long transpose(long first, long end, MemorySegment plane) {
    long i = first;
    for (; i <= end - LONGS.length(); i += LONGS.length()) {
      LongVector x = LongVector.fromMemorySegment(LONGS, plane, 8 * i, LE);
      LongVector t = x.lanewise(VectorOperators.LSHR, 7).lanewise(VectorOperators.XOR, x);
      t = t.and(0x00aa_00aa_00aa_00aaL);
      x = x.lanewise(VectorOperators.XOR, t);
      x = x.lanewise(VectorOperators.XOR, t.lanewise(VectorOperators.LSHL, 7));
      t = x.lanewise(VectorOperators.LSHR, 14).lanewise(VectorOperators.XOR, x);
      t = t.and(0x0000_cccc_0000_ccccL);
      x = x.lanewise(VectorOperators.XOR, t);
      x = x.lanewise(VectorOperators.XOR, t.lanewise(VectorOperators.LSHL, 14));
      t = x.lanewise(VectorOperators.LSHR, 28).lanewise(VectorOperators.XOR, x);
      t = t.and(0x0000_0000_f0f0_f0f0L);
      x = x.lanewise(VectorOperators.XOR, t);
      x = x.lanewise(VectorOperators.XOR, t.lanewise(VectorOperators.LSHL, 28));
      x.intoMemorySegment(plane, 8 * i, LE);
    }
    return i;
  }

  @Override
  public void planesToBits(int typeSize, long elements, MemorySegment from, MemorySegment into) {
    new ScalarShuffle().planesToBits(typeSize, elements, from, into);
  }
}
