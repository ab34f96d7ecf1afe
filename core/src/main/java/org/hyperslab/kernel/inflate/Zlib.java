package org.hyperslab.kernel.inflate;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes zlib streams (RFC 1950). The JDK's {@link Inflater} does it until the JIT has compiled
 * the loops here, which uncompiled are some fifty times slower; every now and then they get the
 * begin of a stream, and how long they take tells when they are ready. Thread-safe.
 */
public final class Zlib {
  private static final int HEADER_BYTES = 2;
  private static final int CHECKSUM_BYTES = 4;
  private static final ValueLayout.OfInt BIG_ENDIAN_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Decoders that wait for their next use; each has 20 KiB of tables. */
  private static final ArrayBlockingQueue<Inflate> IDLE = new ArrayBlockingQueue<>(64);

  private static final Readiness READINESS = new Readiness();

  private Zlib() {}

  /**
   * Decodes one stream; what lies behind it is not looked at.
   *
   * @param encoded native memory
   * @param into native memory that does not overlap; undefined behind what is written, and all of
   *     it after an exception
   * @return bytes written
   * @throws DataFormatException if the stream is malformed, ends early, is longer than {@code into}
   *     or has the wrong checksum
   */
  public static long inflate(MemorySegment encoded, MemorySegment into) throws DataFormatException {
    checkHeader(encoded);
    Inflate inflate = IDLE.poll();
    if (inflate == null) {
      inflate = new Inflate();
    }
    try {
      return READINESS.isReady(inflate, encoded, into)
          ? decode(inflate, encoded, into)
          : decodeWithJdk(encoded, into);
    } finally {
      IDLE.offer(inflate);
    }
  }

  private static void checkHeader(MemorySegment encoded) throws DataFormatException {
    if (encoded.byteSize() < HEADER_BYTES) {
      throw new DataFormatException("stream ends early");
    }
    int method = encoded.get(ValueLayout.JAVA_BYTE, 0) & 0xff;
    int flags = encoded.get(ValueLayout.JAVA_BYTE, 1) & 0xff;
    if ((method & 15) != 8 || method >> 4 > 7 || (method << 8 | flags) % 31 != 0) {
      throw new DataFormatException("incorrect header");
    }
    if ((flags & 0x20) != 0) {
      throw new DataFormatException("preset dictionary");
    }
  }

  static long decode(Inflate inflate, MemorySegment encoded, MemorySegment into)
      throws DataFormatException {
    Inflate.Result result =
        inflate.run(
            encoded.address() + HEADER_BYTES,
            encoded.byteSize() - HEADER_BYTES,
            into.address(),
            into.byteSize(),
            Long.MAX_VALUE);
    switch (result) {
      case DONE -> {}
      case ENDS_EARLY -> throw new DataFormatException("stream ends early");
      case EXCEEDS -> throw new DataFormatException("content exceeds the expected size");
      case MALFORMED, STOPPED -> throw new DataFormatException("invalid stream");
    }
    long written = inflate.outputEnd() - into.address();
    long end = inflate.inputEnd() - encoded.address();
    if (encoded.byteSize() - end < CHECKSUM_BYTES) {
      throw new DataFormatException("stream ends early");
    }
    if (encoded.get(BIG_ENDIAN_INT, end) != adler(into.asSlice(0, written))) {
      throw new DataFormatException("incorrect data check");
    }
    return written;
  }

  private static int adler(MemorySegment data) {
    Adler32 adler = new Adler32();
    long piece = 1 << 30;
    for (long at = 0; at < data.byteSize(); at += piece) {
      adler.update(data.asSlice(at, Math.min(piece, data.byteSize() - at)).asByteBuffer());
    }
    return (int) adler.getValue();
  }

  static long decodeWithJdk(MemorySegment encoded, MemorySegment into) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      long most = 1 << 30;
      long given = 0;
      byte[] beyond = new byte[1];
      while (!inflater.finished()) {
        if (inflater.needsInput()) {
          if (given == encoded.byteSize()) {
            throw new DataFormatException("stream ends early");
          }
          long n = Math.min(most, encoded.byteSize() - given);
          inflater.setInput(encoded.asSlice(given, n).asByteBuffer());
          given += n;
        }
        long done = inflater.getBytesWritten();
        long room = Math.min(most, into.byteSize() - done);
        if (room > 0) {
          inflater.inflate(into.asSlice(done, room).asByteBuffer());
        } else if (inflater.inflate(beyond) > 0) {
          throw new DataFormatException("content exceeds the expected size");
        }
      }
      return inflater.getBytesWritten();
    } finally {
      inflater.end();
    }
  }

  /** Whether the loops are compiled. The fields are hints that threads may see late. */
  private static final class Readiness {
    private static final long PROBE_BYTES = 64 << 10;
    private static final long LEAST_BYTES = 4 << 10;

    /** Compiled, a byte takes one or two nanoseconds; zlib takes two or three. */
    private static final long NANOS_PER_BYTE = 3;

    private static final long CALL_NANOS = 20_000;

    /** How many times longer than a probe the JDK's inflater works before the next one. */
    private static final long REST = 4;

    private boolean ready;
    private long nextProbe = System.nanoTime();

    boolean isReady(Inflate inflate, MemorySegment encoded, MemorySegment into) {
      if (ready || into.byteSize() < LEAST_BYTES) {
        return true;
      }
      long start = System.nanoTime();
      if (start < nextProbe) {
        return false;
      }
      inflate.run(
          encoded.address() + HEADER_BYTES,
          encoded.byteSize() - HEADER_BYTES,
          into.address(),
          into.byteSize(),
          PROBE_BYTES);
      long nanos = System.nanoTime() - start;
      long bytes = inflate.outputEnd() - into.address();
      ready = bytes >= LEAST_BYTES && nanos < bytes * NANOS_PER_BYTE + CALL_NANOS;
      nextProbe = System.nanoTime() + REST * nanos;
      return ready;
    }
  }
}
