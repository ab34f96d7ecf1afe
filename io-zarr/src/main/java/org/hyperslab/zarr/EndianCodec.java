package org.hyperslab.zarr;

import java.nio.ByteOrder;

/**
 * Elements to bytes in a byte order (v3 {@code bytes}, v2 the dtype's first character). For
 * one-byte types it has no meaning.
 */
record EndianCodec(ByteOrder order) implements Codec {
  @Override
  public String toString() {
    return order == ByteOrder.LITTLE_ENDIAN ? "bytes(little)" : "bytes(big)";
  }
}
