package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Stores {@code round((x - offset) * scale)} (numcodecs {@code fixedscaleoffset}). Like NumPy, it
 * computes in float32 where the elements are float32, else in float64.
 *
 * @param decodedType an integer or float type
 * @param encodedType an integer or float type
 */
record FixedScaleOffsetFilter(
    double offset, double scale, ElementType decodedType, ElementType encodedType)
    implements ElementFilter {
  @Override
  public ElementFilter withOrder(ByteOrder order) {
    return new FixedScaleOffsetFilter(
        offset, scale, decodedType.withOrder(order), encodedType.withOrder(order));
  }

  private static boolean isSingle(ElementType type) {
    return type.isFloat() && type.bytes() == 4;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long elements = elements(encoded, encodedType, into, decodedType);
    ElementTile tile = new ElementTile();
    boolean single = isSingle(encodedType);
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      tile.loadDoubles(encodedType, encoded, i, n);
      for (int k = 0; k < n; k++) {
        double x = tile.doubles[k];
        tile.doubles[k] = single ? (float) x / (float) scale + (float) offset : x / scale + offset;
      }
      tile.storeDoubles(decodedType, into, i, n);
    }
    return elements * decodedType.bytes();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long elements = decoded.byteSize() / decodedType.bytes();
    ElementTile tile = new ElementTile();
    boolean single = isSingle(decodedType);
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      tile.loadDoubles(decodedType, decoded, i, n);
      for (int k = 0; k < n; k++) {
        double x = tile.doubles[k];
        double scaled =
            single ? ((float) x - (float) offset) * (float) scale : (x - offset) * scale;
        tile.doubles[k] = Math.rint(scaled);
      }
      tile.storeDoubles(encodedType, into, i, n);
    }
    return elements * encodedType.bytes();
  }

  @Override
  public String id() {
    return "fixedscaleoffset";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("scale", scale).put("offset", offset);
    config.put("dtype", decodedType.toString()).put("astype", encodedType.toString());
  }

  @Override
  public String toString() {
    return "fixedscaleoffset(offset=%s, scale=%s, %s)".formatted(offset, scale, encodedType);
  }
}
