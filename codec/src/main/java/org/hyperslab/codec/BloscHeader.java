package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The first 16 bytes of a blosc 1 chunk: version, compressor's version, flags, type size; then
 * decoded bytes, block bytes and encoded bytes as little-endian 32-bit integers.
 *
 * @param flags shuffles, whether the content is stored plainly, whether blocks are split, and the
 *     compressor
 * @param typeSize bytes per element
 * @param decodedBytes bytes of the decoded chunk
 * @param blockBytes bytes of a decoded block; the last one may be shorter
 */
record BloscHeader(int flags, int typeSize, int decodedBytes, int blockBytes) {
  static final int BYTES = 16;
  static final int VERSION = 2;

  /** Offset of the flags. */
  static final int FLAGS = 2;

  static final int FLAG_SHUFFLE = 0x1;
  static final int FLAG_STORED = 0x2;
  static final int FLAG_BIT_SHUFFLE = 0x4;
  static final int FLAG_NOT_SPLIT = 0x10;
  static final int FORMAT_SHIFT = 5;

  private static final int VERSION_AT = 0;
  private static final int TYPE_SIZE_AT = 3;
  private static final int DECODED_BYTES_AT = 4;
  private static final int BLOCK_BYTES_AT = 8;
  private static final int ENCODED_BYTES_AT = 12;

  /** A block is split into one stream per byte of the type only within these limits. */
  private static final int MAX_SPLITS = 16;

  private static final int MIN_SPLIT_BYTES = 128;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** Reads and checks a header; {@code maxDecodedBytes} is what there is room for. */
  static BloscHeader read(MemorySegment chunk, long maxDecodedBytes) throws CodecException {
    if (chunk.byteSize() < BYTES) {
      throw new CodecException("blosc: too short for a header: bytes=" + chunk.byteSize(), 0);
    }
    int version = chunk.get(BYTE, VERSION_AT) & 0xff;
    if (version < 1 || version > VERSION) {
      throw new CodecException("blosc: unknown format version: " + version, VERSION_AT);
    }
    BloscHeader header =
        new BloscHeader(
            chunk.get(BYTE, FLAGS) & 0xff,
            chunk.get(BYTE, TYPE_SIZE_AT) & 0xff,
            chunk.get(INT, DECODED_BYTES_AT),
            chunk.get(INT, BLOCK_BYTES_AT));
    int encodedBytes = chunk.get(INT, ENCODED_BYTES_AT);
    if (encodedBytes != chunk.byteSize()) {
      throw new CodecException(
          "blosc: header and chunk differ in size: header="
              + encodedBytes
              + ", bytes="
              + chunk.byteSize(),
          ENCODED_BYTES_AT);
    }
    header.check(maxDecodedBytes);
    return header;
  }

  private void check(long maxDecodedBytes) throws CodecException {
    if (decodedBytes < 0 || decodedBytes > maxDecodedBytes) {
      throw new CodecException(
          "blosc: wrong decoded size: header=" + decodedBytes + ", expected=" + maxDecodedBytes,
          DECODED_BYTES_AT);
    }
    if (typeSize == 0) {
      throw new CodecException("blosc: type size 0", TYPE_SIZE_AT);
    }
    if (decodedBytes > 0 && (blockBytes < 1 || blockBytes > decodedBytes)) {
      throw new CodecException("blosc: wrong block size: " + blockBytes, BLOCK_BYTES_AT);
    }
  }

  void write(MemorySegment chunk, int compressorVersion, int encodedBytes) {
    chunk.set(BYTE, VERSION_AT, (byte) VERSION);
    chunk.set(BYTE, 1, (byte) compressorVersion);
    chunk.set(BYTE, FLAGS, (byte) flags);
    chunk.set(BYTE, TYPE_SIZE_AT, (byte) typeSize);
    chunk.set(INT, DECODED_BYTES_AT, decodedBytes);
    chunk.set(INT, BLOCK_BYTES_AT, blockBytes);
    chunk.set(INT, ENCODED_BYTES_AT, encodedBytes);
  }

  /** Whether the content follows the header as it is. */
  boolean isStored() {
    return (flags & FLAG_STORED) != 0;
  }

  boolean isByteShuffled() {
    return (flags & FLAG_SHUFFLE) != 0 && typeSize > 1;
  }

  boolean isBitShuffled() {
    return (flags & FLAG_BIT_SHUFFLE) != 0 && !isByteShuffled();
  }

  int compressorFormat() {
    return flags >>> FORMAT_SHIFT;
  }

  int blocks() {
    return decodedBytes == 0 ? 0 : (decodedBytes - 1) / blockBytes + 1;
  }

  /** Decoded bytes of a block. */
  int bytesOf(int block) {
    return Math.min(blockBytes, decodedBytes - block * blockBytes);
  }

  /** How many streams a block is split into. */
  int streams(int bytes) {
    boolean whole = bytes == blockBytes;
    boolean split = (flags & FLAG_NOT_SPLIT) == 0 && whole && isSplittable(typeSize, bytes);
    return split ? typeSize : 1;
  }

  static boolean isSplittable(int typeSize, int blockBytes) {
    return typeSize <= MAX_SPLITS && blockBytes / typeSize >= MIN_SPLIT_BYTES;
  }
}
