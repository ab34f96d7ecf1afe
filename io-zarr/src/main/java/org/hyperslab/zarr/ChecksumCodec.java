package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;

/**
 * Puts a checksum, little endian, before or behind the bytes (v3 {@code crc32c}; numcodecs {@code
 * crc32 crc32c adler32 fletcher32}).
 *
 * @param atStart whether before
 */
record ChecksumCodec(Checksum checksum, boolean atStart) implements ByteCodec {
  private static final long CHECKSUM_BYTES = 4;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Version 3's codec. */
  static ChecksumCodec crc32c() {
    return new ChecksumCodec(Checksum.CRC32C, false);
  }

  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return decodedBytes + CHECKSUM_BYTES;
  }

  /** The bytes without their checksum, which is checked; not a copy. */
  MemorySegment verified(MemorySegment encoded) throws CodecException {
    long bytes = encoded.byteSize() - CHECKSUM_BYTES;
    if (bytes < 0) {
      throw new CodecException(
          checksum + ": too short for a checksum: bytes=" + encoded.byteSize(), 0);
    }
    MemorySegment content = encoded.asSlice(atStart ? CHECKSUM_BYTES : 0, bytes);
    long at = atStart ? 0 : bytes;
    int stored = encoded.get(INT, at);
    int actual = checksum.of(content);
    if (stored != actual) {
      throw new CodecException(
          "%s: wrong checksum: stored=%08x, computed=%08x".formatted(checksum, stored, actual), at);
    }
    return content;
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    MemorySegment bytes = verified(encoded);
    if (bytes.byteSize() > into.byteSize()) {
      throw new CodecException(checksum + ": too long: bytes=" + bytes.byteSize(), into.byteSize());
    }
    into.asSlice(0, bytes.byteSize()).copyFrom(bytes);
    return bytes.byteSize();
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    long bytes = decoded.byteSize();
    into.asSlice(atStart ? CHECKSUM_BYTES : 0, bytes).copyFrom(decoded);
    into.set(INT, atStart ? 0 : bytes, checksum.of(decoded));
    return bytes + CHECKSUM_BYTES;
  }

  @Override
  public String id() {
    return checksum.toString();
  }

  /**
   * Writes the location only where numcodecs has another by default: older ones refuse the field.
   */
  @Override
  public void configure(ObjectNode config) {
    if (atStart != startsByDefault(checksum)) {
      config.put("location", atStart ? "start" : "end");
    }
  }

  /** Where numcodecs puts a checksum unless told. */
  static boolean startsByDefault(Checksum checksum) {
    return switch (checksum) {
      case CRC32, ADLER32 -> true;
      case CRC32C, FLETCHER32 -> false;
    };
  }

  @Override
  public String toString() {
    return checksum.toString();
  }
}
