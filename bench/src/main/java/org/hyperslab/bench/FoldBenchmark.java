package org.hyperslab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.Kernels;
import org.hyperslab.kernel.ReduceKernel;
import org.hyperslab.kernel.ReduceOp;
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
 * The loops of reductions alone, over 16 KiB in L1: many elements into one cell, and one element
 * into each of many cells. Counts the bytes of the elements.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class FoldBenchmark {
  private static final int BYTES = 16384;

  @Param({"float32", "float64"})
  public String dtype;

  @Param({"SUM", "MEAN", "VAR", "MAX"})
  public ReduceOp op;

  private Arena arena;
  private ReduceKernel kernel;
  private MemorySegment elements;
  private MemorySegment states;
  private int n;

  @Setup
  public void fill() {
    arena = Arena.ofShared();
    DType type = DType.named(dtype);
    n = BYTES / type.bytes();
    kernel = Kernels.best().reduce(op, type, 0);
    elements = arena.allocate(BYTES, 64);
    for (int i = 0; i < n; i++) {
      if (type == DType.FLOAT32) {
        elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) i / n);
      } else {
        elements.setAtIndex(ValueLayout.JAVA_DOUBLE, i, (double) i / n);
      }
    }
    states = arena.allocate(8L * n * kernel.fields(), 64);
    kernel.init(states.address(), 8L * n, n);
  }

  @TearDown
  public void free() {
    arena.close();
  }

  @Benchmark
  public void intoOneCell(Traffic traffic) {
    traffic.moved(BYTES);
    kernel.init(states.address(), 8L * n, 1);
    kernel.foldAll(states.address(), 8L * n, elements.address(), n, 0, 1);
  }

  @Benchmark
  public void intoEachCell(Traffic traffic) {
    traffic.moved(BYTES);
    kernel.foldEach(states.address(), 8L * n, elements.address(), n, 0);
  }
}
