package org.hyperslab.zarr;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the requests of one call side by side. The thread that asks makes requests itself, and
 * virtual threads help it, so many at most for all calls together; where none is to be had,
 * requests go one after the other. When a request fails, no further ones are begun, and those of
 * the helpers are interrupted. No helper is left when a call returns: they write into its memory.
 * Thread-safe.
 */
final class ParallelRequests {
  private final Semaphore helpers;

  /**
   * @param most helpers at once
   */
  ParallelRequests(int most) {
    this.helpers = new Semaphore(most);
  }

  /** A request, made and its answer read. */
  @FunctionalInterface
  interface Request {
    void make() throws IOException;
  }

  /**
   * Makes requests, in any order; one after the other where their memory belongs to one thread.
   *
   * @param memory what they read from or write to
   * @throws IOException the first failure
   */
  void make(List<Request> requests, Stream<MemorySegment> memory) throws IOException {
    Thread other = Thread.ofVirtual().unstarted(() -> {});
    boolean shared = requests.size() > 1 && memory.allMatch(m -> m.isAccessibleBy(other));
    Call call = new Call(requests);
    for (int i = 1; shared && i < requests.size() && helpers.tryAcquire(); i++) {
      call.help();
    }
    call.work();
    call.join();
    call.throwFailure();
  }

  private final class Call {
    private final List<Request> requests;
    private final AtomicInteger next = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private @Nullable Throwable failure;

    Call(List<Request> requests) {
      this.requests = requests;
    }

    /** Starts a helper, for which there is a permit. */
    void help() {
      Thread thread =
          Thread.ofVirtual()
              .name("hyperslab-request")
              .unstarted(
                  () -> {
                    try {
                      work();
                    } finally {
                      helpers.release();
                    }
                  });
      synchronized (this) {
        threads.add(thread);
      }
      thread.start();
    }

    void work() {
      for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
        try {
          requests.get(i).make();
        } catch (IOException | RuntimeException | Error e) {
          fail(e);
        }
      }
    }

    private synchronized void fail(Throwable e) {
      if (failure == null) {
        failure = e;
        next.set(requests.size());
        for (Thread thread : threads) {
          if (!thread.equals(Thread.currentThread())) {
            thread.interrupt();
          }
        }
      }
    }

    /** Memory that others write into can't be left to them, so an interrupt only hurries them. */
    void join() {
      boolean interrupted = false;
      for (Thread thread : List.copyOf(threads)) {
        while (thread.isAlive()) {
          try {
            thread.join();
          } catch (InterruptedException e) {
            interrupted = true;
            fail(new InterruptedIOException("interrupted while requests were under way"));
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    synchronized void throwFailure() throws IOException {
      switch (failure) {
        case null -> {}
        case IOException e -> throw e;
        case RuntimeException e -> throw e;
        case Error e -> throw e;
        default -> throw new IllegalStateException(failure);
      }
    }
  }
}
