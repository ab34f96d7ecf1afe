package org.hyperslab.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * What loops with SIMD share.
 *
 * <p>Loops are written once for all lane types, over {@code Vector<Object>}. That costs nothing
 * where the species is a {@code static final} of a spun class (see {@link Spinner}): every call is
 * then on a known class.
 *
 * <p>A vector stays in a register only while everything between its load and its store is inlined;
 * where a single call is not, vectors become objects and the loop is thirty times slower. The JIT
 * inlines the methods of the Vector API always, but anybody else's only if it believes them to be
 * hot and has not yet compiled them to much code on their own. Both fail now and then: a loop that
 * is inlined into its caller before it was profiled itself, or a helper that takes species and
 * operators as arguments and therefore is big by itself. So there is nothing but the Vector API in
 * the loops, whatever that costs in repeated lines: no helper, no lambda.
 *
 * <p>The elements that fill no vector go to the loop without SIMD, which gives the same bits.
 * Elementwise loops are not unrolled by hand: that measured the same.
 */
@SuppressWarnings("unchecked") // a species of any lane type, seen as one of Object
final class Lanes {
  static final MemorySegment ALL = NativeMemory.ALL;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  /** What reductions keep their states in. */
  static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

  static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

  private Lanes() {}

  static Class<?> carrier(DType dtype) {
    return switch (dtype) {
      case BOOL, INT8, UINT8 -> byte.class;
      case INT16, UINT16 -> short.class;
      case INT32, UINT32 -> int.class;
      case INT64, UINT64 -> long.class;
      case FLOAT32 -> float.class;
      case FLOAT64 -> double.class;
    };
  }

  /** The species of a dtype in the machine's widest useful vectors. */
  static VectorSpecies<Object> preferred(DType dtype) {
    return (VectorSpecies<Object>) VectorSpecies.ofPreferred(carrier(dtype));
  }

  /** The species of a dtype with a number of lanes, or null if no vector is that narrow or wide. */
  static @Nullable VectorSpecies<Object> withLanes(DType dtype, int lanes) {
    int bits = 8 * dtype.bytes() * lanes;
    if (bits < 64 || bits > VectorShape.preferredShape().vectorBitSize()) {
      return null;
    }
    return (VectorSpecies<Object>) VectorSpecies.of(carrier(dtype), VectorShape.forBitSize(bits));
  }

  /** The species of bool with a number of lanes, or null if no vector is that narrow. */
  static @Nullable VectorSpecies<Byte> bools(int lanes) {
    VectorSpecies<Object> s = withLanes(DType.BOOL, lanes);
    return s == null ? null : s.check(byte.class);
  }

  /** The species of integers whose lanes are as wide. */
  static VectorSpecies<Object> integral(VectorSpecies<Object> s) {
    Class<?> lane =
        switch (s.elementSize()) {
          case 8 -> byte.class;
          case 16 -> short.class;
          case 32 -> int.class;
          default -> long.class;
        };
    return (VectorSpecies<Object>) s.withLanes(lane);
  }

  /**
   * The bits of an element, extended with its highest bit as {@link VectorSpecies#broadcast} wants
   * them.
   */
  static long bitsAt(long at, long elementBytes) {
    return switch ((int) elementBytes) {
      case 1 -> NativeMemory.getByte(at);
      case 2 -> NativeMemory.getShort(at);
      case 4 -> NativeMemory.getInt(at);
      default -> NativeMemory.getLong(at);
    };
  }
}
