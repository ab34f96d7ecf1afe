package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/** Stores elements as another type (numcodecs {@code astype}); also how float16 is stored. */
record AsTypeFilter(ElementType decodedType, ElementType encodedType) implements ElementFilter {
  @Override
  public ElementFilter withOrder(ByteOrder order) {
    return new AsTypeFilter(decodedType.withOrder(order), encodedType.withOrder(order));
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long n = elements(encoded, encodedType, into, decodedType);
    convert(encodedType, encoded, decodedType, into, n);
    return n * decodedType.bytes();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long n = decoded.byteSize() / decodedType.bytes();
    convert(decodedType, decoded, encodedType, into, n);
    return n * encodedType.bytes();
  }

  /** Converts as NumPy's {@code astype} does. */
  static void convert(
      ElementType type, MemorySegment from, ElementType to, MemorySegment into, long elements) {
    ElementTile tile = new ElementTile();
    boolean floats = type.isFloat() || to.isFloat();
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      if (floats) {
        tile.loadDoubles(type, from, i, n);
        tile.storeDoubles(to, into, i, n);
      } else {
        tile.loadLongs(type, from, i, n);
        tile.storeLongs(to, into, i, n);
      }
    }
  }

  @Override
  public String id() {
    return "astype";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("encode_dtype", encodedType.toString()).put("decode_dtype", decodedType.toString());
  }

  @Override
  public String toString() {
    return "astype(" + encodedType + ")";
  }
}
