package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.codec.BloscReader;
import org.hyperslab.codec.CodecException;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.kernel.StridedCopy;

/**
 * An array's codecs, bound to its dtype and chunk shape: what memory a chunk takes on its way,
 * where its elements lie, which bytes are swapped. A chunk is always stored whole; one at the
 * array's far edge is clipped here. Immutable.
 */
final class CodecChain {
  /** Shorter pieces of a clipped chunk are not moved one by one. */
  private static final long SHORTEST_PART_RUN_BYTES = 64;

  private final List<ByteCodec> byteCodecs = new ArrayList<>();
  private final DType dtype;
  private final Fill fill;
  private final Shape chunkShape;
  private final long[] storedStrides;
  private final boolean permuted;
  private final boolean swapped;
  private final long rawBytes;

  /** The most bytes before each byte codec when encoding, and behind the last one. */
  private final long[] stageBytes;

  /**
   * @param metadata whose elements these are; it has checked codecs and sizes
   * @param codecs the array's, or those of the inner chunks of its shards
   * @param chunkShape a chunk's extents
   */
  CodecChain(ArrayMetadata metadata, List<Codec> codecs, Shape chunkShape) {
    this.dtype = metadata.dtype();
    this.fill = metadata.fill();
    this.chunkShape = chunkShape;
    this.rawBytes = chunkShape.size() * dtype.bytes();
    int rank = chunkShape.rank();
    int[] order = new int[rank];
    for (int i = 0; i < rank; i++) {
      order[i] = i;
    }
    boolean swap = false;
    int elementBytes = dtype.bytes();
    if (metadata.type().kind() == StoredType.Kind.HALF) {
      byteCodecs.add(new AsTypeFilter(ElementType.of(dtype), metadata.type().element()));
      elementBytes = metadata.type().element().bytes();
    }
    for (Codec codec : codecs) {
      switch (codec) {
        case TransposeCodec t -> order = compose(order, t);
        case EndianCodec e -> {
          boolean swaps = elementBytes > 1 && e.order() != ByteOrder.nativeOrder();
          if (swaps && !byteCodecs.isEmpty()) {
            byteCodecs.add(new SwapCodec(elementBytes));
          } else {
            swap = swaps;
          }
        }
        case ByteCodec b -> byteCodecs.add(b);
        case ShardingCodec s -> throw new IllegalArgumentException("not a chain: " + codecs);
        case UnreadCodec u -> throw new IllegalArgumentException("not a chain: " + codecs);
      }
      if (codec instanceof ElementFilter f) {
        elementBytes = f.encodedType().bytes();
      }
    }
    this.swapped = swap;
    this.storedStrides = strides(chunkShape, order);
    this.permuted = !Strides.isContiguous(chunkShape, storedStrides);
    this.stageBytes = new long[byteCodecs.size() + 1];
    stageBytes[0] = rawBytes;
    for (int i = 0; i < byteCodecs.size(); i++) {
      stageBytes[i + 1] = byteCodecs.get(i).maxEncodedBytes(stageBytes[i]);
    }
  }

