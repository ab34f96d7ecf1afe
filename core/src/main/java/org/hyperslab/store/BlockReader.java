package org.hyperslab.store;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads a file in blocks of 256 KiB and keeps the 32 that were last used, on the heap. What is
 * larger than a block is read as it is. Not thread-safe.
 */
final class BlockReader implements ByteReader {
  static final int BLOCK_BYTES = 256 << 10;
  private static final int MOST_BLOCKS = 32;

  private final ByteReader file;
  private final long size;
  private final Map<Long, MemorySegment> blocks =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, MemorySegment> eldest) {
          return size() > MOST_BLOCKS;
        }
      };

  BlockReader(ByteReader file) throws IOException {
    this.file = file;
    this.size = file.size();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long position, MemorySegment into) throws IOException {
    if (position > size - into.byteSize()) {
      throw new EOFException(
          "file ends early: bytes=%d, offset=%d, needed=%d"
              .formatted(size, position, into.byteSize()));
    }
    if (into.byteSize() > BLOCK_BYTES) {
      file.read(position, into);
      return;
    }
    for (long done = 0; done < into.byteSize(); ) {
      MemorySegment block = block((position + done) / BLOCK_BYTES);
      long from = (position + done) % BLOCK_BYTES;
      long bytes = Math.min(into.byteSize() - done, block.byteSize() - from);
      MemorySegment.copy(block, from, into, done, bytes);
      done += bytes;
    }
  }

  private MemorySegment block(long number) throws IOException {
    MemorySegment block = blocks.get(number);
    if (block == null) {
      long at = number * BLOCK_BYTES;
      block = MemorySegment.ofArray(new byte[(int) Math.min(BLOCK_BYTES, size - at)]);
      file.read(at, block);
      blocks.put(number, block);
    }
    return block;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
