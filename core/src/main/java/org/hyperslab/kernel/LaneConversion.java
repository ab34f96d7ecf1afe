package org.hyperslab.kernel;

import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * How vectors of one dtype become vectors of another: two conversions, the second of which may be
 * nothing. All three species have as many lanes as the widest of them has in the widest vector.
 */
@SuppressWarnings("unchecked") // conversions between any lane types, seen as ones of Object
record LaneConversion(
    VectorSpecies<Object> in,
    VectorOperators.Conversion<Object, Object> first,
    VectorSpecies<Object> between,
    VectorOperators.Conversion<Object, Object> second,
    VectorSpecies<Object> out) {
  /**
   * Whether int64 to float64 and back is one instruction; elsewhere it is slower than plain Java.
   */
  private static final boolean LONG_CONVERSIONS =
      VectorShape.preferredShape() == VectorShape.S_512_BIT;

  /**
   * A conversion between types that are not bool, which gives what {@link ScalarKernels} gives.
   * Null if a vector would be too short, or an instruction is missing, so that plain Java should do
   * it.
   */
  static @Nullable LaneConversion of(DType from, DType to) {
    DType between = between(from, to);
    if (between == null || (isLong(between) && !longsAreFast(from, to))) {
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
    return new LaneConversion(in, step(from, between), mid, step(between, to), out);
  }

  private static boolean isLong(DType dtype) {
    return dtype.bytes() == 8 && !dtype.isFloat();
  }

  private static boolean longsAreFast(DType from, DType to) {
    return LONG_CONVERSIONS || !(from.isFloat() || to.isFloat());
  }

  /**
   * The type in between: unsigned integers are extended before they become floats, floats become
   * int64 before they become anything narrower. Null if there is no such way.
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
      case INT64 -> from;
      default -> to;
    };
  }

  private static VectorOperators.Conversion<Object, Object> step(DType from, DType to) {
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
