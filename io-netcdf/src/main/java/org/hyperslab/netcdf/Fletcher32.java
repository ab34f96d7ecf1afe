package org.hyperslab.netcdf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** HDF5's checksum of chunks: Fletcher's sums of big-endian 16-bit words, modulo 65535. */
final class Fletcher32 {
  /** So many words can be added before sums of 32 bits overflow. */
  private static final long WORDS_PER_FOLD = 360;

  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private Fletcher32() {}

  static int of(MemorySegment bytes) {
    long first = 0;
    long second = 0;
    long words = bytes.byteSize() / 2;
    for (long w = 0; w < words; ) {
      for (long end = Math.min(words, w + WORDS_PER_FOLD); w < end; w++) {
        first += bytes.get(WORD, 2 * w) & 0xffff;
        second += first;
      }
      first = fold(first);
      second = fold(second);
    }
    if (bytes.byteSize() % 2 != 0) {
      first += (bytes.get(ValueLayout.JAVA_BYTE, bytes.byteSize() - 1) & 0xffL) << 8;
      second += first;
      first = fold(first);
      second = fold(second);
    }
    return (int) (fold(second) << 16 | fold(first));
  }

  private static long fold(long sum) {
    return (sum & 0xffff) + (sum >>> 16);
  }
}
