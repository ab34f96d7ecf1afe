package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;

/**
 * The blosc container (v2 and v3 {@code blosc}).
 *
 * @param compressor what compresses the blocks when writing; reading goes by the chunk's own header
 * @param level 0 to 9
 * @param shuffle what is done to the bytes before, when writing
 * @param typeSize bytes per element that the shuffle goes by, when writing
 * @param blockBytes bytes per block, 0 to let the writer choose
 */
record BloscCodec(
    BloscCompressor compressor, int level, BloscShuffle shuffle, int typeSize, int blockBytes)
    implements ByteCodec {
  /** The format counts bytes in 31 bits and adds a header. */
  static final long MAX_BYTES = Integer.MAX_VALUE - BloscHeader.BYTES;

  @Override
  public long maxEncodedBytes(long decodedBytes) {
    return BloscHeader.BYTES + decodedBytes + decodedBytes / 64 + 4096;
  }

  @Override
  public long decodeScratchBytes(long decodedBytes) {
    return BloscReader.scratchBytes(decodedBytes, blockBytes);
  }

  @Override
  public long encodeScratchBytes(long decodedBytes) {
    return BloscWriter.scratchBytes(this, decodedBytes);
  }

  @Override
  public long decode(MemorySegment encoded, MemorySegment into, Scratch scratch)
      throws CodecException {
    return BloscReader.decode(encoded, into, scratch);
  }

  @Override
  public long encode(MemorySegment decoded, MemorySegment into, Scratch scratch) {
    return new BloscWriter(this).encode(decoded, into, scratch);
  }

  @Override
  public boolean isCompressor() {
    return true;
  }

  @Override
  public String id() {
    return "blosc";
  }

  @Override
  public void configure(ObjectNode config) {
    config.put("cname", compressor.toString()).put("clevel", level);
    config.put("shuffle", shuffle.number()).put("blocksize", blockBytes);
  }

  @Override
  public String toString() {
    return "blosc(" + compressor + ", " + level + ", " + shuffle + ")";
  }
}
