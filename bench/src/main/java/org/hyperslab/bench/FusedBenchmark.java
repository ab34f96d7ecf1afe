package org.hyperslab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;
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
 * {@code sqrt(a*a + b*b) * 2 - a} over float64 arrays in memory, by one worker, beside the same
 * expression written by hand as one SIMD loop. Counts the bytes of a, b and the result.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FusedBenchmark {
  /** Three arrays of 128 KiB, which fit into L2, or of 128 MiB. */
  @Param({"16384", "16777216"})
  public long elements;

  private Arena arena;
  private MemorySegment to;
  private Session session;
  private DenseArray a;
  private DenseArray b;
  private ChunkedArray expression;

  @Setup
  public void fill() {
    arena = Arena.ofShared();
    to = arena.allocate(elements * 8, 64);
    session = Session.builder().memory("1GiB").workers(1).build();
    Random random = Random.seeded(1);
    a = random.uniform(Shape.of(elements), Chunks.auto()).compute(session);
    b = random.uniform(Shape.of(elements), Chunks.auto()).compute(session);
    expression = Fused.expression(a.chunked(), b.chunked());
  }

  @TearDown
  public void free() {
    a.close();
    b.close();
    session.close();
    arena.close();
  }

  @Benchmark
  public void byHand(Traffic traffic) {
    traffic.moved(3 * 8 * elements);
    ReadLoop.fused(a.bytes(), b.bytes(), to);
  }

  /** A whole computation per evaluation: planning and starting it weigh on small arrays. */
  @Benchmark
  public void compute(Traffic traffic) {
    traffic.moved(3 * 8 * elements);
    expression.compute(session).close();
  }
}
