package org.hyperslab.netcdf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Between elements as a file has them and as this machine does. */
final class ByteOrders {
  private ByteOrders() {}

  /** Copies big-endian elements to this machine's order, or back; in place if both are the same. */
  static void copyBigEndian(MemorySegment from, MemorySegment into, int elementBytes) {
    if (elementBytes == 1 || ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN) {
      if (from.address() != into.address()) {
        into.copyFrom(from);
      }
      return;
    }
    long bytes = from.byteSize();
    switch (elementBytes) {
      case 2 -> {
        ValueLayout.OfShort v = ValueLayout.JAVA_SHORT_UNALIGNED;
        for (long i = 0; i < bytes; i += 2) {
          into.set(v, i, Short.reverseBytes(from.get(v, i)));
        }
      }
      case 4 -> {
        ValueLayout.OfInt v = ValueLayout.JAVA_INT_UNALIGNED;
        for (long i = 0; i < bytes; i += 4) {
          into.set(v, i, Integer.reverseBytes(from.get(v, i)));
        }
      }
      default -> {
        ValueLayout.OfLong v = ValueLayout.JAVA_LONG_UNALIGNED;
        for (long i = 0; i < bytes; i += 8) {
          into.set(v, i, Long.reverseBytes(from.get(v, i)));
        }
      }
    }
  }
}
