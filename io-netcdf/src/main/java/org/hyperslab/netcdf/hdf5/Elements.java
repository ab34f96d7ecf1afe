package org.hyperslab.netcdf.hdf5;

import java.nio.ByteOrder;

/** Single numbers out of bytes. */
final class Elements {
  private Elements() {}

  /** The bytes of an element as an integer in the low bits; the bits above are 0. */
  static long bits(byte[] bytes, int at, int size, ByteOrder order) {
    long bits = 0;
    for (int i = 0; i < size; i++) {
      int from = order == ByteOrder.LITTLE_ENDIAN ? size - 1 - i : i;
      bits = bits << 8 | (bytes[at + from] & 0xff);
    }
    return bits;
  }

  /** An integer's value; a uint64 keeps its bits. */
  static long integer(Datatype.IntegerType type, byte[] bytes, int at) {
    int size = (int) type.size();
    long bits = bits(bytes, at, size, type.order());
    int unused = 64 - 8 * size;
    return type.signed() ? bits << unused >> unused : bits;
  }
}
