package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntConsumer;

/**
 * The threads of one call: the caller's is one of them. The first that fails stops the others
 * through {@link Progress}; an interrupt of the caller does, too.
 */
final class Crew {
  private Crew() {}

  /**
   * Has each worker do its work, and waits for all of them.
   *
   * @param work is given the worker's number
   */
  static void run(int workers, Progress progress, IntConsumer work) {
    List<Thread> threads = new ArrayList<>();
    try {
      for (int w = 1; w < workers; w++) {
        threads.add(start(w, progress, work));
      }
    } catch (Error e) { // no more threads to be had: those that run must not outlive this call
      progress.fail(e);
    }
    guarded(0, progress, work);
    boolean interrupted = false;
    for (Thread t : threads) {
      while (t.isAlive()) {
        try {
          t.join();
        } catch (InterruptedException e) {
          interrupted = true;
          progress.fail(new CancellationException("run was cancelled"));
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    switch (progress.failure()) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case Throwable e -> throw new IllegalStateException("worker failed: " + e, e);
    }
  }

  private static Thread start(int number, Progress progress, IntConsumer work) {
    return Thread.ofPlatform()
        .name("hyperslab-stencil-" + number)
        .daemon()
        .start(() -> guarded(number, progress, work));
  }

  private static void guarded(int number, Progress progress, IntConsumer work) {
    try {
      work.accept(number);
    } catch (Throwable e) {
      progress.fail(e);
    }
  }
}
