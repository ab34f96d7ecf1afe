package org.hyperslab.exec;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Calls what recurses over a graph: in the caller's thread where the graph is shallow, else in a
 * thread whose stack is as large as the graph is deep.
 */
final class DeepStack {
  /** Levels that every thread has room for. */
  private static final int SHALLOW = 100;

  /** Several times what a level takes when code is interpreted. */
  private static final long BYTES_PER_LEVEL = 16L << 10;

  private static final long MOST_BYTES = 4L << 30;

  private DeepStack() {}

  static <T> T call(int levels, Supplier<T> work) {
    if (levels <= SHALLOW) {
      return work.get();
    }
    FutureTask<T> task = new FutureTask<>(work::get);
    long stackBytes = Math.min(MOST_BYTES, (1L << 20) + levels * BYTES_PER_LEVEL);
    Thread thread = new Thread(null, task, "hyperslab-plan", stackBytes);
    thread.setDaemon(true);
    thread.start();
    return result(task);
  }

  /** Waits for the end; an interrupt is left for the run that follows to see. */
  private static <T> T result(FutureTask<T> task) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          switch (e.getCause()) {
            case RuntimeException cause -> throw cause;
            case Error cause -> throw cause;
            case null -> throw new ComputeException("planning failed: " + e, e);
            case Throwable cause -> throw new ComputeException("planning failed: " + cause, cause);
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
