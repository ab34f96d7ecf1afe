package org.hyperslab.exec;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.hyperslab.block.BlockPool;
import org.hyperslab.plan.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what a run does, and tells a listener from time to time. Thread-safe. */
final class Meter {
  private static final Logger LOG = LoggerFactory.getLogger(Meter.class);

  private static final long INTERVAL_NANOS = 100_000_000;

  private final LongAdder tasks = new LongAdder();
  private final LongAdder chunksRead = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder chunksWritten = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private final Plan plan;
  private final long planTasks;
  private final BlockPool pool;
  private final ProgressListener listener;
  private final boolean listening;
  private final long start;
  private final long heldBytes;
  private final AtomicLong nextReport;

  Meter(Plan plan, BlockPool pool, ProgressListener listener, long startNanos) {
    this.plan = plan;
    this.planTasks = plan.tasks();
    this.pool = pool;
    this.listener = listener;
    this.listening = !listener.equals(ProgressListener.NONE);
    this.start = startNanos;
    this.heldBytes = pool.outBytes();
    this.nextReport = new AtomicLong(startNanos + INTERVAL_NANOS);
  }

  void read(long bytes) {
    chunksRead.increment();
    bytesRead.add(bytes);
  }

  void wrote(long bytes) {
    chunksWritten.increment();
    bytesWritten.add(bytes);
  }

  void tasksDone(int n) {
    tasks.add(n);
    if (listening) {
      long now = System.nanoTime();
      long due = nextReport.get();
      if (now - due >= 0 && nextReport.compareAndSet(due, now + INTERVAL_NANOS)) {
        report(now);
      }
    }
  }

  private synchronized void report(long now) {
    tell(() -> listener.progressed(progress(now)));
  }

  /** A listener that throws is no reason for a run to fail. */
  void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.warn("progress listener failed", e);
    }
  }

  private ProgressListener.Progress progress(long now) {
    return new ProgressListener.Progress(
        tasks.sum(),
        planTasks,
        chunksRead.sum(),
        bytesRead.sum(),
        bytesWritten.sum(),
        pool.outBytes(),
        pool.budget().limit(),
        (now - start) / 1e9);
  }

  RunReport end(int workers) {
    return new RunReport(
        (System.nanoTime() - start) / 1e9,
        plan.stages().size(),
        tasks.sum(),
        chunksRead.sum(),
        bytesRead.sum(),
        chunksWritten.sum(),
        bytesWritten.sum(),
        Math.max(0, pool.peakBytes() - heldBytes),
        plan.peakBytes(),
        pool.budget().limit(),
        workers);
  }
}
