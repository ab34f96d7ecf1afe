package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Stores differences of neighbours, in the order of storage, the first against 0 (numcodecs {@code
 * delta}).
 *
 * @param decodedType integers, or floats, which {@code encodedType} then equals
 */
record DeltaFilter(ElementType decodedType, ElementType encodedType) implements ElementFilter {
  @Override
  public ElementFilter withOrder(ByteOrder order) {
    return new DeltaFilter(decodedType.withOrder(order), encodedType.withOrder(order));
  }

  @Override
  public boolean isSequential() {
    return true;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    long elements = elements(encoded, encodedType, into, decodedType);
    ElementTile tile = new ElementTile();
    boolean single = decodedType.bytes() == 4;
    long sum = 0;
    double floatSum = -0.0;
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      if (decodedType.isFloat()) {
        tile.loadDoubles(encodedType, encoded, i, n);
        for (int k = 0; k < n; k++) {
          floatSum += tile.doubles[k];
          // Two floats' sum, rounded from the double, is what float arithmetic gives.
          floatSum = single ? (float) floatSum : floatSum;
          tile.doubles[k] = floatSum;
        }
        tile.storeDoubles(decodedType, into, i, n);
      } else {
        tile.loadLongs(encodedType, encoded, i, n);
        for (int k = 0; k < n; k++) {
          sum += tile.longs[k];
          tile.longs[k] = sum;
        }
        tile.storeLongs(decodedType, into, i, n);
      }
    }
    return elements * decodedType.bytes();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long elements = decoded.byteSize() / decodedType.bytes();
    ElementTile tile = new ElementTile();
    long last = 0;
    double floatLast = 0;
    for (long i = 0; i < elements; i += ElementTile.SIZE) {
      int n = ElementTile.count(i, elements);
      if (decodedType.isFloat()) {
        tile.loadDoubles(decodedType, decoded, i, n);
        for (int k = 0; k < n; k++) {
          double value = tile.doubles[k];
          tile.doubles[k] = value - floatLast;
          floatLast = value;
        }
        tile.storeDoubles(encodedType, into, i, n);
      } else {
        tile.loadLongs(decodedType, decoded, i, n);
        for (int k = 0; k < n; k++) {
          long value = tile.longs[k];
          tile.longs[k] = value - last;
          last = value;
        }
        tile.storeLongs(encodedType, into, i, n);
      }
    }
    return elements * encodedType.bytes();
  }

  @Override
  public String id() {
    return "delta";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("dtype", decodedType.toString()).put("astype", encodedType.toString());
  }

  @Override
  public String toString() {
    return "delta(" + encodedType + ")";
  }
}
