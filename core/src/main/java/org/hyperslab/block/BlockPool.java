package org.hyperslab.block;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Off-heap memory for blocks, kept for reuse. Memory is handed out in size classes, eight to each
 * power of two, so that at most an eighth is lost to rounding, and returns to the class's free
 * list, so that the pages of a chunk are touched for the first time once and not once per chunk.
 *
 * <p>Who takes memory must hold a lease of at least {@link #sizeClass} bytes for it: the pool
 * checks that what is out never exceeds what the budget has leased. What lies on the free lists
 * counts against the budget's limit too: before the pool grows it frees what is cached, so that
 * memory out and memory cached together stay below the limit. Thread-safe.
 */
public final class BlockPool implements AutoCloseable {
  private static final long ALIGNMENT = 64;
  private static final long SMALLEST = 1024;

  private final MemoryBudget budget;
  private final TreeMap<Long, ArrayDeque<Slab>> free = new TreeMap<>();
  private long outBytes;
  private long cachedBytes;
  private long peakBytes;
  private boolean closed;

  private record Slab(Arena arena, MemorySegment segment) {}

  public BlockPool(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Memory that was taken from the pool; closing gives it back. The bytes are not cleared. */
  public final class Buffer implements AutoCloseable {
    private final Slab slab;
    private final MemorySegment segment;
    private boolean returned;

    private Buffer(Slab slab, long bytes) {
      this.slab = slab;
      this.segment = slab.segment.asSlice(0, bytes);
    }

    /** The bytes that were asked for, aligned to 64. Must not be used once this is closed. */
    public MemorySegment segment() {
      return segment;
    }

    @Override
    public void close() {
      synchronized (BlockPool.this) {
        if (!returned) {
          returned = true;
          giveBack(slab, false);
        }
      }
    }

    /**
     * Gives the memory back to the system: segments of it that are still around fail when they are
     * used.
     */
    void discard() {
      synchronized (BlockPool.this) {
        if (!returned) {
          returned = true;
          giveBack(slab, true);
        }
      }
    }
  }

  /** The budget that this pool's memory is leased from. */
  public MemoryBudget budget() {
    return budget;
  }

  /** The bytes that taking {@code bytes} really takes. */
  public static long sizeClass(long bytes) {
    if (bytes <= SMALLEST) {
      return bytes == 0 ? 0 : SMALLEST;
    }
    long step = Long.highestOneBit(bytes - 1) / 8;
    return (bytes + step - 1) / step * step;
  }

  /**
   * Takes memory. Its content is what the last user left there.
   *
   * @throws IllegalStateException if more would be out than the budget has leased
   */
  public synchronized Buffer take(long bytes) {
    if (closed) {
      throw new IllegalStateException("block pool is closed");
    }
    long size = sizeClass(bytes);
    if (outBytes + size > budget.used()) {
      throw new IllegalStateException(
          "memory taken without a lease: bytes=" + size + ", out=" + outBytes + ", " + budget);
    }
    ArrayDeque<Slab> cached = free.get(size);
    Slab slab;
    if (cached != null && !cached.isEmpty()) {
      slab = cached.pop();
      cachedBytes -= size;
    } else {
      trim(budget.limit() - outBytes - size);
      Arena arena = Arena.ofShared();
      slab = new Slab(arena, arena.allocate(size, ALIGNMENT));
    }
    outBytes += size;
    peakBytes = Math.max(peakBytes, outBytes);
    return new Buffer(slab, bytes);
  }

  private void giveBack(Slab slab, boolean discard) {
    long size = slab.segment.byteSize();
    outBytes -= size;
    if (closed || discard) {
      slab.arena.close();
    } else {
      free.computeIfAbsent(size, k -> new ArrayDeque<>()).push(slab);
      cachedBytes += size;
    }
  }

  /** Frees cached memory, largest first, until at most {@code bytes} of it are left. */
  private void trim(long bytes) {
    while (cachedBytes > Math.max(0, bytes)) {
      Map.Entry<Long, ArrayDeque<Slab>> largest = free.lastEntry();
      Slab slab = largest.getValue().poll();
      if (slab == null) {
        free.pollLastEntry();
      } else {
        cachedBytes -= largest.getKey();
        slab.arena.close();
      }
    }
  }

  /** Bytes that are taken now, rounded to their size classes. */
  public synchronized long outBytes() {
    return outBytes;
  }

  /** The most bytes that were taken at once since the last {@link #resetPeak}. */
  public synchronized long peakBytes() {
    return peakBytes;
  }

  /** Forgets the peak; it is then what is taken now. */
  public synchronized void resetPeak() {
    peakBytes = outBytes;
  }

  /** Bytes that lie on the free lists. */
  public synchronized long cachedBytes() {
    return cachedBytes;
  }

  /** Frees the cached memory; what is still out is freed when it comes back. */
  @Override
  public synchronized void close() {
    closed = true;
    trim(0);
  }
}
