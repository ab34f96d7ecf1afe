package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/** Reverses the bytes of every element: what v3's {@code bytes} does behind a filter. */
record SwapCodec(int elementBytes) implements ByteCodec {
  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return decodedBytes;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    if (encoded.byteSize() > into.byteSize() || encoded.byteSize() % elementBytes != 0) {
      throw new CodecException(
          "bytes: wrong size: bytes=%d, room for %d, element bytes=%d"
              .formatted(encoded.byteSize(), into.byteSize(), elementBytes),
          0);
    }
    return encode(encoded, into, scratch);
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    MemorySegment target = into.asSlice(0, decoded.byteSize());
    target.copyFrom(decoded);
    Elements.swap(target, elementBytes);
    return decoded.byteSize();
  }

  @Override
  public String id() {
    return "bytes";
  }

  @Override
  public void configure(ObjectNode config) {}
}
