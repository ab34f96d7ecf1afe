package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Rounds floats to a few bits of mantissa, ties to even (numcodecs {@code bitround}). Decoding has
 * nothing to undo.
 *
 * @param type a float type
 * @param keepBits bits of mantissa that are kept, at least 0 and at most all
 */
record BitRoundFilter(ElementType type, int keepBits) implements ElementFilter {
  /** Bits of a float type's mantissa. */
  static int mantissaBits(ElementType type) {
    return switch (type.bytes()) {
      case 2 -> 10;
      case 4 -> 23;
      default -> 52;
    };
  }

  @Override
  public ElementType decodedType() {
    return type;
  }

  @Override
  public ElementType encodedType() {
    return type;
  }

  @Override
  public ElementFilter withOrder(ByteOrder order) {
    return new BitRoundFilter(type.withOrder(order), keepBits);
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    elements(encoded, type, into, type);
    into.asSlice(0, encoded.byteSize()).copyFrom(encoded);
    return encoded.byteSize();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    int drop = mantissaBits(type) - keepBits;
    if (drop == 0) {
      into.asSlice(0, decoded.byteSize()).copyFrom(decoded);
      return decoded.byteSize();
    }
    ElementTile tile = new ElementTile();
    long elements = decoded.byteSize() / type.bytes();
    long half = (1L << (drop - 1)) - 1;
    long mask = -1L << drop;
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      tile.loadBits(type, decoded, i, n);
      for (int k = 0; k < n; k++) {
        long bits = tile.longs[k];
        tile.longs[k] = (bits + ((bits >>> drop) & 1) + half) & mask;
      }
      tile.storeBits(type, into, i, n);
    }
    return decoded.byteSize();
  }

  @Override
  public String id() {
    return "bitround";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("keepbits", keepBits);
  }

  @Override
  public String toString() {
    return "bitround(" + keepBits + ")";
  }
}
