package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.hyperslab.codec.CodecException;
import org.hyperslab.grid.Shape;

/**
 * A chunk that is made of smaller ones, with an index of where each is in the stored object (v3
 * {@code sharding_indexed}).
 *
 * @param chunkShape an inner chunk's extents, which divide the outer one's
 * @param codecs of the inner chunks; another {@code ShardingCodec} may be the only one
 * @param indexOrder of the index's 64-bit numbers
 * @param indexChecked whether a CRC-32C follows the index
 * @param indexAtStart whether the index is before the chunks and not behind them
 */
record ShardingCodec(
    Shape chunkShape,
    List<Codec> codecs,
    ByteOrder indexOrder,
    boolean indexChecked,
    boolean indexAtStart)
    implements Codec {
  /** An index of so many chunks takes 8 MiB. */
  static final long MAX_CHUNKS = 1 << 19;

  private static final int ENTRY_BYTES = 16;
  private static final int CHECKSUM_BYTES = 4;
  private static final ValueLayout.OfInt CHECKSUM =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  ShardingCodec {
    codecs = List.copyOf(codecs);
  }

  /** How many inner chunks there are per dimension. */
  Shape counts(Shape outer) {
    long[] counts = new long[outer.rank()];
    for (int d = 0; d < counts.length; d++) {
      counts[d] = outer.dim(d) / chunkShape.dim(d);
    }
    return Shape.of(counts);
  }

  /** Bytes of the index of so many inner chunks. */
  long indexBytes(long chunks) {
    return ENTRY_BYTES * chunks + (indexChecked ? CHECKSUM_BYTES : 0);
  }

  /** The index's numbers, its checksum being checked. */
  MemorySegment checkedIndex(MemorySegment stored) throws CodecException {
    return indexChecked ? ChecksumCodec.crc32c().verified(stored) : stored;
  }

  /** Writes the checksum behind the numbers, if the index has one. */
  void appendChecksum(MemorySegment index) {
    if (indexChecked) {
      long bytes = index.byteSize() - CHECKSUM_BYTES;
      index.set(CHECKSUM, bytes, Checksum.CRC32C.of(index.asSlice(0, bytes)));
    }
  }

  @Override
  public String toString() {
    return "sharding_indexed(" + chunkShape + ", " + codecs + ")";
  }
}
