package org.hyperslab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
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
 * Reading memory and doing next to nothing with it: what no kernel on one core can beat. Bytes per
 * microsecond are MB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class SpeedOfLightBenchmark {
  private static final VectorSpecies<Long> S = LongVector.SPECIES_PREFERRED;

  /** L1, L2, and what no cache holds. */
  @Param({"16384", "524288", "268435456"})
  long bytes;

  private Arena arena;
  private MemorySegment memory;

  @Setup
  public void allocate() {
    arena = Arena.ofConfined();
    memory = arena.allocate(bytes, 64);
    for (long i = 0; i < bytes; i += 8) {
      memory.set(ValueLayout.JAVA_LONG, i, i);
    }
  }

  @TearDown
  public void free() {
    arena.close();
  }

  @Benchmark
  public long read() {
    int width = S.vectorByteSize();
    LongVector a = LongVector.zero(S);
    LongVector b = a;
    LongVector c = a;
    LongVector d = a;
    for (long i = 0; i < bytes; i += 4L * width) {
      a = a.or(LongVector.fromMemorySegment(S, memory, i, ByteOrder.nativeOrder()));
      b = b.or(LongVector.fromMemorySegment(S, memory, i + width, ByteOrder.nativeOrder()));
      c = c.or(LongVector.fromMemorySegment(S, memory, i + 2L * width, ByteOrder.nativeOrder()));
      d = d.or(LongVector.fromMemorySegment(S, memory, i + 3L * width, ByteOrder.nativeOrder()));
    }
    return a.or(b).or(c.or(d)).reduceLanes(VectorOperators.OR);
  }
}
