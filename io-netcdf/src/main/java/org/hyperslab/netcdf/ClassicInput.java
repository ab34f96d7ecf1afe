package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/**
 * Reads a classic header front to back. Every count is checked against what is left of the file
 * before anything is allocated for it. Stateful, not thread-safe.
 */
final class ClassicInput {
  /** Larger headers are refused: nobody writes them, but a damaged count may ask for them. */
  static final long MOST_HEADER_BYTES = 32L << 20;

  /** More dimensions, variables and attributes together are refused, for the same reason. */
  private static final long MOST_OBJECTS = 1 << 18;

  /** Longer names, attributes and the like are refused. */
  private static final long MOST_COUNT = 1 << 17;

  private static final int WINDOW_BYTES = 1 << 16;

  private final ByteReader reader;
  private final String file;
  private final long length;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long windowEnd;
  private long objects;
  private boolean wide;

  ClassicInput(ByteReader reader, String file) throws IOException {
    this.reader = reader;
    this.file = file;
    this.length = reader.size();
  }

  /** From now on counts and sizes have 64 bits. */
  void widen() {
    wide = true;
  }

  /** Bytes of the whole file. */
  long fileBytes() {
    return length;
  }

  /** The offset of the next byte. */
  long position() {
    return windowEnd - window.remaining();
  }

  private void need(int bytes) throws IOException {
    if (window.remaining() >= bytes) {
      return;
    }
    long at = position();
    if (at + bytes > Math.min(length, MOST_HEADER_BYTES)) {
      throw malformed(at + bytes > length ? "header ends early" : "header is too large");
    }
    window.compact();
    int kept = window.position();
    int more = (int) Math.min(window.remaining(), length - at - kept);
    reader.read(at + kept, MemorySegment.ofBuffer(window).asSlice(0, more));
    window.limit(kept + more).position(0);
    windowEnd = at + window.remaining();
  }

  int i32() throws IOException {
    need(4);
    return window.getInt();
  }

  long i64() throws IOException {
    need(8);
    return window.getLong();
  }

  /** A size or count, as wide as the version has it; what would be negative is refused. */
  long size(String what) throws IOException {
    long n = rawSize();
    if (n < 0) {
      throw malformed(what + " is out of range: " + n);
    }
    return n;
  }

  /** As {@link #size}, -1 being allowed. */
  long rawSize() throws IOException {
    return wide ? i64() : i32();
  }

  /** The number of objects that follow, each of at least some bytes. */
  int count(String what, int leastBytesEach) throws IOException {
    long n = size(what);
    if (n > MOST_COUNT || n * leastBytesEach > length - position()) {
      throw malformed(what + " does not fit into the file: " + n);
    }
    return (int) n;
  }

  /** As {@link #count}, of objects that each take some hundred bytes of heap. */
  int objects(String what, int leastBytesEach) throws IOException {
    int n = count(what, leastBytesEach);
    objects += n;
    if (objects > MOST_OBJECTS) {
      throw malformed("too many objects: " + what + "=" + n);
    }
    return n;
  }

  /** Some bytes, and the zeros behind that align the next number. */
  byte[] padded(long bytes, String what) throws IOException {
    if (bytes > length - position() || bytes > MOST_HEADER_BYTES) {
      throw malformed(what + " does not fit into the file: bytes=" + bytes);
    }
    byte[] read = new byte[(int) bytes];
    for (int at = 0; at < read.length; ) {
      need(1);
      int n = Math.min(read.length - at, window.remaining());
      window.get(read, at, n);
      at += n;
    }
    for (long pad = -bytes & 3; pad > 0; pad--) {
      need(1);
      window.get();
    }
    return read;
  }

  /** A name: its length and UTF-8 bytes, of which old programs let some be NUL at the end. */
  String name() throws IOException {
    long at = position();
    byte[] bytes = padded(count("length of a name", 1), "name");
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    try {
      ByteBuffer text = ByteBuffer.wrap(bytes, 0, length);
      String name = StandardCharsets.UTF_8.newDecoder().decode(text).toString();
      if (name.isEmpty() || name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) {
        throw malformed("name is empty or has control characters", at);
      }
      return name;
    } catch (CharacterCodingException e) {
      throw malformed("name is not UTF-8", at);
    }
  }

  FormatException malformed(String message) {
    return malformed(message, position());
  }

  FormatException malformed(String message, long offset) {
    return new FormatException(
        "not a valid NetCDF file: file=%s, offset=%d: %s".formatted(file, offset, message));
  }
}
