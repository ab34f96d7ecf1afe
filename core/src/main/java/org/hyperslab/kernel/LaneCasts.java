package org.hyperslab.kernel;

import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Conversions of vectors. Operand and result have as many lanes as the wider of them (or what is
 * between them) has in the widest vector; where the narrower one is then too narrow for a vector,
 * plain Java converts.
 */
@SuppressWarnings("unchecked") // conversions between any lane types, seen as ones of Object
final class LaneCasts {
  /**
   * Whether int64 to float64 and back is one instruction; elsewhere it is slower than plain Java.
   */
  private static final boolean LONG_CONVERSIONS =
      VectorShape.preferredShape() == VectorShape.S_512_BIT;

  private LaneCasts() {}

  /** A conversion between different types that are not bool, or null if plain Java should do it. */
  static VectorCast.@Nullable Spec of(DType from, DType to, UnaryKernel small) {
    DType between = between(from, to);
    if (between == null
        || (between.bytes() == 8 && !between.isFloat() && !longsAreFast(from, to))) {
      return null;
    }
    int widest = Math.max(between.bytes(), Math.max(from.bytes(), to.bytes()));
    int lanes = VectorShape.preferredShape().vectorBitSize() / (8 * widest);
    VectorSpecies<Object> in = Lanes.withLanes(from, lanes);
    VectorSpecies<Object> mid = Lanes.withLanes(between, lanes);
    VectorSpecies<Object> out = Lanes.withLanes(to, lanes);
    if (in == null || mid == null || out == null) {
      return null;
    }
    VectorOperators.Conversion<Object, Object> second =
        between == to ? null : conversion(between, to);
    return new VectorCast.Spec(in, conversion(from, between), mid, second, out, small);
  }

  private static boolean longsAreFast(DType from, DType to) {
    return LONG_CONVERSIONS || !(from.isFloat() || to.isFloat());
  }

  /**
   * The type that a conversion goes through: unsigned integers are extended first, floats become
   * int64 first, as in {@link ScalarKernels}. Null if there is no such way.
   */
  private static @Nullable DType between(DType from, DType to) {
    if (from.isFloat() && !to.isFloat()) {
      return to == DType.UINT64 ? null : DType.INT64;
    }
    if (from.isFloat() || !to.isFloat()) {
      return to;
    }
    return switch (from) {
      case UINT8, UINT16 -> DType.INT32;
      case UINT32 -> DType.INT64;
      case UINT64 -> null;
      default -> to;
    };
  }

  private static VectorOperators.Conversion<Object, Object> conversion(DType from, DType to) {
    VectorOperators.Conversion<?, ?> extension = extension(from, to);
    return (VectorOperators.Conversion<Object, Object>)
        (extension != null
            ? extension
            : VectorOperators.Conversion.ofCast(Lanes.carrier(from), Lanes.carrier(to)));
  }

  /** What extends an unsigned integer, or null if nothing is to be extended without its sign. */
  private static VectorOperators.@Nullable Conversion<?, ?> extension(DType from, DType to) {
    if (from.kind() != DType.Kind.UNSIGNED || to.bytes() <= from.bytes() || to.isFloat()) {
      return null;
    }
    return switch (from.bytes() * 10 + to.bytes()) {
      case 12 -> VectorOperators.ZERO_EXTEND_B2S;
      case 14 -> VectorOperators.ZERO_EXTEND_B2I;
      case 18 -> VectorOperators.ZERO_EXTEND_B2L;
      case 24 -> VectorOperators.ZERO_EXTEND_S2I;
      case 28 -> VectorOperators.ZERO_EXTEND_S2L;
      default -> VectorOperators.ZERO_EXTEND_I2L;
    };
  }
}
