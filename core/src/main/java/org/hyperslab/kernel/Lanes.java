package org.hyperslab.kernel;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of any dtype, loaded and stored at machine addresses.
 *
 * <p>Loops are written once for all lane types, over {@code Vector<Object>}. That costs nothing
 * where the species is a {@code static final} of a spun class: every call in here is then on a
 * known class, and the tests of the lane type fold away.
 */
@SuppressWarnings("unchecked") // a species of any lane type, seen as one of Object
final class Lanes {
  static final MemorySegment ALL = NativeMemory.ALL;
  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private Lanes() {}

  private static Class<?> carrier(DType dtype) {
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

  /** Loads the lanes that are set; the others are 0 and their memory isn't touched. */
  static Vector<Object> load(VectorSpecies<Object> s, long at, VectorMask<Object> set) {
    Class<?> lane = s.elementType();
    Vector<?> loaded;
    if (lane == float.class) {
      loaded =
          FloatVector.fromMemorySegment(
              (VectorSpecies<Float>) (VectorSpecies<?>) s,
              ALL,
              at,
              ORDER,
              (VectorMask<Float>) (VectorMask<?>) set);
    } else if (lane == double.class) {
      loaded =
          DoubleVector.fromMemorySegment(
              (VectorSpecies<Double>) (VectorSpecies<?>) s,
              ALL,
              at,
              ORDER,
              (VectorMask<Double>) (VectorMask<?>) set);
    } else if (lane == int.class) {
      loaded =
          IntVector.fromMemorySegment(
              (VectorSpecies<Integer>) (VectorSpecies<?>) s,
              ALL,
              at,
              ORDER,
              (VectorMask<Integer>) (VectorMask<?>) set);
    } else if (lane == long.class) {
      loaded =
          LongVector.fromMemorySegment(
              (VectorSpecies<Long>) (VectorSpecies<?>) s,
              ALL,
              at,
              ORDER,
              (VectorMask<Long>) (VectorMask<?>) set);
    } else if (lane == short.class) {
      loaded =
          ShortVector.fromMemorySegment(
              (VectorSpecies<Short>) (VectorSpecies<?>) s,
              ALL,
              at,
              ORDER,
              (VectorMask<Short>) (VectorMask<?>) set);
    } else {
      loaded =
          ByteVector.fromMemorySegment(
              (VectorSpecies<Byte>) (VectorSpecies<?>) s,
              ALL,
              at,
              ORDER,
              (VectorMask<Byte>) (VectorMask<?>) set);
    }
    return (Vector<Object>) loaded;
  }

  /** All lanes the one element at an address. */
  static Vector<Object> broadcast(VectorSpecies<Object> s, long at) {
    Class<?> lane = s.elementType();
    Vector<?> all;
    if (lane == float.class) {
      all =
          FloatVector.broadcast(
              (VectorSpecies<Float>) (VectorSpecies<?>) s, NativeMemory.getFloat(at));
    } else if (lane == double.class) {
      all =
          DoubleVector.broadcast(
              (VectorSpecies<Double>) (VectorSpecies<?>) s, NativeMemory.getDouble(at));
    } else if (lane == int.class) {
      all =
          IntVector.broadcast(
              (VectorSpecies<Integer>) (VectorSpecies<?>) s, NativeMemory.getInt(at));
    } else if (lane == long.class) {
      all =
          LongVector.broadcast(
              (VectorSpecies<Long>) (VectorSpecies<?>) s, NativeMemory.getLong(at));
    } else if (lane == short.class) {
      all =
          ShortVector.broadcast(
              (VectorSpecies<Short>) (VectorSpecies<?>) s, NativeMemory.getShort(at));
    } else {
      all =
          ByteVector.broadcast(
              (VectorSpecies<Byte>) (VectorSpecies<?>) s, NativeMemory.getByte(at));
    }
    return (Vector<Object>) all;
  }
}