  private static int[] compose(int[] order, TransposeCodec transpose) {
    int[] next = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      next[i] = order[transpose.order().get(i)];
    }
    return next;
  }

  private static long[] strides(Shape chunk, int[] order) {
    long[] strides = new long[order.length];
    long step = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      strides[order[i]] = step;
      step *= chunk.dim(order[i]);
    }
    return strides;
  }

  /** Whether chunks are stored as the bytes of their elements, maybe swapped or transposed. */
  boolean isRaw() {
    return byteCodecs.isEmpty();
  }

  /** Bytes of a chunk's elements. */
  long rawBytes() {
    return rawBytes;
  }

  /** The most bytes that a stored chunk may have. */
  long maxStoredBytes() {
    return stageBytes[byteCodecs.size()];
  }

  /** Whether the elements of a block of this shape lie in memory as they do in the raw chunk. */
  boolean isDirect(Shape block) {
    return !permuted && block.equals(chunkShape);
  }

  /** Whether that is so for every chunk of an array of this shape. */
  boolean isEveryDirect(Shape array) {
    for (int d = 0; d < array.rank(); d++) {
      if (array.dim(d) % chunkShape.dim(d) != 0) {
        return false;
      }
    }
    return isDirect(chunkShape);
  }

  /**
   * Whether a clipped block of this shape is made of runs of the stored chunk that are at least so
   * long.
   */
  boolean isClippedInRuns(Shape block, long leastBytes) {
    return !permuted && ChunkBox.runElements(chunkShape, block) * dtype.bytes() >= leastBytes;
  }

  /** Scratch bytes for reading a stored chunk and {@link #decode}. */
  long decodeScratchBytes(boolean allDirect) {
    long bytes = allDirect ? 0 : Scratch.bytes(rawBytes);
    for (int i = 0; i < byteCodecs.size(); i++) {
      bytes += Scratch.bytes(stageBytes[i + 1]);
      bytes += byteCodecs.get(i).decodeScratchBytes(stageBytes[i]);
    }
    return bytes;
  }

  /**
   * Decodes a stored chunk into a block, which may be the same memory where the chunk is stored as
   * its elements.
   */
  void decodeChunk(MemorySegment stored, Block into, Scratch scratch) throws CodecException {
    boolean direct = isDirect(into.shape());
    if (isRaw()) {
      unpack(stored, into);
    } else if (!direct && isDecodedInParts(into.shape())) {
      MemorySegment container = decode(stored, 1, scratch);
      BloscReader.decode(container, rawBytes, new ClippedBox(chunkShape, into), scratch);
      fixElements(into);
    } else {
      MemorySegment raw = direct ? into.segment() : scratch.take(rawBytes);
      unpack(decode(stored, raw, scratch), into);
    }
  }

  private boolean isDecodedInParts(Shape block) {
    return byteCodecs.getFirst() instanceof BloscCodec
        && isClippedInRuns(block, SHORTEST_PART_RUN_BYTES);
  }

  /**
   * Undoes the byte codecs.
   *
   * @param stored the stored chunk
   * @param raw where the raw chunk should go; where it is, the result says
   */
  private MemorySegment decode(MemorySegment stored, MemorySegment raw, Scratch scratch)
      throws CodecException {
    MemorySegment bytes = decode(stored, 1, scratch);
    bytes = decode(bytes, 0, raw, scratch);
    if (bytes.byteSize() != rawBytes) {
      throw new CodecException(
          "wrong decoded size: bytes=" + bytes.byteSize() + ", expected=" + rawBytes, 0);
    }
    return bytes;
  }

  /** Undoes the byte codecs down to one, which is included. */
  private MemorySegment decode(MemorySegment stored, int least, Scratch scratch)
      throws CodecException {
    MemorySegment bytes = stored;
    for (int i = byteCodecs.size() - 1; i >= least; i--) {
      boolean copies = !(byteCodecs.get(i) instanceof ChecksumCodec);
      MemorySegment target = copies ? scratch.take(stageBytes[i]) : bytes;
      bytes = decode(bytes, i, target, scratch);
    }
    return bytes;
  }

  private MemorySegment decode(MemorySegment bytes, int i, MemorySegment target, Scratch scratch)
      throws CodecException {
    ByteCodec codec = byteCodecs.get(i);
    return codec instanceof ChecksumCodec checksum
        ? checksum.verified(bytes)
        : target.asSlice(0, codec.decode(bytes, target, scratch));
  }

  /** Moves a raw chunk's elements to their places in a block that may be the same memory. */
  private void unpack(MemorySegment raw, Block into) {
    MemorySegment elements = into.segment();
    if (!isDirect(into.shape())) {
      StridedCopy.copy(stored(raw, into.shape()), into);
    } else if (raw.address() != elements.address()) {
      elements.copyFrom(raw);
    }
    fixElements(into);
  }

  /** The box at the begin of a raw chunk, as a block of its elements. */
  private Block stored(MemorySegment raw, Shape box) {
    return Block.of(raw, dtype, chunkShape).withLayout(box, 0, storedStrides);
  }

  /** Makes stored elements, which are in their places, the engine's own: byte order, bools. */
  void fixElements(Block into) {
    MemorySegment elements = into.segment();
    if (swapped) {
      Elements.swap(elements, dtype.bytes());
    }
    if (dtype == DType.BOOL) {
      Elements.normalizeBools(elements);
    }
  }

  /** Scratch bytes for {@link #encodeChunk}. */
  long encodeScratchBytes(boolean allDirect) {
    long bytes = allDirect && !swapped ? 0 : Scratch.bytes(rawBytes);
    for (int i = 0; i < byteCodecs.size(); i++) {
      bytes += Scratch.bytes(stageBytes[i + 1]);
      bytes += byteCodecs.get(i).encodeScratchBytes(stageBytes[i]);
    }
    return bytes;
  }

  /** The stored form of a chunk: the block's own memory or scratch. */
  MemorySegment encodeChunk(Block block, Scratch scratch) throws IOException {
    return encode(pack(block, scratch), scratch);
  }

  /**
   * The raw chunk of a block: the block's own memory, or scratch. What is outside the array is fill
   * value.
   */
  private MemorySegment pack(Block block, Scratch scratch) {
    boolean direct = isDirect(block.shape());
    if (direct && !swapped) {
      return block.segment();
    }
    MemorySegment raw = scratch.take(rawBytes);
    if (direct) {
      raw.copyFrom(block.segment());
    } else {
      if (block.shape().size() < chunkShape.size()) {
        fill.set(raw);
      }
      StridedCopy.copy(block, stored(raw, block.shape()));
    }
    if (swapped) {
      Elements.swap(raw, dtype.bytes());
    }
    return raw;
  }

  /** Applies the byte codecs to a raw chunk. */
  private MemorySegment encode(MemorySegment raw, Scratch scratch) throws IOException {
    MemorySegment bytes = raw;
    for (int i = 0; i < byteCodecs.size(); i++) {
      MemorySegment target = scratch.take(stageBytes[i + 1]);
      bytes = target.asSlice(0, byteCodecs.get(i).encode(bytes, target, scratch));
    }
    return bytes;
  }
}
