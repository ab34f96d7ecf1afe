package org.hyperslab.bench;

import java.util.concurrent.TimeUnit;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
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
 * Reductions of a 128 MiB matrix in memory, by one worker, through the public API: over all
 * elements, over the rows (axis 0) and within the rows (axis 1). Counts the bytes of the matrix.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReductionBenchmark {
  private static final long COLUMNS = 4096;

  @Param({"float32", "float64"})
  public String dtype;

  @Param({"sum", "mean", "var"})
  public String op;

  private Session session;
  private DenseArray matrix;
  private ChunkedArray all;
  private ChunkedArray axis0;
  private ChunkedArray axis1;

  @Setup
  public void fill() {
    session = Session.builder().memory("1GiB").workers(1).build();
    DType type = DType.named(dtype);
    Shape shape = Shape.of((128L << 20) / type.bytes() / COLUMNS, COLUMNS);
    matrix = Random.seeded(1).uniform(shape, Chunks.auto()).cast(type).compute(session);
    all = reduce(matrix.chunked());
    axis0 = reduce(matrix.chunked(), 0);
    axis1 = reduce(matrix.chunked(), 1);
  }

  private ChunkedArray reduce(ChunkedArray x, int... axes) {
    return switch (op) {
      case "sum" -> x.sum(axes);
      case "mean" -> x.mean(axes);
      case "var" -> x.var(axes);
      default -> throw new IllegalArgumentException("no such reduction: " + op);
    };
  }

  @TearDown
  public void free() {
    matrix.close();
    session.close();
  }

  private void run(ChunkedArray x, Traffic traffic) {
    traffic.moved(matrix.bytes().byteSize());
    x.compute(session).close();
  }

  @Benchmark
  public void all(Traffic traffic) {
    run(all, traffic);
  }

  @Benchmark
  public void axis0(Traffic traffic) {
    run(axis0, traffic);
  }

  @Benchmark
  public void axis1(Traffic traffic) {
    run(axis1, traffic);
  }
}
