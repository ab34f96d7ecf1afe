package org.hyperslab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The speed of light: plain loops over memory in L1, in L2 and beyond all caches. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MemoryBenchmark {
  /** 16 KiB, 256 KiB, 256 MiB. */
  @Param({"16384", "262144", "268435456"})
  public long bytes;

  private Arena arena;
  private MemorySegment from;
  private MemorySegment to;

  @Setup
  public void allocate() {
    arena = Arena.ofShared();
    from = arena.allocate(bytes, 64).fill((byte) 1);
    to = arena.allocate(bytes, 64).fill((byte) 2);
  }

  @TearDown
  public void free() {
    arena.close();
  }

  /** Bytes read. */
  @Benchmark
  public long read(Traffic traffic) {
    traffic.moved(bytes);
    return ReadLoop.sum(from);
  }

  /** Bytes read and bytes written. */
  @Benchmark
  public void copy(Traffic traffic) {
    traffic.moved(2 * bytes);
    MemorySegment.copy(from, 0, to, 0, bytes);
  }
}
