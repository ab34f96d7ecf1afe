package org.hyperslab.block;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that all blocks, buffers, caches and results of a session together may take. Memory is
 * asked for as leases, which are closed when the memory is given back; the budget knows how much is
 * leased, how much was at most, and by whom. Thread-safe.
 */
public final class MemoryBudget {
  private final long limit;
  private final Map<String, Long> holders = new TreeMap<>();
  private long used;
  private long peak;

  /**
   * @param limit bytes that may be leased at once
   */
  public MemoryBudget(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("budget less than 1 byte: " + limit);
    }
    this.limit = limit;
  }

  /** A number of bytes, held until closed. Closing twice does nothing. */
  public final class Lease implements AutoCloseable {
    private final String holder;
    private long bytes;

    private Lease(String holder, long bytes) {
      this.holder = holder;
      this.bytes = bytes;
    }

    /** The bytes still held. */
    public long bytes() {
      synchronized (MemoryBudget.this) {
        return bytes;
      }
    }

    /** Gives part of the lease back. */
    public void shrink(long byBytes) {
      synchronized (MemoryBudget.this) {
        if (byBytes < 0 || byBytes > bytes) {
          throw new IllegalArgumentException("lease shrinks by " + byBytes + ", holds " + bytes);
        }
        bytes -= byBytes;
        release(holder, byBytes);
      }
    }

    /** Hands part of the lease to a holder of another name, without giving it back in between. */
    public Lease split(String newHolder, long splitBytes) {
      synchronized (MemoryBudget.this) {
        if (splitBytes < 0 || splitBytes > bytes) {
          throw new IllegalArgumentException("lease splits off " + splitBytes + ", holds " + bytes);
        }
        bytes -= splitBytes;
        add(holder, -splitBytes);
        add(newHolder, splitBytes);
        return new Lease(newHolder, splitBytes);
      }
    }

    @Override
    public void close() {
      synchronized (MemoryBudget.this) {
        long held = bytes;
        bytes = 0;
        release(holder, held);
      }
    }
  }

  /** A lease, or null if it does not fit now. */
  public synchronized @Nullable Lease tryLease(String holder, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("negative lease: holder=" + holder + ", bytes=" + bytes);
    }
    if (bytes > limit - used) {
      return null;
    }
    used += bytes;
    peak = Math.max(peak, used);
    add(holder, bytes);
    return new Lease(holder, bytes);
  }

  /**
   * A lease.
   *
   * @throws BudgetExceededException if it does not fit now; the message lists who holds what
   */
  public synchronized Lease lease(String holder, long bytes) {
    Lease lease = tryLease(holder, bytes);
    if (lease == null) {
      throw new BudgetExceededException(
          "budget exceeded: asked=%d, by=%s, limit=%d, used=%d, holders=%s"
              .formatted(bytes, holder, limit, used, holdersToString()));
    }
    return lease;
  }

  /**
   * A lease, once it fits.
   *
   * @throws BudgetExceededException if it never can, because it exceeds the whole budget
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public synchronized Lease awaitLease(String holder, long bytes) throws InterruptedException {
    while (true) {
      Lease lease = bytes > limit ? lease(holder, bytes) : tryLease(holder, bytes);
      if (lease != null) {
        return lease;
      }
      wait();
    }
  }

  private void add(String holder, long bytes) {
    holders.merge(holder, bytes, (a, b) -> a + b == 0 ? null : a + b);
  }

  private void release(String holder, long bytes) {
    if (bytes > 0) {
      used -= bytes;
      add(holder, -bytes);
      notifyAll();
    }
  }

  /** Bytes that may be leased at once. */
  public long limit() {
    return limit;
  }

  /** Bytes leased now. */
  public synchronized long used() {
    return used;
  }

  /** The most bytes that were leased at once since the last {@link #resetPeak}. */
  public synchronized long peak() {
    return peak;
  }

  /** Forgets the peak; it is then what is leased now. */
  public synchronized void resetPeak() {
    peak = used;
  }

  private String holdersToString() {
    return holders.entrySet().stream()
        .map(e -> e.getKey() + ": " + e.getValue())
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Override
  public synchronized String toString() {
    return "budget: limit="
        + limit
        + ", used="
        + used
        + ", peak="
        + peak
        + ", holders="
        + holdersToString();
  }
}
