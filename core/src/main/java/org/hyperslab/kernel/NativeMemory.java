package org.hyperslab.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The address space as one segment, and loads and stores on it.
 *
 * <p>Kernels get machine addresses, not segments, because every kind of segment (heap, arena,
 * mapped) that reaches a loop adds a type check and a liveness check there, and a loop that has met
 * three kinds is compiled for none of them. The price: nothing here is checked. An address outside
 * the caller's memory corrupts or kills the JVM, and so does memory that is freed while a kernel
 * runs. Only {@code exec} and the blocks it leases may stand behind an address.
 */
public final class NativeMemory {
  /** Addresses are offsets into this. */
  public static final MemorySegment ALL = everything();

  private NativeMemory() {}

  @SuppressWarnings("restricted")
  private static MemorySegment everything() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  public static byte getByte(long at) {
    return ALL.get(ValueLayout.JAVA_BYTE, at);
  }

  public static short getShort(long at) {
    return ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, at);
  }

  public static int getInt(long at) {
    return ALL.get(ValueLayout.JAVA_INT_UNALIGNED, at);
  }

  public static long getLong(long at) {
    return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
  }

  public static float getFloat(long at) {
    return ALL.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
  }

  public static double getDouble(long at) {
    return ALL.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, at);
  }

  public static void putByte(long at, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, at, value);
  }

  public static void putShort(long at, short value) {
    ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, at, value);
  }

  public static void putInt(long at, int value) {
    ALL.set(ValueLayout.JAVA_INT_UNALIGNED, at, value);
  }

  public static void putLong(long at, long value) {
    ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
  }

  public static void putFloat(long at, float value) {
    ALL.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, value);
  }

  public static void putDouble(long at, double value) {
    ALL.set(ValueLayout.JAVA_DOUBLE_UNALIGNED, at, value);
  }
}
