package org.hyperslab.netcdf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.hyperslab.netcdf.hdf5.Lookup3;

/** Bytes of HDF5 metadata, little-endian, written one behind the other. */
final class HdfBytes {
  /** An address that points nowhere. */
  static final long UNDEFINED = -1;

  private ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int size = Math.max(2 * bytes.capacity(), Math.addExact(bytes.position(), more));
      bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(bytes.flip());
    }
    return bytes;
  }

  HdfBytes u8(int value) {
    room(1).put((byte) value);
    return this;
  }

  HdfBytes u16(int value) {
    room(2).putShort((short) value);
    return this;
  }

  HdfBytes i32(int value) {
    room(4).putInt(value);
    return this;
  }

  HdfBytes i64(long value) {
    room(8).putLong(value);
    return this;
  }

  HdfBytes put(byte[] value) {
    room(value.length).put(value);
    return this;
  }

  /** The low bytes of a number. */
  HdfBytes bits(long value, int count) {
    for (int i = 0; i < count; i++) {
      u8((int) (value >>> (8 * i)));
    }
    return this;
  }

  /** Four characters that say what follows. */
  HdfBytes signature(String four) {
    return put(four.getBytes(StandardCharsets.US_ASCII));
  }

  HdfBytes zeros(int count) {
    return put(new byte[count]);
  }

  /** Zeros up to a multiple of eight bytes. */
  HdfBytes align() {
    return zeros(-bytes.position() & 7);
  }

  int size() {
    return bytes.position();
  }

  /** The checksum of everything so far. */
  HdfBytes checksum() {
    return i32(Lookup3.hash(bytes.array(), 0, bytes.position()));
  }

  byte[] toArray() {
    byte[] all = new byte[bytes.position()];
    bytes.get(0, all);
    return all;
  }
}
