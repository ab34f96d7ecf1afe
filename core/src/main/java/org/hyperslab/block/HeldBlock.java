package org.hyperslab.block;

import java.lang.ref.Cleaner;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A block together with the memory under it, which is leased from a budget. It is held by whoever
 * made it and by every run that uses it, and given back when the last one lets go; one that nobody
 * closes is given back when it becomes unreachable. Thread-safe.
 */
public final class HeldBlock implements AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Block block;
  private final @Nullable Memory memory;
  private final Cleaner.Cleanable cleanable;
  private int holders = 1;

  /**
   * The part that outlives the object until it is cleaned. Memory that was let go is used again;
   * memory that became unreachable is freed, so that a segment of it that somebody kept fails
   * instead of showing other data.
   */
  private static final class Memory implements Runnable {
    private final BlockPool.Buffer buffer;
    private final MemoryBudget.Lease lease;
    private volatile boolean letGo;

    Memory(BlockPool.Buffer buffer, MemoryBudget.Lease lease) {
      this.buffer = buffer;
      this.lease = lease;
    }

    @Override
    public void run() {
      if (letGo) {
        buffer.close();
      } else {
        buffer.discard();
      }
      lease.close();
    }
  }

  private HeldBlock(Block block, @Nullable Memory memory) {
    this.block = block;
    this.memory = memory;
    this.cleanable = CLEANER.register(this, memory == null ? () -> {} : memory);
  }

  /**
   * Takes memory for a C-contiguous block; its content is undefined.
   *
   * @throws BudgetExceededException if the budget does not have it
   */
  public static HeldBlock take(BlockPool pool, String holder, DType dtype, Shape shape) {
    long bytes = Math.multiplyExact(shape.size(), dtype.bytes());
    MemoryBudget.Lease lease = pool.budget().lease(holder, BlockPool.sizeClass(bytes));
    try {
      BlockPool.Buffer buffer = pool.take(bytes);
      return new HeldBlock(Block.of(buffer.segment(), dtype, shape), new Memory(buffer, lease));
    } catch (RuntimeException | Error e) {
      lease.close();
      throw e;
    }
  }

  /**
   * A block whose memory is somebody else's: outside of any budget, and never given back from here.
   */
  public static HeldBlock unbudgeted(Block block) {
    return new HeldBlock(block, null);
  }

  /** The elements; not to be used once every holder has let go. */
  public Block block() {
    return block;
  }

  /**
   * Becomes another holder.
   *
   * @throws IllegalStateException if the memory was given back already
   */
  public synchronized void retain() {
    if (holders == 0) {
      throw new IllegalStateException("array was closed: shape=" + block.shape());
    }
    holders++;
  }

  /** Whether the memory is still there. */
  public synchronized boolean isOpen() {
    return holders > 0;
  }

  /** Lets go; the last holder gives the memory back. */
  @Override
  public synchronized void close() {
    if (holders > 0 && --holders == 0) {
      if (memory != null) {
        memory.letGo = true;
      }
      cleanable.clean();
    }
  }
}
