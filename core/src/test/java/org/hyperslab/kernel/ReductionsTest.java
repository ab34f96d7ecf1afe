package org.hyperslab.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.hyperslab.block.DType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reductions promise beyond NumPy's vectors. */
class ReductionsTest {
  private static Kernels kernels(String name) {
    return name.equals("scalar") ? Kernels.scalar() : Kernels.best();
  }

  private static double reduce(ReduceKernel kernel, double... values) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment src = arena.allocate(8L * values.length + 8, 8);
      for (int i = 0; i < values.length; i++) {
        NativeMemory.putDouble(src.address() + 8L * i, values[i]);
      }
      long state = arena.allocate(24, 8).address();
      long dst = arena.allocate(8, 8).address();
      kernel.init(state, 8, 1);
      kernel.foldAll(state, 8, src.address(), values.length, 0, 1);
      kernel.finish(dst, state, 8, 1, values.length);
      return kernel.resultType() == DType.FLOAT64
          ? NativeMemory.getDouble(dst)
          : NativeMemory.getLong(dst);
    }
  }

  private static double reduce(String which, ReduceOp op, int ddof, double... values) {
    return reduce(kernels(which).reduce(op, DType.FLOAT64, ddof), values);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void emptyReductionsAnswerOrRefuseAsNumPy(String which) {
    assertEquals(0, reduce(which, ReduceOp.SUM, 0));
    assertEquals(1, reduce(which, ReduceOp.PROD, 0));
    assertEquals(Double.NaN, reduce(which, ReduceOp.MEAN, 0));
    assertEquals(Double.NaN, reduce(which, ReduceOp.VAR, 0));
    assertEquals(Double.NaN, reduce(which, ReduceOp.NAN_STD, 0));
    assertEquals(
        "zero-size array to reduction operation minimum which has no identity",
        refusal(which, ReduceOp.MIN));
    assertEquals(
        "zero-size array to reduction operation maximum which has no identity",
        refusal(which, ReduceOp.MAX));
    assertEquals(
        "zero-size array to reduction operation fmax which has no identity",
        refusal(which, ReduceOp.NAN_MAX));
    assertEquals("attempt to get argmin of an empty sequence", refusal(which, ReduceOp.ARGMIN));
  }

  private static String refusal(String which, ReduceOp op) {
    return assertThrows(IllegalArgumentException.class, () -> reduce(which, op, 0)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void varianceWithoutFreedomIsThatOfNumPy(String which) {
    assertEquals(Double.POSITIVE_INFINITY, reduce(which, ReduceOp.VAR, 2, 1, 2));
    assertEquals(Double.NaN, reduce(which, ReduceOp.VAR, 1, 1));
    assertEquals(Double.NaN, reduce(which, ReduceOp.NAN_VAR, 2, 1, 2));
    assertEquals(0.5, reduce(which, ReduceOp.VAR, 1, 1, 2));
    assertEquals(Double.NaN, reduce(which, ReduceOp.VAR, 0, 1, Double.POSITIVE_INFINITY));
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void sumsKeepWhatNaiveOnesLose(String which) {
    double[] values = new double[100_000];
    values[0] = 1e16;
    Arrays.fill(values, 1, values.length - 1, 1.0);
    values[values.length - 1] = -1e16;
    ReduceKernel kernel = kernels(which).reduce(ReduceOp.SUM, DType.FLOAT64, 0);
    try (Arena arena = Arena.ofConfined()) {
      long src = arena.allocate(8, 8).address();
      long state = arena.allocate(16, 8).address();
      kernel.init(state, 8, 1);
      for (double x : values) {
        NativeMemory.putDouble(src, x);
        kernel.foldEach(state, 8, src, 1, 0);
      }
      kernel.finish(src, state, 8, 1, values.length);
      assertEquals(99_998, NativeMemory.getDouble(src));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scalar", "best"})
  void infinitiesOfSumsAreThoseOfAddingNaively(String which) {
    double inf = Double.POSITIVE_INFINITY;
    assertEquals(inf, reduce(which, ReduceOp.SUM, 0, 1, inf, 2));
    assertEquals(-inf, reduce(which, ReduceOp.MEAN, 0, 1, -inf, 2));
    assertEquals(Double.NaN, reduce(which, ReduceOp.SUM, 0, 1, inf, -inf));
    assertEquals(inf, reduce(which, ReduceOp.SUM, 0, Double.MAX_VALUE, Double.MAX_VALUE));
  }

  @ParameterizedTest
  @EnumSource(names = {"ARGMIN", "ARGMAX"})
  void theFirstOfEqualsWinsInWhateverOrderBlocksAreFolded(ReduceOp op) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      int n = 1 + random.nextInt(12);
      double[] values = new double[n];
      for (int i = 0; i < n; i++) {
        values[i] = random.nextInt(9) == 0 ? Double.NaN : random.nextInt(3);
      }
      ReduceKernel kernel = Kernels.best().reduce(op, DType.FLOAT64, 0);
      try (Arena arena = Arena.ofConfined()) {
        long src = arena.allocate(8, 8).address();
        long state = arena.allocate(16, 8).address();
        long other = arena.allocate(16, 8).address();
        kernel.init(state, 8, 1);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < n; i++) {
          order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i : order) {
          NativeMemory.putDouble(src, values[i]);
          kernel.init(other, 8, 1);
          kernel.foldEach(other, 8, src, 1, i);
          kernel.combine(state, 8, other, 8, 1);
        }
        kernel.finish(src, state, 8, 1, n);
        assertEquals(argmax(op, values), NativeMemory.getLong(src), "seed=" + seed);
      }
    }
  }

  private static int argmax(ReduceOp op, double[] values) {
    int best = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isNaN(values[i])) {
        return i;
      }
      if (op == ReduceOp.ARGMAX ? values[i] > values[best] : values[i] < values[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Loops that become hot go from plain Java to SIMD in the middle of a run. */
  @ParameterizedTest
  @EnumSource
  void warmingUpDoesNotChangeABit(ReduceOp op) {
    for (DType in : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT16}) {
      ReduceKernel kernel = VectorReductions.make(op, in, 0);
      if (kernel == null) {
        continue;
      }
      long seed = System.nanoTime();
      int n = 133;
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment src = arena.allocate(8L * n, 8);
        Samples.fillModerate(src, in, n, new Random(seed));
        if (in.isFloat() && op.name().startsWith("NAN_")) {
          Element.of(in).storeDouble(src.address() + 3L * in.bytes(), Double.NaN);
        }
        long state = arena.allocate(24, 8).address();
        long[] first = new long[3];
        for (int round = 0; round < 12_000; round++) {
          kernel.init(state, 8, 1);
          kernel.foldAll(state, 8, src.address(), n, 0, 1);
          for (int f = 0; f < kernel.fields(); f++) {
            long bits = NativeMemory.getLong(state + 8L * f);
            if (round == 0) {
              first[f] = bits;
            }
            assertEquals(first[f], bits, op + " " + in + ", round=" + round + ", seed=" + seed);
          }
        }
      }
    }
  }
}
