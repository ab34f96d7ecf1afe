package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** The fletcher32 filter: the data, then its checksum in four bytes. */
public final class Fletcher32 {
  private static final int CHECKSUM_BYTES = 4;

  /** As many words may be added before the sums have to be folded. */
  private static final int WORDS_PER_FOLD = 360;

  private static final ValueLayout.OfShort WORD =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Fletcher32() {}

  /** Copies the data if its checksum is right. */
  static long verify(MemorySegment encoded, MemorySegment into) throws FilterException {
    long bytes = encoded.byteSize() - CHECKSUM_BYTES;
    if (bytes < 0 || bytes > into.byteSize()) {
      throw new FilterException("fletcher32: impossible size: bytes=" + encoded.byteSize());
    }
    int stored = encoded.get(INT, bytes);
    int computed = checksum(encoded.asSlice(0, bytes));
    // HDF5 before 1.6.3 wrote the bytes of both halves the wrong way round on some machines.
    int swapped =
        (Short.reverseBytes((short) computed) & 0xffff)
            | Short.reverseBytes((short) (computed >>> 16)) << 16;
    if (stored != computed && stored != swapped) {
      throw new FilterException(
          "fletcher32: checksum does not match: stored=%08x, computed=%08x"
              .formatted(stored, computed));
    }
    MemorySegment.copy(encoded, 0, into, 0, bytes);
    return bytes;
  }

  /**
   * The sums of big-endian words of 16 bits modulo 65535; a last byte alone is a word's high one.
   */
  public static int checksum(MemorySegment data) {
    long words = data.byteSize() / 2;
    long at = 0;
    int low = 0;
    int high = 0;
    while (words > 0) {
      int run = (int) Math.min(words, WORDS_PER_FOLD);
      words -= run;
      for (int i = 0; i < run; i++) {
        low += data.get(WORD, at) & 0xffff;
        high += low;
        at += 2;
      }
      low = (low & 0xffff) + (low >>> 16);
      high = (high & 0xffff) + (high >>> 16);
    }
    if (at < data.byteSize()) {
      low += (data.get(ValueLayout.JAVA_BYTE, at) & 0xff) << 8;
      high += low;
      low = (low & 0xffff) + (low >>> 16);
      high = (high & 0xffff) + (high >>> 16);
    }
    low = (low & 0xffff) + (low >>> 16);
    high = (high & 0xffff) + (high >>> 16);
    return high << 16 | low;
  }
}
