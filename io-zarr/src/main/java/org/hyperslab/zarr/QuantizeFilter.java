package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Rounds floats to multiples of the power of two that keeps so many decimal digits behind the point
 * (numcodecs {@code quantize}). Decoding undoes nothing but the change of type.
 *
 * @param digits decimal digits behind the point, negative for before it
 * @param decodedType a float type
 * @param encodedType a float type
 */
record QuantizeFilter(int digits, ElementType decodedType, ElementType encodedType)
    implements ElementFilter {
  @Override
  public ElementFilter withOrder(ByteOrder order) {
    return new QuantizeFilter(digits, decodedType.withOrder(order), encodedType.withOrder(order));
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long n = elements(encoded, encodedType, into, decodedType);
    AsTypeFilter.convert(encodedType, encoded, decodedType, into, n);
    return n * decodedType.bytes();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long elements = decoded.byteSize() / decodedType.bytes();
    ElementTile tile = new ElementTile();
    double scale = scale();
    boolean single = decodedType.bytes() == 4;
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      tile.loadDoubles(decodedType, decoded, i, n);
      for (int k = 0; k < n; k++) {
        // A power of two: exact in either precision, but for overflow.
        double scaled = tile.doubles[k] * scale;
        tile.doubles[k] = Math.rint(single ? (float) scaled : scaled) / scale;
      }
      tile.storeDoubles(encodedType, into, i, n);
    }
    return elements * encodedType.bytes();
  }

  /** The least power of two that is at least {@code 10^digits}. */
  private double scale() {
    return Math.pow(2, Math.ceil(Math.log10(Math.pow(10, digits)) / Math.log10(2)));
  }

  @Override
  public String id() {
    return "quantize";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("digits", digits);
    config.put("dtype", decodedType.toString()).put("astype", encodedType.toString());
  }

  @Override
  public String toString() {
    return "quantize(" + digits + ", " + encodedType + ")";
  }
}
