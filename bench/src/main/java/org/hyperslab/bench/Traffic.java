package org.hyperslab.bench;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Counts the bytes that a benchmark moves. JMH prints a counter per unit of time: in benchmarks of
 * throughput per nanosecond, that is GB/s.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class Traffic {
  /** Bytes. The name is what JMH's table shows. */
  public long GBps;

  @Setup(Level.Iteration)
  public void reset() {
    GBps = 0;
  }

  void moved(long bytes) {
    GBps += bytes;
  }
}
