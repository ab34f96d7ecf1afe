package org.hyperslab.codec;

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

  /**
   * The least multiple of a short distance that a copy of 8 bytes may look back; the 8 bytes before
   * it are filled.
   */
  private static final long[] PERIOD = {0, 8, 8, 9, 8, 10, 12, 14};

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

  /** Copies 16 bytes; the places may overlap if they are at least 8 bytes apart. */
  static void copy16(long from, long to) {
    ALL.set(LONG, to, ALL.get(LONG, from));
    ALL.set(LONG, to + 8, ALL.get(LONG, from + 8));
  }

  /** Copies 32 bytes between places that do not overlap. */
  static void copy32(long from, long to) {
    long a = ALL.get(LONG, from);
    long b = ALL.get(LONG, from + 8);
    long c = ALL.get(LONG, from + 16);
    long d = ALL.get(LONG, from + 24);
    ALL.set(LONG, to, a);
    ALL.set(LONG, to + 8, b);
    ALL.set(LONG, to + 16, c);
    ALL.set(LONG, to + 24, d);
  }

  /** Copies 8 bytes. */
  static void copy8(long from, long to) {
    ALL.set(LONG, to, ALL.get(LONG, from));
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
    } else if (room >= bytes + 16) {
      for (long i = 0; i < bytes; i += 16) {
        copy16(from + i, to + i);
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
    if (bytes >= LONG_RUN) {
      repeatLong(to, distance, bytes);
    } else if (room >= bytes + 16 && distance >= 8) {
      for (long i = 0; i < bytes; i += 16) {
        copy16(to - distance + i, to + i);
      }
    } else if (room >= bytes + 16) {
      // Seven bytes or less repeat: write the first eight, then double what lies behind.
      long from = to - distance;
      for (long i = 0; i < 8; i++) {
        ALL.set(BYTE, to + i, ALL.get(BYTE, from + i));
      }
      long period = PERIOD[(int) distance];
      for (long i = 8; i < bytes; i += 8) {
        copy8(to + i - period, to + i);
      }
    } else {
      for (long i = 0; i < bytes; i++) {
        ALL.set(BYTE, to + i, ALL.get(BYTE, to - distance + i));
      }
    }
  }

  private static void repeatLong(long to, long distance, long bytes) {
    long from = to - distance;
    long done = 0;
    while (distance < 32 && done < distance) {
      ALL.set(BYTE, to + done, ALL.get(BYTE, from + done));
      done++;
    }
    // The period stays a multiple of the distance and doubles with every copy, which never
    // overlaps.
    while (done < bytes) {
      long period = (distance + done) / distance * distance;
      long run = Math.min(period, bytes - done);
      MemorySegment.copy(ALL, to + done - period, ALL, to + done, run);
      done += run;
    }
  }
}
