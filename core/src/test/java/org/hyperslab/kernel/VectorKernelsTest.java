package org.hyperslab.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.function.Consumer;
import org.hyperslab.block.DType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernels with SIMD give what the kernels without it give. */
class VectorKernelsTest {
  private static final int[] SIZES = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 129, 1000
  };
  private static final int BYTES = 8 * 1100;

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
  private final Kernels scalar = Kernels.scalar();
  private final Kernels vector = VECTOR;

  @Test
  void theTestsRunWithSimd() {
    Assertions.assertNotSame(scalar, Kernels.best());
  }

  @ParameterizedTest
  @EnumSource
  void unary(UnaryOp op) {
    for (DType in : DType.values()) {
      if (!taken(() -> Typing.check(op, in))) {
        continue;
      }
      DType out = Typing.resultType(op, in);
      double ulps = isTranscendental(op) ? 2 : 0;
      each(
          in,
          m -> {
            UnaryKernel k = scalar.unary(op, in);
            UnaryKernel v = vector.unary(op, in);
            k.apply(m.expected.address(), m.a.address(), m.n);
            v.apply(m.got.address(), m.a.address(), m.n);
            m.check(out, ulps, op + " " + in);
            if (in.bytes() == out.bytes()) {
              m.got.copyFrom(m.a);
              m.guard(out);
              v.apply(m.got.address(), m.got.address(), m.n);
              m.check(out, ulps, op + " in place, " + in);
            }
          });
    }
  }

  private static boolean isTranscendental(UnaryOp op) {
    return switch (op) {
      case CBRT, EXP, EXPM1, LOG, LOG1P, LOG2, LOG10, SIN, COS, TAN, ASIN, ACOS, ATAN -> true;
      case SINH, COSH, TANH -> true;
      default -> false;
    };
  }

  @ParameterizedTest
  @EnumSource
  void binary(BinaryOp op) {
    for (DType in : DType.values()) {
      if (!taken(() -> Typing.check(op, in))) {
        continue;
      }
      DType out = Typing.resultType(op, in);
      boolean power = op == BinaryOp.POWER && !in.isFloat();
      each(
          in,
          m -> {
            if (power) {
              Samples.fillModerate(m.b, in, m.n, random);
            }
            double ulps = op == BinaryOp.POWER || op == BinaryOp.ATAN2 ? 2 : 0;
            BinaryKernel k = scalar.binary(op, in);
            BinaryKernel v = vector.binary(op, in);
            for (int steps = 0; steps < 4; steps++) {
              int as = steps & 1;
              int bs = steps >> 1;
              m.guard(out);
              k.apply(m.expected.address(), m.a.address(), as, m.b.address(), bs, m.n);
              v.apply(m.got.address(), m.a.address(), as, m.b.address(), bs, m.n);
              m.check(out, ulps, op + " " + in + " steps " + as + " " + bs);
            }
            if (in.bytes() == out.bytes()) {
              m.got.copyFrom(m.a);
              m.guard(out);
              v.apply(m.got.address(), m.got.address(), 1, m.b.address(), 1, m.n);
              m.check(out, ulps, op + " in place of a, " + in);
              m.got.copyFrom(m.b);
              m.guard(out);
              v.apply(m.got.address(), m.a.address(), 1, m.got.address(), 1, m.n);
              m.check(out, ulps, op + " in place of b, " + in);
            }
          });
    }
  }

  @ParameterizedTest
  @EnumSource
  void where(DType type) {
    each(
        type,
        m -> {
          Samples.fill(m.condition, DType.BOOL, m.n, random);
          for (int steps = 0; steps < 4; steps++) {
            m.guard(type);
            long c = m.condition.address();
            int as = steps & 1;
            int bs = steps >> 1;
            scalar
                .where(type)
                .apply(m.expected.address(), c, m.a.address(), as, m.b.address(), bs, m.n);
            vector.where(type).apply(m.got.address(), c, m.a.address(), as, m.b.address(), bs, m.n);
            m.check(type, 0, "where " + type + " steps " + as + " " + bs);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void cast(DType from) {
    for (DType to : DType.values()) {
      each(
          from,
          m -> {
            m.guard(to);
            scalar.cast(from, to).apply(m.expected.address(), m.a.address(), m.n);
            vector.cast(from, to).apply(m.got.address(), m.a.address(), m.n);
            m.check(to, 0, from + " to " + to);
          });
    }
  }

  private static boolean taken(Runnable check) {
    try {
      check.run();
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Operands and two results. */
  private static final class Memory {
    final int n;
    final MemorySegment a;
    final MemorySegment b;
    final MemorySegment condition;
    final MemorySegment expected;
    final MemorySegment got;
    final String seed;

    Memory(Arena arena, int n, int shift, String seed) {
      this.n = n;
      this.a = Samples.allocate(arena, BYTES, shift);
      this.b = Samples.allocate(arena, BYTES, (shift * 5) % 64);
      this.condition = Samples.allocate(arena, BYTES, (shift * 3) % 64);
      this.expected = Samples.allocate(arena, BYTES, 0);
      this.got = Samples.allocate(arena, BYTES, (shift * 7) % 64);
      this.seed = seed;
      got.fill(Samples.GUARD);
    }

    void guard(DType out) {
      got.asSlice((long) n * out.bytes()).fill(Samples.GUARD);
    }

    void check(DType out, double ulps, String what) {
      Samples.assertSame(expected, got, out, n, ulps, what + ", " + seed);
    }
  }

  private void each(DType in, Consumer<Memory> test) {
    for (int n : SIZES) {
      for (int shift : new int[] {0, 1, 8}) {
        try (Arena arena = Arena.ofConfined()) {
          Memory m = new Memory(arena, n, shift, "shift=" + shift + ", seed=" + seed);
          Samples.fill(m.a, in, n, random);
          Samples.fill(m.b, in, n, random);
          test.accept(m);
        }
      }
    }
  }
}
