package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import org.hyperslab.kernel.shuffle.ShuffleKernel;

/**
 * Decodes a blosc 1 chunk: after the header the offset of every block, at each offset the block's
 * streams, each with its length before it; a stream as long as its content is stored plainly. A
 * shuffled block is decompressed into scratch memory and unshuffled into place, any other is
 * decompressed into place.
 */
public final class BloscReader {
  /** Blosc 1 chooses blocks of up to 1 MiB by itself. */
  private static final long USUAL_BLOCK_BYTES = 1L << 20;

  private final MemorySegment chunk;
  private final BloscHeader header;
  private final BloscCompressor compressor;
  private final ShuffleKernel kernel = ShuffleKernel.best();
  private final MemorySegment streams;
  private final MemorySegment planes;

  /** Bytes of all streams so far. */
  private long consumed;

  private BloscReader(
      MemorySegment chunk, BloscHeader header, BloscCompressor compressor, MemorySegment blocks) {
    this.chunk = chunk;
    this.header = header;
    this.compressor = compressor;
    long half = blocks.byteSize() / 2;
    this.streams = blocks.asSlice(0, half);
    this.planes = blocks.asSlice(half);
  }

  /**
   * What decoding takes of scratch memory. Larger blocks than blosc makes unless it is told to are
   * legal and rare: a {@link org.hyperslab.store.MoreScratchException} asks for their memory.
   */
  public static long scratchBytes(long decodedBytes, int configuredBlockBytes) {
    return Scratch.bytes(
        2 * Math.min(decodedBytes, Math.max(USUAL_BLOCK_BYTES, configuredBlockBytes)));
  }

  /** Takes a chunk's content block by block. */
  public interface Parts {
    /** Whether anything of these bytes of the content is wanted. */
    boolean wants(long offset, long bytes);

    /**
     * Takes a block of the content.
     *
     * @param offset where in the content, in bytes
     * @param part the block; valid during the call
     */
    void accept(long offset, MemorySegment part);
  }

  /**
   * Decodes the blocks that are wanted of a chunk whose content has {@code bytes}. A block is
   * decoded into scratch memory that stays in a cache.
   */
  public static void decode(MemorySegment chunk, long bytes, Parts parts, Scratch scratch)
      throws CodecException {
    BloscHeader header = BloscHeader.read(chunk, bytes);
    if (header.decodedBytes() != bytes) {
      throw new CodecException(
          "wrong decoded size: bytes=" + header.decodedBytes() + ", expected=" + bytes, 0);
    }
    if (header.isStored()) {
      parts.accept(0, stored(chunk, header));
      return;
    }
    BloscCompressor compressor = BloscCompressor.ofFormat(header.compressorFormat());
    withScratch(
        2L * header.blockBytes(),
        scratch,
        blocks -> new BloscReader(chunk, header, compressor, blocks).decodeParts(parts));
  }

  private static MemorySegment stored(MemorySegment chunk, BloscHeader header)
      throws CodecException {
    if (chunk.byteSize() != BloscHeader.BYTES + (long) header.decodedBytes()) {
      throw new CodecException(
          "blosc: stored content has the wrong size: bytes=" + chunk.byteSize(), BloscHeader.BYTES);
    }
    return chunk.asSlice(BloscHeader.BYTES);
  }

  @FunctionalInterface
  private interface Work {
    void run(MemorySegment blocks) throws CodecException;
  }

  private static void withScratch(long needed, Scratch scratch, Work work) throws CodecException {
    long mark = scratch.mark();
    work.run(scratch.take(needed));
    scratch.release(mark);
  }

  /** Decodes a chunk to the begin of {@code into} and returns bytes written. */
  public static long decode(MemorySegment chunk, MemorySegment into, Scratch scratch)
      throws CodecException {
    BloscHeader header = BloscHeader.read(chunk, into.byteSize());
    int bytes = header.decodedBytes();
    if (header.isStored()) {
      into.asSlice(0, bytes).copyFrom(stored(chunk, header));
      return bytes;
    }
    BloscCompressor compressor = BloscCompressor.ofFormat(header.compressorFormat());
    if (!header.isByteShuffled() && !header.isBitShuffled()) {
      new BloscReader(chunk, header, compressor, MemorySegment.NULL).decodeBlocks(into);
    } else {
      withScratch(
          2L * header.blockBytes(),
          scratch,
          blocks -> new BloscReader(chunk, header, compressor, blocks).decodeBlocks(into));
    }
    return bytes;
  }

  private void decodeBlocks(MemorySegment into) throws CodecException {
    decodeBlocks((block, begin, bytes) -> decodeBlock(offset(block), into.asSlice(begin, bytes)));
  }

