package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.hyperslab.block.Block;
import org.hyperslab.block.FillValue;
import org.hyperslab.codec.Scratch;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.kernel.StridedCopy;

/**
 * Composes shards in memory: the inner chunks one behind the other, and their index. Inner chunks
 * of nothing but fill value aren't stored, nor are those beyond the array.
 */
final class ShardWriter implements ChunkEncoder {
  private final ArrayMetadata metadata;
  private final ShardingCodec codec;
  private final Shape counts;
  private final CodecChain chain;

  ShardWriter(ArrayMetadata metadata, ShardingCodec codec) {
    this.metadata = metadata;
    this.codec = codec;
    this.counts = codec.counts(metadata.chunkShape());
    this.chain = new CodecChain(metadata, codec.codecs(), codec.chunkShape());
  }

  private long indexBytes() {
    return codec.indexBytes(counts.size());
  }

  private long maxShardBytes() {
    return indexBytes() + counts.size() * chain.maxStoredBytes();
  }

  @Override
  public long scratchBytes() {
    return Scratch.bytes(maxShardBytes())
        + Scratch.bytes(chain.rawBytes())
        + chain.encodeScratchBytes(false);
  }

  @Override
  public MemorySegment encodeChunk(Block block, Scratch scratch) throws IOException {
    MemorySegment shard = scratch.take(maxShardBytes());
    long indexBytes = indexBytes();
    long[] index = new long[2 * Math.toIntExact(counts.size())];
    Arrays.fill(index, ShardIndex.EMPTY);
    long end = codec.indexAtStart() ? indexBytes : 0;
    ChunkGrid inner = ChunkGrid.regular(block.shape(), codec.chunkShape().toArray());
    long[] strides = Strides.contiguous(counts);
    for (long i = 0; i < inner.count(); i++) {
      long[] coords = inner.coords(i);
      long mark = scratch.mark();
      Block part = part(block, inner.region(coords), scratch);
      if (!isFill(part.segment(), metadata.fill().value())) {
        MemorySegment stored = chain.encodeChunk(part, scratch);
        shard.asSlice(end, stored.byteSize()).copyFrom(stored);
        int at = 2 * Math.toIntExact(Strides.offset(strides, coords));
        index[at] = end;
        index[at + 1] = stored.byteSize();
        end += stored.byteSize();
      }
      scratch.release(mark);
    }
    writeIndex(index, shard.asSlice(codec.indexAtStart() ? 0 : end, indexBytes));
    return shard.asSlice(0, codec.indexAtStart() ? end : end + indexBytes);
  }

  /** An inner chunk as a block of its own. */
  private static Block part(Block block, Region region, Scratch scratch) {
    int elementBytes = block.dtype().bytes();
    MemorySegment memory = scratch.take(region.size() * elementBytes);
    Block part = Block.of(memory, block.dtype(), region.shape());
    StridedCopy.copy(block.slice(region), part);
    return part;
  }

  /** Whether all elements have the fill value's bits: the first one has, and all equal the next. */
  private static boolean isFill(MemorySegment elements, FillValue fill) {
    int bytes = fill.dtype().bytes();
    long first =
        switch (bytes) {
          case 1 -> elements.get(ValueLayout.JAVA_BYTE, 0) & 0xffL;
          case 2 -> elements.get(ValueLayout.JAVA_SHORT_UNALIGNED, 0) & 0xffffL;
          case 4 -> elements.get(ValueLayout.JAVA_INT_UNALIGNED, 0) & 0xffff_ffffL;
          default -> elements.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
        };
    long most = elements.byteSize() - bytes;
    return first == fill.bits()
        && elements.asSlice(0, most).mismatch(elements.asSlice(bytes, most)) < 0;
  }

  private void writeIndex(long[] index, MemorySegment into) {
    ValueLayout.OfLong number = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(codec.indexOrder());
    for (int i = 0; i < index.length; i++) {
      into.set(number, 8L * i, index[i]);
    }
    codec.appendChecksum(into);
  }
}
