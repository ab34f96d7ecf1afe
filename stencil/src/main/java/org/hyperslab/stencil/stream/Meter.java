package org.hyperslab.stencil.stream;

import java.util.concurrent.atomic.LongAdder;

/** Counts what is read and written. Thread-safe. */
final class Meter {
  private final LongAdder chunksRead = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder chunksWritten = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();

  void read(long bytes) {
    chunksRead.increment();
    bytesRead.add(bytes);
  }

  void wrote(long bytes) {
    chunksWritten.increment();
    bytesWritten.add(bytes);
  }

  StreamedSolver.Traffic traffic() {
    return new StreamedSolver.Traffic(
        chunksRead.sum(), bytesRead.sum(), chunksWritten.sum(), bytesWritten.sum());
  }
}
