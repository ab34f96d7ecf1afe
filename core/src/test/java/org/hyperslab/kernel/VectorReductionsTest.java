package org.hyperslab.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.hyperslab.block.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reductions with SIMD give the bits of those without it. */
class VectorReductionsTest {
  private static final int[] SIZES = {0, 1, 2, 3, 4, 7, 8, 9, 16, 31, 32, 33, 100, 1000, 4100};
  private static final int CELLS = 4200;
  private static final int STRIDE = 8 * CELLS + 24;

  /** Apart from {@link Kernels#best}, so that its loops are hot from the start. */
  private static final Kernels VECTOR = new CachedKernels(new VectorKernels(Kernels.scalar()));

  @BeforeAll
  static void skipWarmingUp() {
    System.setProperty(Warmup.HOT_PROPERTY, "true");
  }

  @AfterAll
  static void warmUp() {
    System.clearProperty(Warmup.HOT_PROPERTY);
  }

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @ParameterizedTest
  @EnumSource
  void ofModerateElements(ReduceOp op) {
    for (DType in : DType.values()) {
      compare(op, in, false);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ofSpecialElements(ReduceOp op) {
    for (DType in : DType.values()) {
      compare(op, in, true);
    }
  }

  private void compare(ReduceOp op, DType in, boolean special) {
    ReduceKernel scalar = Kernels.scalar().reduce(op, in, 1);
    ReduceKernel vector = VECTOR.reduce(op, in, 1);
    DType out = scalar.resultType();
    for (int n : SIZES) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment src = Samples.allocate(arena, 8L * CELLS, 8);
        MemorySegment left = Samples.allocate(arena, 3L * STRIDE, 0);
        MemorySegment right = Samples.allocate(arena, 3L * STRIDE, 8);
        MemorySegment other = Samples.allocate(arena, 3L * STRIDE, 0);
        MemorySegment expected = Samples.allocate(arena, 8L * CELLS, 0);
        MemorySegment got = Samples.allocate(arena, 8L * CELLS, 8);
        got.fill(Samples.GUARD);
        scalar.init(left.address(), STRIDE, n);
        vector.init(right.address(), STRIDE, n);
        for (int round = 0; round < 4; round++) {
          fill(src, in, n, special);
          long index = 100L * ((round * 3) % 4);
          scalar.foldEach(left.address(), STRIDE, src.address(), n, index);
          vector.foldEach(right.address(), STRIDE, src.address(), n, index);
        }
        vector.init(other.address(), STRIDE, n);
        fill(src, in, n, special);
        vector.foldEach(other.address(), STRIDE, src.address(), n, 7);
        scalar.combine(left.address(), STRIDE, other.address(), STRIDE, n);
        vector.combine(right.address(), STRIDE, other.address(), STRIDE, n);
        scalar.finish(expected.address(), left.address(), STRIDE, n, 5);
        vector.finish(got.address(), right.address(), STRIDE, n, 5);
        String what = op + " " + in + " each, seed=" + seed;
        Samples.assertSame(expected, got, out, n, 0, what);

        scalar.init(left.address(), STRIDE, 1);
        vector.init(right.address(), STRIDE, 1);
        for (int round = 0; round < 2; round++) {
          fill(src, in, n, special);
          scalar.foldAll(left.address(), STRIDE, src.address(), n, 1000 * round, 2);
          vector.foldAll(right.address(), STRIDE, src.address(), n, 1000 * round, 2);
        }
        got.fill(Samples.GUARD);
        long count = Math.max(1, 2 * n);
        scalar.finish(expected.address(), left.address(), STRIDE, 1, count);
        vector.finish(got.address(), right.address(), STRIDE, 1, count);
        what = op + " " + in + " all of " + n + ", seed=" + seed;
        Samples.assertSame(expected, got, out, 1, 0, what);
      }
    }
  }

  private void fill(MemorySegment src, DType in, int n, boolean special) {
    if (special) {
      Samples.fill(src, in, n, random);
    } else {
      Samples.fillModerate(src, in, n, random);
    }
  }
}
