package org.hyperslab.stencil.stream;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.exec.ChunkLoader;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a source that tasks need now or soon. The first task that asks for a chunk loads
 * it, others wait for that; the last one lets its memory go. Thread-safe.
 */
final class LoadedChunks implements AutoCloseable {
  private final ChunkSource source;
  private final Lifetimes lifetimes;
  private final BlockPool pool;
  private final ChunkLoader loader;
  private final Map<Long, Slot> slots = new HashMap<>();
  private boolean stopped;

  LoadedChunks(ChunkSource source, Lifetimes lifetimes, BlockPool pool, ChunkLoader loader) {
    this.source = source;
    this.lifetimes = lifetimes;
    this.pool = pool;
    this.loader = loader;
  }

  private static final class Slot {
    final BlockPool.Buffer buffer;
    final Block block;
    int usesLeft;
    boolean loaded;

    Slot(BlockPool.Buffer buffer, Block block, int uses) {
      this.buffer = buffer;
      this.block = block;
      this.usesLeft = uses;
    }
  }

  ChunkSource source() {
    return source;
  }

  /**
   * A chunk; to be followed by {@link #release}.
   *
   * @param scratch what the source needs for loading
   * @return its elements; null if the pass was stopped
   */
  @Nullable Block acquire(long chunk, int task, MemorySegment scratch) throws InterruptedException {
    Slot slot;
    synchronized (this) {
      slot = slots.get(chunk);
      if (slot != null) {
        while (!slot.loaded && !stopped) {
          wait();
        }
        return stopped ? null : slot.block;
      }
      BlockPool.Buffer buffer =
          pool.take(source.grid().region(chunk).size() * source.dtype().bytes());
      Block block = Block.of(buffer.segment(), source.dtype(), source.grid().region(chunk).shape());
      slot = new Slot(buffer, block, lifetimes.uses(chunk, task));
      slots.put(chunk, slot);
    }
    loader.load(source, chunk, slot.block, scratch);
    synchronized (this) {
      slot.loaded = true;
      notifyAll();
      return stopped ? null : slot.block;
    }
  }

  /** Ends the use of a chunk by one task. */
  synchronized void release(long chunk) {
    Slot slot = slots.get(chunk);
    if (slot != null && --slot.usesLeft == 0) {
      slots.remove(chunk);
      slot.buffer.close();
    }
  }

  /** Lets those go who wait: a chunk they wait for may never come. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }

  /** Gives all memory back, once nobody uses a chunk any more. */
  @Override
  public synchronized void close() {
    slots.values().forEach(slot -> slot.buffer.close());
    slots.clear();
  }
}
