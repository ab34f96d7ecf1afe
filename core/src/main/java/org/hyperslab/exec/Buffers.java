package org.hyperslab.exec;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.BlockPool;

/** Buffers that one owner takes and gives back all at once. Not thread-safe. */
final class Buffers implements AutoCloseable {
  private final BlockPool pool;
  private final List<BlockPool.Buffer> taken = new ArrayList<>();

  Buffers(BlockPool pool) {
    this.pool = pool;
  }

  BlockPool.Buffer take(long bytes) {
    BlockPool.Buffer buffer = pool.take(bytes);
    taken.add(buffer);
    return buffer;
  }

  @Override
  public void close() {
    taken.forEach(BlockPool.Buffer::close);
    taken.clear();
  }
}
