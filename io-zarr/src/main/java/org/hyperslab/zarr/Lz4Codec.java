package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Lz4;
import org.hyperslab.codec.Scratch;

/**
 * An LZ4 block behind its decoded size, 32 bits little endian (numcodecs {@code lz4}).
 *
 * @param acceleration 1 or more: how fast the search gives up when writing
 */
record Lz4Codec(int acceleration) implements ByteCodec {
  /** LZ4 counts bytes in 31 bits and refuses a little less. */
  static final long MAX_BYTES = 0x7e00_0000;

  private static final long SIZE_BYTES = 4;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** LZ4's own bound, behind the size. */
  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return SIZE_BYTES + decodedBytes + decodedBytes / 255 + 16;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    if (encoded.byteSize() <= SIZE_BYTES) {
      throw new CodecException("lz4: too short: bytes=" + encoded.byteSize(), 0);
    }
    long bytes = encoded.get(INT, 0);
    if (bytes < 0 || bytes > into.byteSize()) {
      throw new CodecException(
          "lz4: wrong decoded size: header=" + bytes + ", at most=" + into.byteSize(), 0);
    }
    Lz4.decompress(encoded.asSlice(SIZE_BYTES), into.asSlice(0, bytes));
    return bytes;
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    into.set(INT, 0, Math.toIntExact(decoded.byteSize()));
    long bytes = new Lz4(acceleration).compress(decoded, into.asSlice(SIZE_BYTES));
    if (bytes < 0) {
      throw new IllegalStateException("lz4 needs more than its bound: bytes=" + into.byteSize());
    }
    return SIZE_BYTES + bytes;
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "lz4";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("acceleration", acceleration);
  }

  @Override
  public String toString() {
    return "lz4(" + acceleration + ")";
  }
}
