package org.hyperslab.zarr;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.hyperslab.codec.Windows;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/** Inflates a deflated member of a zip file from its begin on, a piece at a time. */
final class InflatedMember implements AutoCloseable {
  private static final int INPUT_BYTES = 1 << 16;

  private final ByteReader reader;
  private final Arena arena = Arena.ofConfined();
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer input = arena.allocate(INPUT_BYTES).asByteBuffer().limit(0);
  private long from;
  private long left;

  /**
   * @param offset where the member's deflated bytes begin
   * @param storedBytes how many they are
   */
  InflatedMember(ByteReader reader, long offset, long storedBytes) {
    this.reader = reader;
    this.from = offset;
    this.left = storedBytes;
    inflater.setInput(input);
  }

  /** Fills a segment with the next bytes. */
  void fill(MemorySegment into) throws IOException {
    for (long done = 0; done < into.byteSize(); ) {
      int n = inflate(Windows.from(into, done));
      if (n == 0) {
        throw new FormatException("member inflates to less: bytes=" + inflater.getBytesWritten());
      }
      done += n;
    }
  }

  /** Passes over the next bytes. */
  void skip(long bytes) throws IOException {
    try (Arena rest = Arena.ofConfined()) {
      MemorySegment sink = rest.allocate(Math.min(bytes, INPUT_BYTES));
      for (long done = 0; done < bytes; ) {
        long n = Math.min(bytes - done, sink.byteSize());
        fill(sink.asSlice(0, n));
        done += n;
      }
    }
  }

  /** Checks that there is nothing more. */
  void end() throws IOException {
    if (inflate(ByteBuffer.allocate(1)) > 0 || left > 0 || input.hasRemaining()) {
      throw new FormatException(
          "member inflates to more: bytes>" + (inflater.getBytesWritten() - 1));
    }
  }

  /** How far the member is inflated. */
  long position() {
    return inflater.getBytesWritten();
  }

  /** 0 at the end. */
  private int inflate(ByteBuffer into) throws IOException {
    try {
      while (!inflater.finished()) {
        int n = inflater.inflate(into);
        if (n > 0) {
          return n;
        }
        if (inflater.needsDictionary() || (inflater.needsInput() && !more())) {
          return 0;
        }
      }
      return 0;
    } catch (DataFormatException e) {
      throw new FormatException("malformed deflated member: " + e.getMessage(), e);
    }
  }

  private boolean more() throws IOException {
    if (left == 0) {
      return false;
    }
    input.clear().limit((int) Math.min(INPUT_BYTES, left));
    try {
      reader.read(from, MemorySegment.ofBuffer(input));
    } catch (EOFException e) {
      throw new FormatException("file ends early: bytes=" + from, e);
    }
    from += input.remaining();
    left -= input.remaining();
    inflater.setInput(input);
    return true;
  }

  @Override
  public void close() {
    inflater.close();
    arena.close();
  }
}
