package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hyperslab.codec.CodecException;

/**
 * Where the inner chunks of a shard are, as its index says, which is found to lie inside the shard
 * and outside the index itself. Immutable.
 */
final class ShardIndex {
  /** Both numbers of a chunk that isn't stored. */
  static final long EMPTY = -1;

  private final long[] entries;
  private final ObjectVersion object;

  private ShardIndex(long[] entries, ObjectVersion object) {
    this.entries = entries;
    this.object = object;
  }

  /**
   * Reads an index.
   *
   * @param stored the index as it is stored
   * @param chunks how many inner chunks there are
   * @param shard where in the object the shard is
   * @param object what was read
   * @throws CodecException if the checksum is wrong or a chunk is outside
   */
  static ShardIndex read(
      ShardingCodec codec, MemorySegment stored, int chunks, Extent shard, ObjectVersion object)
      throws CodecException {
    ValueLayout.OfLong number = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(codec.indexOrder());
    MemorySegment numbers = codec.checkedIndex(stored);
    long indexBytes = codec.indexBytes(chunks);
    long least = codec.indexAtStart() ? indexBytes : 0;
    long most = codec.indexAtStart() ? shard.bytes() : shard.bytes() - indexBytes;
    long[] entries = new long[2 * chunks];
    for (int i = 0; i < chunks; i++) {
      long offset = numbers.get(number, 16L * i);
      long bytes = numbers.get(number, 16L * i + 8);
      boolean empty = offset == EMPTY && bytes == EMPTY;
      if (!empty && (offset < least || bytes < 1 || offset > most || bytes > most - offset)) {
        throw new CodecException(
            "shard index: chunk %d is outside the shard: offset=%s, bytes=%s, shard bytes=%d"
                .formatted(
                    i, Long.toUnsignedString(offset), Long.toUnsignedString(bytes), shard.bytes()),
            16L * i);
      }
      entries[2 * i] = empty ? EMPTY : shard.offset() + offset;
      entries[2 * i + 1] = bytes;
    }
    return new ShardIndex(entries, object);
  }

  /**
   * A part of an object.
   *
   * @param offset in bytes
   */
  record Extent(long offset, long bytes) {
    boolean isEmpty() {
      return offset == EMPTY;
    }
  }

  /** Where an inner chunk is in the object. */
  Extent extent(int chunk) {
    return new Extent(entries[2 * chunk], entries[2 * chunk + 1]);
  }

  /** How many inner chunks there are. */
  int chunks() {
    return entries.length / 2;
  }

  /** The object's version when the index was read. */
  ObjectVersion object() {
    return object;
  }
}
