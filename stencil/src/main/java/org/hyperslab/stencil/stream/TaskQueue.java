package org.hyperslab.stencil.stream;

import java.util.TreeSet;

/**
 * Hands out tasks in order, and not too far ahead of the oldest one that still reads its chunks.
 * Thread-safe.
 */
final class TaskQueue {
  private final int count;
  private final int window;
  private final TreeSet<Integer> reading = new TreeSet<>();
  private int next;
  private boolean stopped;

  TaskQueue(int count, int window) {
    this.count = count;
    this.window = window;
  }

  /** The next task; negative if there is none, or if the pass was stopped. */
  synchronized int take() throws InterruptedException {
    while (!stopped && !reading.isEmpty() && next >= reading.first() + window) {
      wait();
    }
    if (stopped || next == count) {
      return -1;
    }
    reading.add(next);
    return next++;
  }

  /** A task needs its chunks no more. */
  synchronized void hasRead(int task) {
    reading.remove(task);
    notifyAll();
  }

  /** No more tasks. */
  synchronized void stop() {
    stopped = true;
    notifyAll();
  }
}
