package org.hyperslab.exec;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one stage. All do the same work until there is none left; the first that fails
 * stops the others, and a thread that is interrupted while it waits for them stops them too.
 * Threads end with the work. Thread-safe, but for one {@link #run} only.
 */
public final class Team {
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Runnable onFailure;

  /** Threads that look at {@link #failed} often enough. */
  public Team() {
    this(() -> {});
  }

  /**
   * Threads that wait for each other.
   *
   * @param onFailure called once when the work is to end early, by any thread: wakes those that
   *     wait
   */
  public Team(Runnable onFailure) {
    this.onFailure = onFailure;
  }

  /** What a thread does; it ends early when {@link #failed} says so. */
  @FunctionalInterface
  public interface Work {
    /**
     * Does a thread's part.
     *
     * @param thread the thread's number, from 0
     */
    void run(int thread) throws Exception;
  }

  /** Whether the work is to stop. */
  public boolean failed() {
    return failure.get() != null;
  }

  /** Stops the work; the first cause counts. */
  public void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      onFailure.run();
    }
  }

  /**
   * Runs the work on {@code threads} threads, of which the caller's is none, and waits for them.
   *
   * @throws ComputeException if a thread failed with a checked exception; what else one throws is
   *     thrown as it is
   * @throws java.util.concurrent.CancellationException if the caller was interrupted meanwhile
   */
  public void run(int threads, Work work) {
    List<Thread> running = new ArrayList<>();
    try {
      for (int t = 0; t < threads; t++) {
        running.add(start(t, work));
      }
    } catch (Error e) { // no more threads to be had: those that run must not outlive this call
      fail(e);
    }
    for (Thread t : running) {
      join(t, running);
    }
    rethrow();
  }

  private Thread start(int number, Work work) {
    return Thread.ofPlatform()
        .name("hyperslab-" + number)
        .daemon()
        .start(
            () -> {
              try {
                work.run(number);
              } catch (Throwable e) {
                fail(e);
              }
            });
  }

  private void join(Thread thread, List<Thread> all) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(new java.util.concurrent.CancellationException("run was cancelled"));
        all.forEach(Thread::interrupt);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() {
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new ComputeException("worker failed: " + e, e);
    }
  }
}
