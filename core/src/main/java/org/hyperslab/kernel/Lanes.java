package org.hyperslab.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
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
 * <p>Elementwise loops have one shape. The last vector of a tile is computed first and stored last:
 * it overlaps the one before it, so that ragged tiles need no other loop, and because its operands
 * were read before anything was written a tile can be computed in place. Tiles of less than a
 * vector go to plain Java, which gives the same bits. Bodies are not unrolled by hand: that
 * measured the same.
 *
 * <p>A vector is kept in a register only while everything between its load and its store is
 * inlined, and the JIT does not inline what it has already compiled to much code on its own
 * (message "already compiled into a big method", limit InlineSmallCode). So every method on the way
 * is either the Vector API's own, or a method of the template: of these, each copy has its own, in
 * which species and operators are constants, so that it stays small. A helper that several copies
 * share and that takes a species or an operator as an argument does not, nor does a lambda that
 * captures one; loops that call them are sixty times slower, now and then.
 */
@SuppressWarnings("unchecked") // a species of any lane type, seen as one of Object
final class Lanes {
  static final MemorySegment ALL = NativeMemory.ALL;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

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
  static long bitsAt(long at, int elementBytes) {
    return switch (elementBytes) {
      case 1 -> NativeMemory.getByte(at);
      case 2 -> NativeMemory.getShort(at);
      case 4 -> NativeMemory.getInt(at);
      default -> NativeMemory.getLong(at);
    };
  }
}
