package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hyperslab.block.DType;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Eight bools per byte, the first in the highest bit, behind a byte with the number of bits that
 * pad the last one (numcodecs {@code packbits}).
 */
record PackBitsFilter() implements ElementFilter {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  @Override
  public ElementType decodedType() {
    return ElementType.of(DType.BOOL);
  }

  @Override
  public ElementType encodedType() {
    return ElementType.of(DType.UINT8);
  }

  @Override
  public ElementFilter withOrder(ByteOrder order) {
    return this;
  }

  @Override
  public boolean isSequential() {
    return true;
  }

  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return 1 + (decodedBytes + 7) / 8;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    int padding = encoded.byteSize() == 0 ? 8 : encoded.get(BYTE, 0) & 0xff;
    long bits = 8 * (encoded.byteSize() - 1) - padding;
    if (padding > 7 || bits < 0 || bits > into.byteSize()) {
      throw new CodecException(
          "packbits: wrong size: bytes=%d, padding=%d, room for %d"
              .formatted(encoded.byteSize(), padding, into.byteSize()),
          0);
    }
    for (long i = 0; i < bits; i++) {
      int packed = encoded.get(BYTE, 1 + (i >> 3));
      into.set(BYTE, i, (byte) (packed >> (7 - (i & 7)) & 1));
    }
    return bits;
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long bits = decoded.byteSize();
    long bytes = 1 + (bits + 7) / 8;
    into.set(BYTE, 0, (byte) (8 * (bytes - 1) - bits));
    for (long b = 1; b < bytes; b++) {
      int packed = 0;
      for (long i = 8 * (b - 1); i < 8 * b; i++) {
        packed = packed << 1 | (i < bits && decoded.get(BYTE, i) != 0 ? 1 : 0);
      }
      into.set(BYTE, b, (byte) packed);
    }
    return bytes;
  }

  @Override
  public String id() {
    return "packbits";
  }

  @Override
  public void configure(ObjectNode config) {}

  @Override
  public String toString() {
    return "packbits";
  }
}
