package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Deflate;
import org.hyperslab.codec.Inflation;
import org.hyperslab.codec.Scratch;
import org.hyperslab.codec.Windows;

/**
 * RFC 1952 (v2 and v3 {@code gzip}): one member or several, each with its CRC and size checked.
 *
 * @param level 0 to 9, or -1 for zlib's default
 */
record GzipCodec(int level) implements ByteCodec {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final int HEADER_BYTES = 10;
  private static final int TRAILER_BYTES = 8;
  private static final int FLAG_HEADER_CRC = 2;
  private static final int FLAG_EXTRA = 4;
  private static final int FLAG_NAME = 8;
  private static final int FLAG_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xe0;

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long read = 0;
    long written = 0;
    do {
      long body = skipHeader(encoded, read);
      MemorySegment content = into.asSlice(written);
      Inflation.Extent extent = inflate(encoded, body, content);
      long trailer = body + extent.read();
      checkTrailer(encoded, trailer, content.asSlice(0, extent.written()));
      written += extent.written();
      read = trailer + TRAILER_BYTES;
    } while (read < encoded.byteSize());
    return written;
  }

  private static Inflation.Extent inflate(MemorySegment encoded, long body, MemorySegment content)
      throws CodecException {
    try {
      return Inflation.best().inflate(Inflation.Wrapping.NONE, encoded.asSlice(body), content);
    } catch (CodecException e) {
      throw new CodecException("gzip: " + e.getMessage(), body + e.offset());
    }
  }

  /** Where the deflate stream of the member at {@code at} begins. */
  private static long skipHeader(MemorySegment encoded, long at) throws CodecException {
    if (encoded.byteSize() - at < HEADER_BYTES + TRAILER_BYTES) {
      throw new CodecException("gzip: too short for a member", at);
    }
    if (encoded.get(SHORT, at) != (short) 0x8b1f || encoded.get(BYTE, at + 2) != 8) {
      throw new CodecException("gzip: no gzip header", at);
    }
    int flags = encoded.get(BYTE, at + 3);
    if ((flags & RESERVED_FLAGS) != 0) {
      throw new CodecException("gzip: reserved flags: flags=" + (flags & 0xff), at + 3);
    }
    long end = at + HEADER_BYTES;
    if ((flags & FLAG_EXTRA) != 0) {
      checkInside(encoded, end + 2);
      end += 2 + (encoded.get(SHORT, end) & 0xffff);
    }
    if ((flags & FLAG_NAME) != 0) {
      end = skipText(encoded, end);
    }
    if ((flags & FLAG_COMMENT) != 0) {
      end = skipText(encoded, end);
    }
    if ((flags & FLAG_HEADER_CRC) != 0) {
      end += 2;
    }
    checkInside(encoded, end);
    return end;
  }

  private static long skipText(MemorySegment encoded, long at) throws CodecException {
    long end = at;
    do {
      checkInside(encoded, end + 1);
    } while (encoded.get(BYTE, end++) != 0);
    return end;
  }

  private static void checkInside(MemorySegment encoded, long end) throws CodecException {
    if (end > encoded.byteSize()) {
      throw new CodecException("gzip: header ends early", encoded.byteSize());
    }
  }

  private static void checkTrailer(MemorySegment encoded, long at, MemorySegment content)
      throws CodecException {
    if (encoded.byteSize() - at < TRAILER_BYTES) {
      throw new CodecException("gzip: trailer ends early", encoded.byteSize());
    }
    int stored = encoded.get(INT, at);
    int actual = checksum(content);
    if (stored != actual) {
      throw new CodecException(
          "gzip: wrong checksum: stored=%08x, computed=%08x".formatted(stored, actual), at);
    }
    int size = encoded.get(INT, at + 4);
    if (size != (int) content.byteSize()) {
      throw new CodecException(
          "gzip: wrong size: stored="
              + Integer.toUnsignedLong(size)
              + ", actual="
              + content.byteSize(),
          at + 4);
    }
  }

  private static int checksum(MemorySegment bytes) {
    CRC32 crc = new CRC32();
    Windows.forEach(bytes, crc::update);
    return (int) crc.getValue();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    into.asSlice(0, HEADER_BYTES).fill((byte) 0);
    into.set(SHORT, 0, (short) 0x8b1f);
    into.set(BYTE, 2, (byte) 8);
    into.set(BYTE, 9, (byte) 255);
    Deflater deflater = new Deflater(level, true);
    try {
      long end = HEADER_BYTES + Deflate.deflate(deflater, decoded, into.asSlice(HEADER_BYTES));
      into.set(INT, end, checksum(decoded));
      into.set(INT, end + 4, (int) decoded.byteSize());
      return end + TRAILER_BYTES;
    } finally {
      deflater.end();
    }
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "gzip";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("level", level);
  }

  @Override
  public String toString() {
    return "gzip(" + level + ")";
  }
}
