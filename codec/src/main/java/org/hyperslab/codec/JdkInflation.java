package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Runs the JDK's inflater, which sees segments of more than a buffer's size window by window. */
final class JdkInflation implements Inflation {
  private static final int MOST_IDLE = 64;

  /** Inflaters that wait for their next use; a new one costs more than a small chunk. */
  private final BlockingQueue<Inflater> idlePlain = new ArrayBlockingQueue<>(MOST_IDLE);

  private final BlockingQueue<Inflater> idleZlib = new ArrayBlockingQueue<>(MOST_IDLE);

  @Override
  public Extent inflate(Wrapping wrapping, MemorySegment encoded, MemorySegment into)
      throws CodecException {
    checkNative(encoded, into);
    BlockingQueue<Inflater> waiting = wrapping == Wrapping.ZLIB ? idleZlib : idlePlain;
    Inflater idler = waiting.poll();
    Inflater inflater = idler == null ? new Inflater(wrapping == Wrapping.NONE) : idler;
    try {
      inflate(inflater, encoded, into);
      return new Extent(inflater.getBytesRead(), inflater.getBytesWritten());
    } catch (DataFormatException e) {
      throw new CodecException("deflate: " + e.getMessage(), inflater.getBytesRead());
    } finally {
      inflater.reset();
      if (!waiting.offer(inflater)) {
        inflater.end();
      }
    }
  }

  private static void inflate(Inflater inflater, MemorySegment encoded, MemorySegment into)
      throws DataFormatException, CodecException {
    ByteBuffer out = Windows.from(into, 0);
    byte[] beyond = new byte[1];
    long given = 0;
    while (!inflater.finished()) {
      if (inflater.needsInput()) {
        if (given == encoded.byteSize()) {
          throw new CodecException(
              "deflate: stream ends early: bytes=" + inflater.getBytesWritten(), given);
        }
        ByteBuffer in = Windows.from(encoded, given);
        given += in.remaining();
        inflater.setInput(in);
      }
      if (!out.hasRemaining() && inflater.getBytesWritten() < into.byteSize()) {
        out = Windows.from(into, inflater.getBytesWritten());
      }
      // The stream's end may need no more room, but one more call.
      int n = out.hasRemaining() ? inflater.inflate(out) : inflater.inflate(beyond);
      if (inflater.getBytesWritten() > into.byteSize()) {
        throw new CodecException(
            "deflate: content exceeds the expected size: bytes>" + into.byteSize(),
            inflater.getBytesRead());
      }
      if (n == 0 && inflater.needsDictionary()) {
        throw new CodecException("deflate: preset dictionary", inflater.getBytesRead());
      }
    }
  }

  static void checkNative(MemorySegment encoded, MemorySegment into) {
    if (!encoded.isNative() || !into.isNative()) {
      throw new IllegalArgumentException(
          "not native memory: encoded=%s, into=%s".formatted(encoded, into));
    }
  }
}
