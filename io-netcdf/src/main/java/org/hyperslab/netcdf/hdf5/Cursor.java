package org.hyperslab.netcdf.hdf5;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hyperslab.store.FormatException;

/** Reads a piece of metadata from begin to end; little endian, as HDF5's metadata always is. */
final class Cursor {
  /** What an address or length of all ones means: there is nothing. */
  static final long UNDEFINED = -1;

  private final FileId file;
  private final long address;
  private final byte[] bytes;
  private final int begin;
  private final int end;
  private final String what;
  private int at;

  /**
   * @param address where the bytes are in the file
   * @param what what messages call them
   */
  Cursor(FileId file, long address, byte[] bytes, String what) {
    this(file, address, bytes, 0, bytes.length, what);
  }

  private Cursor(FileId file, long address, byte[] bytes, int begin, int end, String what) {
    this.file = file;
    this.address = address;
    this.bytes = bytes;
    this.begin = begin;
    this.end = end;
    this.what = what;
    this.at = begin;
  }

  FileId file() {
    return file;
  }

  int left() {
    return end - at;
  }

  /** Bytes from the begin on. */
  int position() {
    return at - begin;
  }

  /** The next bytes as a cursor of their own; this one moves on. */
  Cursor slice(long size, String name) throws FormatException {
    int from = take(size);
    return new Cursor(file, address, bytes, from, at, name);
  }

  /** A cursor over the same bytes, at the same place, that moves by itself. */
  Cursor copy() {
    return named(what);
  }

  /**
   * A cursor over the same bytes, at the same place, that moves by itself.
   *
   * @param name what messages call it
   */
  Cursor named(String name) {
    Cursor copy = new Cursor(file, address, bytes, begin, end, name);
    copy.at = at;
    return copy;
  }

  FormatException malformed(String message) {
    return new FormatException(
        "%s: %s: file=%s, address=%d, offset=%d"
            .formatted(what, message, file.name(), address, at));
  }

  private int take(long size) throws FormatException {
    if (size < 0 || size > end - at) {
      throw malformed("ends early, %d bytes needed, %d left".formatted(size, end - at));
    }
    int from = at;
    at += (int) size;
    return from;
  }

  void skip(long size) throws FormatException {
    take(size);
  }

  /** Skips to a multiple of 8 bytes from the begin on, or to the end. */
  void align8() {
    at = Math.min(end, begin + ((at - begin + 7) & ~7));
  }

  void signature(String expected) throws FormatException {
    int from = take(expected.length());
    if (!new String(bytes, from, expected.length(), StandardCharsets.ISO_8859_1).equals(expected)) {
      at = from;
      throw malformed("signature '" + expected + "' is missing");
    }
  }

  /** A byte that has to have a value. */
  void expect(int value, String name) throws FormatException {
    int found = u8();
    if (found != value) {
      throw malformed("unsupported %s %d, expected %d".formatted(name, found, value));
    }
  }

  int u8() throws FormatException {
    return bytes[take(1)] & 0xff;
  }

  int u16() throws FormatException {
    return (int) unsigned(2);
  }

  long u32() throws FormatException {
    return unsigned(4);
  }

  /** Eight bytes; all bits are used. */
  long i64() throws FormatException {
    return unsigned(8);
  }

  /** An integer of up to 8 bytes; more bytes are skipped and have to be 0. */
  long unsigned(int size) throws FormatException {
    int from = take(size);
    long value = 0;
    for (int i = 0; i < size; i++) {
      long b = bytes[from + i] & 0xffL;
      if (i < 8) {
        value |= b << (8 * i);
      } else if (b != 0) {
        throw malformed("number is too large");
      }
    }
    return value;
  }

  /** A count or size, which isn't negative. */
  long size(int size) throws FormatException {
    long value = unsigned(size);
    if (value < 0) {
      throw malformed("number is too large: " + Long.toUnsignedString(value));
    }
    return value;
  }

  /** An address, {@link #UNDEFINED} if all its bits are set. */
  long address() throws FormatException {
    return addressOrLength(file.offsetBytes());
  }

  /** A length, {@link #UNDEFINED} if all its bits are set. */
  long length() throws FormatException {
    return addressOrLength(file.lengthBytes());
  }

  private long addressOrLength(int size) throws FormatException {
    long value = unsigned(size);
    if (value == (size >= 8 ? -1L : (1L << (8 * size)) - 1)) {
      return UNDEFINED;
    }
    if (value < 0) {
      throw malformed("address or length is too large: " + Long.toUnsignedString(value));
    }
    return value;
  }

  byte[] bytes(long size) throws FormatException {
    int from = take(size);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /** A text of a known size, up to its first NUL. */
  String text(long size) throws FormatException {
    int from = take(size);
    int to = from;
    while (to < at && bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }

  /** A text up to its NUL, which is skipped. */
  String terminatedText() throws FormatException {
    int to = at;
    while (to < end && bytes[to] != 0) {
      to++;
    }
    if (to == end) {
      throw malformed("text has no end");
    }
    String text = new String(bytes, at, to - at, StandardCharsets.UTF_8);
    at = to + 1;
    return text;
  }

  /** The checksum of what was read so far, which comes next. */
  void checksum() throws FormatException {
    int computed = Lookup3.hash(bytes, begin, at - begin);
    if (computed != (int) u32()) {
      throw malformed("checksum does not match");
    }
  }
}
