package org.hyperslab.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Arrays of the calling thread, into which loops without SIMD copy pieces of native memory.
 *
 * <p>Until it is compiled, and in code of the JIT's first tier for as long as that runs, an access
 * to native memory is a tree of a dozen calls; one to an array is an instruction. A command that
 * runs for a few seconds would spend most of them there. Compiled, such loops are about as fast as
 * those on native memory, since what they copy lies in L1.
 */
final class Staging {
  /** What each array holds; longer runs are done piece by piece. */
  static final int ELEMENTS = 2048;

  private static final ThreadLocal<Staging> OWN = ThreadLocal.withInitial(Staging::new);

  /** Elements as float64. */
  final double[] x = new double[ELEMENTS];

  /** The fields of states. */
  final double[][] states = new double[3][ELEMENTS];

  /** The fields of states that are combined with others. */
  final double[][] others = new double[3][ELEMENTS];

  final float[] floats = new float[ELEMENTS];
  private final byte[] bytes = new byte[ELEMENTS];
  private final short[] shorts = new short[ELEMENTS];
  private final int[] ints = new int[ELEMENTS];
  private final long[] longs = new long[ELEMENTS];

  private Staging() {}

  /** The calling thread's. */
  static Staging own() {
    return OWN.get();
  }

  /** Copies {@code n} float64 numbers from memory. */
  static void load(double[] into, long src, int n) {
    MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, src, into, 0, n);
  }

  /** Copies {@code n} float64 numbers to memory. */
  static void store(double[] from, long dst, int n) {
    MemorySegment.copy(from, 0, NativeMemory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, dst, n);
  }

  /** Copies {@code n} float32 numbers to memory. */
  static void store(float[] from, long dst, int n) {
    MemorySegment.copy(from, 0, NativeMemory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, dst, n);
  }

  /** Stores {@code x} as elements of a float type. */
  void store(Element element, long dst, int n) {
    if (element.bytes() == 8) {
      store(x, dst, n);
    } else {
      narrow(x, floats, n);
      store(floats, dst, n);
    }
  }

  /** Loads elements of any type into {@code x}, as {@link Element#loadAsDouble} does. */
  void load(Element element, long src, int n) {
    if (element.floating()) {
      if (element.bytes() == 8) {
        load(x, src, n);
      } else {
        MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, src, floats, 0, n);
        widen(floats, x, n);
      }
      return;
    }
    switch (element.bytes()) {
      case 1 -> {
        MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_BYTE, src, bytes, 0, n);
        widen(bytes, element.signed() ? -1 : 0xff, x, n);
      }
      case 2 -> {
        MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_SHORT_UNALIGNED, src, shorts, 0, n);
        widen(shorts, element.signed() ? -1 : 0xffff, x, n);
      }
      case 4 -> {
        MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_INT_UNALIGNED, src, ints, 0, n);
        widen(ints, element.signed(), x, n);
      }
      default -> {
        MemorySegment.copy(NativeMemory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, src, longs, 0, n);
        widen(longs, element.signed(), x, n);
      }
    }
  }

  private static void narrow(double[] from, float[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = (float) from[i];
    }
  }

  private static void widen(float[] from, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = from[i];
    }
  }

  private static void widen(byte[] from, int mask, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = from[i] & mask;
    }
  }

  private static void widen(short[] from, int mask, double[] into, int n) {
    for (int i = 0; i < n; i++) {
      into[i] = from[i] & mask;
    }
  }

  private static void widen(int[] from, boolean signed, double[] into, int n) {
    if (signed) {
      for (int i = 0; i < n; i++) {
        into[i] = from[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        into[i] = from[i] & 0xffff_ffffL;
      }
    }
  }

  private static void widen(long[] from, boolean signed, double[] into, int n) {
    if (signed) {
      for (int i = 0; i < n; i++) {
        into[i] = from[i];
      }
    } else {
      for (int i = 0; i < n; i++) {
        into[i] = FloatMath.fromUnsigned(from[i]);
      }
    }
  }
}
