package org.hyperslab.stencil.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.hyperslab.exec.ComputeException;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do the same work until there is none left. The first that fails stops the others,
 * and so does an interrupt of the thread that waits for them.
 */
final class Crew {
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Runnable stop;

  /**
   * @param stop called when the work is to end early, by any thread; wakes those that wait
   */
  Crew(Runnable stop) {
    this.stop = stop;
  }

  /** What a thread does; it ends early when {@link #stopped} says so. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  boolean stopped() {
    return failure.get() != null;
  }

  private void fail(Throwable cause) {
    failure.compareAndSet(null, cause);
    stop.run();
  }

  /** Runs the work on so many new threads, and waits for them. */
  void run(int threads, Work work) {
    List<Thread> running = new ArrayList<>();
    try {
      for (int t = 0; t < threads; t++) {
        running.add(
            Thread.ofPlatform().name("hyperslab-stream-" + t).daemon().start(() -> guard(work)));
      }
    } catch (Error e) { // no more threads to be had: those that run must not outlive this call
      fail(e);
    }
    boolean interrupted = false;
    for (Thread t : running) {
      interrupted |= join(t);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (failure.get()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new ComputeException("worker failed: " + e.getMessage(), e);
    }
  }

  private void guard(Work work) {
    try {
      work.run();
    } catch (Throwable e) {
      fail(e);
    }
  }

  /** Whether this thread was interrupted meanwhile. */
  private boolean join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
        fail(new CancellationException("run was cancelled"));
      }
    }
  }
}