  /** A block that is shuffled ends up in the half that it doesn't come from last. */
  private void decodeParts(Parts parts) throws CodecException {
    boolean bits = header.isBitShuffled();
    boolean shuffled = bits || header.isByteShuffled();
    MemorySegment half = shuffled && !(bits && header.typeSize() > 1) ? planes : streams;
    decodeBlocks(
        (block, begin, bytes) -> {
          if (parts.wants(begin, bytes)) {
            MemorySegment part = half.asSlice(0, bytes);
            decodeBlock(offset(block), part);
            parts.accept(begin, part);
          }
        });
  }

  private long offset(int block) {
    return chunk.get(BloscHeader.INT, BloscHeader.BYTES + 4L * block);
  }

  @FunctionalInterface
  private interface EachBlock {
    void decode(int block, long begin, int bytes) throws CodecException;
  }

  private void decodeBlocks(EachBlock action) throws CodecException {
    int blocks = header.blocks();
    if (BloscHeader.BYTES + 4L * blocks > chunk.byteSize()) {
      throw new CodecException("blosc: block offsets end early", chunk.byteSize());
    }
    for (int b = 0; b < blocks; b++) {
      action.decode(b, (long) b * header.blockBytes(), header.bytesOf(b));
    }
  }

  private void decodeBlock(long at, MemorySegment into) throws CodecException {
    int bytes = (int) into.byteSize();
    int typeSize = header.typeSize();
    boolean bits = header.isBitShuffled() && bytes >= typeSize;
    boolean shuffled = header.isByteShuffled() || bits;
    MemorySegment target = shuffled ? streams.asSlice(0, bytes) : into;
    int count = header.streams(bytes);
    int streamBytes = bytes / count;
    long next = at;
    for (int s = 0; s < count; s++) {
      if (next < BloscHeader.BYTES || next > chunk.byteSize() - 4) {
        throw new CodecException("blosc: stream outside the chunk", next);
      }
      int length = chunk.get(BloscHeader.INT, next);
      next += 4;
      // Blocks that share streams could take a time that grows with the square of the chunk.
      consumed += 4L + Math.max(0, length);
      if (length < 0 || length > chunk.byteSize() - next || consumed > chunk.byteSize()) {
        throw new CodecException("blosc: stream exceeds the chunk: bytes=" + length, next - 4);
      }
      MemorySegment stream = chunk.asSlice(next, length);
      MemorySegment part = target.asSlice((long) s * streamBytes, streamBytes);
      if (length == streamBytes) {
        part.copyFrom(stream);
      } else {
        decompress(stream, part, next);
      }
      next += length;
    }
    // What a split leaves over is in no stream; blosc never makes such a block.
    if ((long) count * streamBytes != bytes) {
      throw new CodecException("blosc: block of " + bytes + " bytes in " + count + " streams", at);
    }
    if (shuffled) {
      unshuffle(target, into, bits);
    }
  }

  private void unshuffle(MemorySegment from, MemorySegment into, boolean bits) {
    int typeSize = header.typeSize();
    long elements = from.byteSize() / typeSize;
    if (bits && elements % 8 != 0) {
      // Blosc 1 leaves a block alone whose elements do not fill whole bytes of a row.
      into.copyFrom(from);
      return;
    }
    if (bits && typeSize == 1) {
      kernel.bitsToPlanes(1, elements, from, into);
    } else if (bits) {
      kernel.bitsToPlanes(typeSize, elements, from, planes);
      kernel.unshuffle(typeSize, elements, planes, into);
    } else {
      kernel.unshuffle(typeSize, elements, from, into);
    }
    long whole = elements * typeSize;
    into.asSlice(whole).copyFrom(from.asSlice(whole));
  }

  private void decompress(MemorySegment stream, MemorySegment into, long at) throws CodecException {
    try {
      switch (compressor) {
        case BLOSCLZ -> BloscLz.decompress(stream, into);
        case LZ4, LZ4HC -> Lz4.decompress(stream, into);
        case ZLIB ->
            checkSize(
                Inflation.best().inflate(Inflation.Wrapping.ZLIB, stream, into).written(), into);
        case ZSTD -> checkSize(ZstdFrames.decompress(stream, into), into);
      }
    } catch (CodecException e) {
      throw new CodecException("blosc: " + e.getMessage(), at + e.offset());
    }
  }

  private static void checkSize(long bytes, MemorySegment into) throws CodecException {
    if (bytes != into.byteSize()) {
      throw new CodecException(
          "stream has the wrong size: bytes=" + bytes + ", expected=" + into.byteSize(), 0);
    }
  }
}
