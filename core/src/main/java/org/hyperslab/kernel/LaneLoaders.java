package org.hyperslab.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Loads elements of any dtype as vectors of the 64-bit numbers that reductions keep. Null where a
 * machine's vectors are too short or lack the conversion, so that plain Java reduces. Every loader
 * names its species as a constant and shares no code with another, for the reason given in {@link
 * Lanes}.
 */
final class LaneLoaders {
  static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
  static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  static final int LANES = DOUBLES.length();

  /** Loads as float64. */
  @FunctionalInterface
  interface Doubles {
    DoubleVector load(long at);
  }

  /** Loads as int64. */
  @FunctionalInterface
  interface Longs {
    LongVector load(long at);
  }

  private LaneLoaders() {}

  static @Nullable Doubles doubles(DType dtype) {
    return Lanes.withLanes(dtype, LANES) == null
        ? null
        : switch (dtype) {
          case FLOAT64 -> at -> DoubleVector.fromMemorySegment(DOUBLES, Lanes.ALL, at, Lanes.ORDER);
          case FLOAT32 -> FourBytes::float32;
          case INT32 -> FourBytes::int32;
          case INT16 -> TwoBytes::int16;
          case UINT16 -> TwoBytes::uint16;
          case INT8 -> OneByte::int8;
          case UINT8, BOOL -> OneByte::uint8;
          case UINT32, INT64, UINT64 -> null;
        };
  }

  static @Nullable Longs longs(DType dtype) {
    return Lanes.withLanes(dtype, LANES) == null
        ? null
        : switch (dtype) {
          case INT64, UINT64 ->
              at -> LongVector.fromMemorySegment(LONGS, Lanes.ALL, at, Lanes.ORDER);
          case INT32 -> FourBytes::int32AsLongs;
          case UINT32 -> FourBytes::uint32AsLongs;
          case INT16 -> TwoBytes::int16AsLongs;
          case UINT16 -> TwoBytes::uint16AsLongs;
          case INT8 -> OneByte::int8AsLongs;
          case UINT8, BOOL -> OneByte::uint8AsLongs;
          case FLOAT32, FLOAT64 -> null;
        };
  }

  private static VectorShape shape(int elementBytes) {
    return VectorShape.forBitSize(8 * elementBytes * LANES);
  }

  /** Apart, as the ones below, because there need not be such a species. */
  private static final class FourBytes {
    static final VectorSpecies<Float> FLOATS = VectorSpecies.of(float.class, shape(4));
    static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, shape(4));

    static DoubleVector float32(long at) {
      return (DoubleVector)
          FloatVector.fromMemorySegment(FLOATS, Lanes.ALL, at, Lanes.ORDER)
              .convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    static IntVector ints(long at) {
      return IntVector.fromMemorySegment(INTS, Lanes.ALL, at, Lanes.ORDER);
    }

    static DoubleVector int32(long at) {
      return (DoubleVector) ints(at).convertShape(VectorOperators.I2D, DOUBLES, 0);
    }

    static LongVector int32AsLongs(long at) {
      return (LongVector) ints(at).convertShape(VectorOperators.I2L, LONGS, 0);
    }

    static LongVector uint32AsLongs(long at) {
      return (LongVector) ints(at).convertShape(VectorOperators.ZERO_EXTEND_I2L, LONGS, 0);
    }
  }

  private static final class TwoBytes {
    static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, shape(2));

    static ShortVector shorts(long at) {
      return ShortVector.fromMemorySegment(SHORTS, Lanes.ALL, at, Lanes.ORDER);
    }

    static DoubleVector int16(long at) {
      return (DoubleVector)
          shorts(at)
              .convertShape(VectorOperators.S2I, FourBytes.INTS, 0)
              .convertShape(VectorOperators.I2D, DOUBLES, 0);
    }

    static DoubleVector uint16(long at) {
      return (DoubleVector)
          shorts(at)
              .convertShape(VectorOperators.ZERO_EXTEND_S2I, FourBytes.INTS, 0)
              .convertShape(VectorOperators.I2D, DOUBLES, 0);
    }

    static LongVector int16AsLongs(long at) {
      return (LongVector) shorts(at).convertShape(VectorOperators.S2L, LONGS, 0);
    }

    static LongVector uint16AsLongs(long at) {
      return (LongVector) shorts(at).convertShape(VectorOperators.ZERO_EXTEND_S2L, LONGS, 0);
    }
  }

  private static final class OneByte {
    static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class, shape(1));

    static ByteVector bytes(long at) {
      return ByteVector.fromMemorySegment(BYTES, Lanes.ALL, at, Lanes.ORDER);
    }

    static DoubleVector int8(long at) {
      return (DoubleVector)
          bytes(at)
              .convertShape(VectorOperators.B2I, FourBytes.INTS, 0)
              .convertShape(VectorOperators.I2D, DOUBLES, 0);
    }

    static DoubleVector uint8(long at) {
      return (DoubleVector)
          bytes(at)
              .convertShape(VectorOperators.ZERO_EXTEND_B2I, FourBytes.INTS, 0)
              .convertShape(VectorOperators.I2D, DOUBLES, 0);
    }

    static LongVector int8AsLongs(long at) {
      return (LongVector) bytes(at).convertShape(VectorOperators.B2L, LONGS, 0);
    }

    static LongVector uint8AsLongs(long at) {
      return (LongVector) bytes(at).convertShape(VectorOperators.ZERO_EXTEND_B2L, LONGS, 0);
    }
  }
}
