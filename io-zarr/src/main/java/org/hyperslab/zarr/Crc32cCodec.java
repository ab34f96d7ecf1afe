package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Appends a CRC-32C, little endian (v3 {@code crc32c}). */
record Crc32cCodec() implements ByteCodec {
  private static final long CHECKSUM_BYTES = 4;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return decodedBytes + CHECKSUM_BYTES;
  }

  /** The bytes without their checksum, which is checked; not a copy. */
  MemorySegment verified(MemorySegment encoded) throws CodecException {
    long bytes = encoded.byteSize() - CHECKSUM_BYTES;
    if (bytes < 0) {
      throw new CodecException("crc32c: too short for a checksum: bytes=" + encoded.byteSize(), 0);
    }
    int stored = encoded.get(INT, bytes);
    int actual = checksum(encoded.asSlice(0, bytes));
    if (stored != actual) {
      throw new CodecException(
          "crc32c: wrong checksum: stored=%08x, computed=%08x".formatted(stored, actual), bytes);
    }
    return encoded.asSlice(0, bytes);
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    MemorySegment bytes = verified(encoded);
    if (bytes.byteSize() > into.byteSize()) {
      throw new CodecException("crc32c: too long: bytes=" + bytes.byteSize(), into.byteSize());
    }
    into.asSlice(0, bytes.byteSize()).copyFrom(bytes);
    return bytes.byteSize();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long bytes = decoded.byteSize();
    into.asSlice(0, bytes).copyFrom(decoded);
    into.set(INT, bytes, checksum(decoded));
    return bytes + CHECKSUM_BYTES;
  }

  private static int checksum(MemorySegment bytes) {
    CRC32C crc = new CRC32C();
    Windows.forEach(bytes, crc::update);
    return (int) crc.getValue();
  }

  @Override
  public String toString() {
    return "crc32c";
  }
}
