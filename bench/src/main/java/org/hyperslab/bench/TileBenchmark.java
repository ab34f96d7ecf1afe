package org.hyperslab.bench;

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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Evaluation of fused expressions tile by tile, without the cost of starting a computation: rows of
 * 128 KiB, which stay in L2, are repeated a thousand times and summed, in one computation by one
 * worker. Counts the bytes of the inputs, once per repetition.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TileBenchmark {
  private static final long ROUNDS = 1000;
  private static final long ELEMENTS = 16384;

  private Session session;
  private DenseArray a;
  private DenseArray b;
  private ChunkedArray plain;
  private ChunkedArray fused;

  @Setup
  public void fill() {
    session = Session.builder().memory("64MiB").workers(1).build();
    Random random = Random.seeded(1);
    a = random.uniform(Shape.of(ELEMENTS), Chunks.auto()).compute(session);
    b = random.uniform(Shape.of(ELEMENTS), Chunks.auto()).compute(session);
    ChunkedArray x = a.chunked().broadcastTo(ROUNDS, ELEMENTS);
    ChunkedArray y = b.chunked().broadcastTo(ROUNDS, ELEMENTS);
    plain = x.sum();
    fused = Fused.expression(x, y).sum();
  }

  @TearDown
  public void free() {
    a.close();
    b.close();
    session.close();
  }

  @Benchmark
  public void sum(Traffic traffic) {
    traffic.moved(8 * ELEMENTS * ROUNDS);
    plain.compute(session).close();
  }

  @Benchmark
  public void fusedSum(Traffic traffic) {
    traffic.moved(2 * 8 * ELEMENTS * ROUNDS);
    fused.compute(session).close();
  }
}
