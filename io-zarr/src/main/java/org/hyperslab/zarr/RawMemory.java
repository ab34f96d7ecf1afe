package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Native memory by address, for the decoders of LZ77 formats. Their loops touch memory a few bytes
 * at a time at places that the data decides; through a segment, every access would check a scope
 * and two bounds. The decoders check their bounds themselves, once per literal run and match,
 * before they touch anything: <b>nothing here is checked</b>, a wrong address crashes the JVM.
 */
final class RawMemory {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @SuppressWarnings("restricted")
  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /** Runs of at least this many bytes are worth a call of memcpy. */
  private static final long LONG_RUN = 96;

  private RawMemory() {}

  static int u8(long address) {
    return ALL.get(BYTE, address) & 0xff;
  }

  static int u16(long address) {
    return ALL.get(SHORT, address) & 0xffff;
  }

  static int i32(long address) {
    return ALL.get(INT, address);
  }

  static long i64(long address) {
    return ALL.get(LONG, address);
  }

  static void putByte(long address, int value) {
    ALL.set(BYTE, address, (byte) value);
  }

  static void putShort(long address, int value) {
    ALL.set(SHORT, address, (short) value);
  }

  /**
   * Copies a run between places that do not overlap.
   *
   * @param room bytes that may be read and written from both places on; what lies behind the run
   *     may be overwritten
   */
  static void copy(long from, long to, long bytes, long room) {
    if (bytes >= LONG_RUN) {
      MemorySegment.copy(ALL, from, ALL, to, bytes);
    } else if (room >= bytes + 8) {
      for (long i = 0; i < bytes; i += 8) {
        ALL.set(LONG, to + i, ALL.get(LONG, from + i));
      }
    } else {
      for (long i = 0; i < bytes; i++) {
        ALL.set(BYTE, to + i, ALL.get(BYTE, from + i));
      }
    }
  }

  /**
   * Repeats what lies {@code distance} bytes before {@code to}, as LZ77 does: where the run is
   * longer than the distance, what was just written is read again.
   *
   * @param room bytes that may be written from {@code to} on; what lies behind the run may be
   *     overwritten
   */
  static void repeat(long to, long distance, long bytes, long room) {
    long from = to - distance;
    if (bytes < LONG_RUN && room >= bytes + 8 && distance >= 8) {
      for (long i = 0; i < bytes; i += 8) {
        ALL.set(LONG, to + i, ALL.get(LONG, from + i));
      }
      return;
    }
    if (bytes < LONG_RUN) {
      for (long i = 0; i < bytes; i++) {
        ALL.set(BYTE, to + i, ALL.get(BYTE, from + i));
      }
      return;
    }
    // The period stays a multiple of the distance, so it may double with every copy.
    long done = 0;
    while (done < distance && distance < 32 && done < bytes) {
      ALL.set(BYTE, to + done, ALL.get(BYTE, from + done));
      done++;
    }
    while (done < bytes) {
      long run = Math.min(distance + done, bytes - done);
      long period = done == 0 ? distance : (distance + done) / distance * distance;
      run = Math.min(run, period);
      MemorySegment.copy(ALL, to + done - period, ALL, to + done, run);
      done += run;
    }
  }
}
