package org.hyperslab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.hyperslab.kernel.StridedCopy;
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

/**
 * Transposes of square matrices, and a copy of the same memory. Counts bytes read and bytes
 * written.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TransposeBenchmark {
  @Param({"1", "2", "4", "8"})
  public int elementBytes;

  /** 64 KiB to 512 KiB, or 16 MiB to 128 MiB. */
  @Param({"256", "4096"})
  public long side;

  private Arena arena;
  private MemorySegment from;
  private MemorySegment to;

  @Setup
  public void fill() {
    arena = Arena.ofShared();
    from = arena.allocate(side * side * elementBytes, 64).fill((byte) 1);
    to = arena.allocate(side * side * elementBytes, 64).fill((byte) 2);
  }

  @TearDown
  public void free() {
    arena.close();
  }

  @Benchmark
  public void copy(Traffic traffic) {
    traffic.moved(2 * from.byteSize());
    MemorySegment.copy(from, 0, to, 0, from.byteSize());
  }

  @Benchmark
  public void transpose(Traffic traffic) {
    traffic.moved(2 * from.byteSize());
    long row = side * elementBytes;
    StridedCopy.copy2d(
        to.address(),
        row,
        elementBytes,
        from.address(),
        elementBytes,
        row,
        side,
        side,
        elementBytes);
  }
}
