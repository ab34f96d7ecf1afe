package org.hyperslab.stencil.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorSpecies;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.NativeMemory;

/**
 * What loops with SIMD share. They are templates (see {@link org.hyperslab.kernel.Spinner}) for
 * both dtypes, and call nothing but the Vector API.
 */
@SuppressWarnings("unchecked") // a species of any lane type, seen as one of Object
final class StencilLanes {
  static final MemorySegment ALL = NativeMemory.ALL;

  /**
   * All bits of an address. A base with this mask, plus an offset that is an int and not negative,
   * is seen by the compiler to be inside of {@link #ALL}, so that it checks nothing.
   */
  static final long ADDRESS = (1L << 62) - 1;

  static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private StencilLanes() {}

  /** The machine's widest useful vectors. */
  static VectorSpecies<Object> preferred(DType dtype) {
    Class<?> lane = dtype == DType.FLOAT64 ? double.class : float.class;
    return (VectorSpecies<Object>) VectorSpecies.ofPreferred(lane);
  }

  /** Addresses so many bytes further on: of what a loop leaves to the one without SIMD. */
  static long[] moved(long[] addresses, long bytes) {
    long[] moved = addresses.clone();
    for (int i = 0; i < moved.length; i++) {
      moved[i] += bytes;
    }
    return moved;
  }

  /** A number, rounded to the lanes' type, in all lanes. */
  static Vector<Object> broadcast(VectorSpecies<Object> species, double x) {
    VectorSpecies<?> s = species;
    Vector<?> v =
        species.elementSize() == Double.SIZE
            ? DoubleVector.broadcast((VectorSpecies<Double>) s, x)
            : FloatVector.broadcast((VectorSpecies<Float>) s, (float) x);
    return (Vector<Object>) v;
  }

  /**
   * A vector of lane numbers in memory, as {@code selectFrom} wants them: {@code first}, first + 1,
   * ..., counted over two vectors one behind the other. Never freed.
   */
  static long lanes(VectorSpecies<Object> species, int first) {
    MemorySegment lanes = Arena.global().allocate(Weights.SLOT, Weights.SLOT);
    for (int i = 0; i < species.length(); i++) {
      if (species.elementSize() == Double.SIZE) {
        lanes.setAtIndex(ValueLayout.JAVA_DOUBLE, i, first + i);
      } else {
        lanes.setAtIndex(ValueLayout.JAVA_FLOAT, i, first + i);
      }
    }
    return lanes.address();
  }
}
