package org.hyperslab.exec;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.plan.SharedChunks;
import org.hyperslab.plan.Stage;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stage that more than one task or operand needs. How often a chunk will be asked
 * for is known beforehand, from the tasks' grid and the maps; it stays until the last use if the
 * cache has room for it, and is loaded again otherwise. A chunk that is in use counts as its user's
 * memory; the cache's own bytes are those of chunks that wait for their next use. A chunk is loaded
 * by the first thread that asks, the others wait for it. Thread-safe.
 */
final class ChunkCache {
  private final ChunkLoader loader;
  private final BlockPool pool;
  private final long capacityBytes;
  private final SharedChunks shared;
  private final Map<SharedChunks.Chunk, Entry> entries = new HashMap<>();
  private final Map<SharedChunks.Chunk, Long> usesLeft = new HashMap<>();
  private long waitingBytes;

  /** A chunk in memory, pinned by its users. */
  static final class Entry {
    private final SharedChunks.Chunk chunk;
    private final BlockPool.Buffer buffer;
    private final Block block;
    private int pins;
    private boolean loaded;
    private @Nullable Throwable failure;

    private Entry(SharedChunks.Chunk chunk, BlockPool.Buffer buffer) {
      this.chunk = chunk;
      this.buffer = buffer;
      this.block =
          Block.of(
              buffer.segment(),
              chunk.source().dtype(),
              chunk.source().grid().region(chunk.ordinal()).shape());
    }

    Block block() {
      return block;
    }
  }

  ChunkCache(Stage stage, ChunkLoader loader, BlockPool pool) {
    this.loader = loader;
    this.pool = pool;
    this.capacityBytes = stage.cacheBytes();
    this.shared = SharedChunks.of(stage.grid(), stage.program(), stage.layout());
  }

  /** A chunk, loaded and pinned. Every pin is paired with a {@link #release}. */
  Entry acquire(ChunkSource source, long ordinal, MemorySegment scratch) {
    SharedChunks.Chunk chunk = new SharedChunks.Chunk(source, ordinal);
    Entry entry;
    boolean mine = false;
    synchronized (this) {
      entry = entries.get(chunk);
      if (entry == null) {
        entry =
            new Entry(
                chunk, pool.take(source.grid().region(ordinal).size() * source.dtype().bytes()));
        entries.put(chunk, entry);
        mine = true;
      } else if (entry.pins == 0) {
        waitingBytes -= size(entry);
      }
      entry.pins++;
    }
    if (mine) {
      load(entry, scratch);
    } else {
      await(entry);
    }
    return entry;
  }

  private void load(Entry entry, MemorySegment scratch) {
    try {
      loader.load(entry.chunk.source(), entry.chunk.ordinal(), entry.block, scratch);
    } catch (RuntimeException | Error e) {
      ended(entry, e);
      release(entry);
      throw e;
    }
    ended(entry, null);
  }

  private synchronized void ended(Entry entry, @Nullable Throwable failure) {
    entry.loaded = failure == null;
    entry.failure = failure;
    notifyAll();
  }

  private synchronized void await(Entry entry) {
    boolean interrupted = false;
    while (!entry.loaded && entry.failure == null) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (entry.failure != null) {
      release(entry);
      throw new ComputeException(String.valueOf(entry.failure.getMessage()), entry.failure);
    }
  }

  private static long size(Entry entry) {
    return BlockPool.sizeClass(entry.buffer.segment().byteSize());
  }

  /** Unpins a chunk; it stays if it will be needed again and there is room. */
  synchronized void release(Entry entry) {
    long left = usesLeft.computeIfAbsent(entry.chunk, shared::uses) - 1;
    usesLeft.put(entry.chunk, left);
    if (--entry.pins > 0) {
      return;
    }
    if (left > 0 && entry.failure == null && waitingBytes + size(entry) <= capacityBytes) {
      waitingBytes += size(entry);
      return;
    }
    entries.remove(entry.chunk);
    entry.buffer.close();
    if (left <= 0) {
      usesLeft.remove(entry.chunk);
    }
  }

  /** Gives back what waits; what is still pinned is given back by its users. */
  synchronized void clear() {
    for (Entry e : entries.values()) {
      if (e.pins == 0) {
        e.buffer.close();
      }
    }
    entries.values().removeIf(e -> e.pins == 0);
    waitingBytes = 0;
  }
}
