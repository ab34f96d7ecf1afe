package org.hyperslab.stencil;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many passes each block has behind it, and its front. Who needs neighbours to have come so far
 * waits for them alone, not for everybody: spinning for up to about a millisecond, a pass's time,
 * where all have a core, and sleeping for short times after that: waking up takes longer than most
 * waits. Thread-safe.
 */
final class Progress {
  /** Counters are that far from each other, so that no two share a cache line. */
  private static final int SPACING = 16;

  private static final int SPINS = 30_000;

  private static final int SPINS_WITHOUT_CORES = 1000;
  private static final long NAP_NANOS = 20_000;

  private final AtomicLongArray passes;
  private final AtomicLongArray fronts;
  private final int spins;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /**
   * Nothing is done yet.
   *
   * @param workers threads that wait for each other
   */
  Progress(int blocks, int workers) {
    spins = workers <= Runtime.getRuntime().availableProcessors() ? SPINS : SPINS_WITHOUT_CORES;
    passes = new AtomicLongArray(blocks * SPACING);
    fronts = new AtomicLongArray(blocks * SPACING);
  }

  /** A block has so many passes behind it; whoever waits sees what was written before. */
  void ended(int block, long count) {
    fronts.setRelease(block * SPACING, count);
    passes.setRelease(block * SPACING, count);
  }

  /** The front of a block has so many passes behind it (see {@link Course}). */
  void frontEnded(int block, long count) {
    fronts.setRelease(block * SPACING, count);
  }

  /** Waits until a block has so many passes behind it. */
  void await(int block, long count) {
    await(passes, block, count);
  }

  /** Waits until a block's front has so many passes behind it. */
  void awaitFront(int block, long count) {
    await(fronts, block, count);
  }

  private void await(AtomicLongArray counts, int block, long count) {
    for (int spun = 0; counts.getAcquire(block * SPACING) < count; spun++) {
      stopIfFailed();
      if (spun < spins) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(NAP_NANOS);
      }
    }
  }

  /** Throws if somebody failed, or if this thread was interrupted. */
  void stopIfFailed() {
    if (Thread.currentThread().isInterrupted()) {
      fail(new CancellationException("run was cancelled"));
    }
    if (failure.get() != null) {
      throw new CancellationException("another worker failed");
    }
  }

  /** Stops everybody who waits. */
  void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
  }

  /** The first failure. */
  @Nullable Throwable failure() {
    return failure.get();
  }
}
