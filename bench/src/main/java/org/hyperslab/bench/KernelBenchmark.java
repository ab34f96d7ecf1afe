package org.hyperslab.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.hyperslab.block.DType;
import org.hyperslab.kernel.BinaryKernel;
import org.hyperslab.kernel.BinaryOp;
import org.hyperslab.kernel.Kernels;
import org.hyperslab.kernel.ReduceKernel;
import org.hyperslab.kernel.ReduceOp;
import org.hyperslab.kernel.UnaryKernel;
import org.hyperslab.kernel.UnaryOp;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Kernels on tiles of 1024 elements that sit in L1, in nanoseconds per element. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(KernelBenchmark.TILE)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"})
public class KernelBenchmark {
  static final int TILE = 1024;
  private static final long STRIDE = 8L * TILE;

  @Param({"float32", "float64"})
  String dtype;

  private Arena arena;
  private long a;
  private long b;
  private long dst;
  private long state;
  private long key;
  private BinaryKernel add;
  private BinaryKernel multiply;
  private UnaryKernel sqrt;
  private UnaryKernel toOther;
  private ReduceKernel mean;
  private ReduceKernel variance;
  private ReduceKernel max;

  @Setup
  public void allocate() {
    arena = Arena.ofConfined();
    DType type = DType.named(dtype);
    a = random(type);
    b = random(type);
    dst = arena.allocate(STRIDE, 64).address();
    state = arena.allocate(3 * STRIDE, 64).address();
    key = Kernels.key(1);
    Kernels kernels = Kernels.best();
    add = kernels.binary(BinaryOp.ADD, type);
    multiply = kernels.binary(BinaryOp.MULTIPLY, type);
    sqrt = kernels.unary(UnaryOp.SQRT, type);
    toOther = kernels.cast(type, type == DType.FLOAT32 ? DType.FLOAT64 : DType.FLOAT32);
    mean = kernels.reduce(ReduceOp.MEAN, type, 0);
    variance = kernels.reduce(ReduceOp.VAR, type, 0);
    max = kernels.reduce(ReduceOp.MAX, type, 0);
    mean.init(state, STRIDE, TILE);
    variance.init(state, STRIDE, TILE);
  }

  private long random(DType type) {
    MemorySegment doubles = arena.allocate(STRIDE, 64);
    MemorySegment values = arena.allocate(STRIDE, 64);
    Kernels.best().uniform(doubles.address(), 7, 0, 1, TILE);
    Kernels.best().cast(DType.FLOAT64, type).apply(values.address(), doubles.address(), TILE);
    return values.address();
  }

  @TearDown
  public void free() {
    arena.close();
  }

  @Benchmark
  public void add() {
    add.apply(dst, a, 1, b, 1, TILE);
  }

  /** {@code sqrt(a * b + a + a[0])} as an evaluator computes it: four loops over one tile. */
  @Benchmark
  public void fusedExpression() {
    multiply.apply(dst, a, 1, b, 1, TILE);
    add.apply(dst, dst, 1, a, 1, TILE);
    add.apply(dst, dst, 1, a, 0, TILE);
    sqrt.apply(dst, dst, TILE);
  }

  @Benchmark
  public void cast() {
    toOther.apply(dst, a, TILE);
  }

  @Benchmark
  public void meanEach() {
    mean.foldEach(state, STRIDE, a, TILE, 0);
  }

  @Benchmark
  public void meanAll() {
    mean.foldAll(state, STRIDE, a, TILE, 0, 1);
  }

  @Benchmark
  public void varianceEach() {
    variance.foldEach(state, STRIDE, a, TILE, 0);
  }

  @Benchmark
  public void varianceAll() {
    variance.foldAll(state, STRIDE, a, TILE, 0, 1);
  }

  @Benchmark
  public void maxAll() {
    max.foldAll(state, STRIDE, a, TILE, 0, 1);
  }

  @Benchmark
  public void uniform() {
    Kernels.best().uniform(dst, key, 0, 1, TILE);
  }

  @Benchmark
  public void normal() {
    Kernels.best().normal(dst, key, 0, 1, TILE);
  }
}
