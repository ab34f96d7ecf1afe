package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;

/**
 * Elements to elements of maybe another type: numcodecs' filters. Immutable. NumPy's casts and
 * rounding are kept: what is written here, numcodecs decodes to the same bits and the other way
 * round.
 */
sealed interface ElementFilter extends ByteCodec
    permits AsTypeFilter,
        BitRoundFilter,
        DeltaFilter,
        FixedScaleOffsetFilter,
        PackBitsFilter,
        QuantizeFilter {
  /** What is filtered. */
  ElementType decodedType();

  /** What comes out and is stored. */
  ElementType encodedType();

  /** The same filter between types in another byte order. */
  ElementFilter withOrder(ByteOrder order);

  /** Whether an element's code depends on the elements before it, so that their order matters. */
  default boolean isSequential() {
    return false;
  }

  @Override
  default long maxEncodedBytes(long decodedBytes) {
    return decodedBytes / decodedType().bytes() * encodedType().bytes();
  }

  /** How many elements there are, once they are found to fit. */
  default long elements(MemorySegment from, ElementType type, MemorySegment into, ElementType to)
      throws CodecException {
    long elements = from.byteSize() / type.bytes();
    if (elements * type.bytes() != from.byteSize() || elements > into.byteSize() / to.bytes()) {
      throw new CodecException(
          "%s: wrong size: bytes=%d of %s, room for %d of %s"
              .formatted(id(), from.byteSize(), type, into.byteSize() / to.bytes(), to),
          0);
    }
    return elements;
  }
}
