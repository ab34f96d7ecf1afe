package org.hyperslab.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.hyperslab.block.DType;
import org.junit.jupiter.api.Test;

class RandomKernelsTest {
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void bitsAreThoseOfSplitMix64() {
    // the published test vector for seed 1234567
    assertEquals(6457827717110365317L, CounterRandom.bits(1234567, 1));
    assertEquals(3203168211198807973L, CounterRandom.bits(1234567, 2));
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), CounterRandom.bits(1234567, 3));
  }

  @Test
  void simdGivesTheSameBits() {
    Kernels scalar = Kernels.scalar();
    Kernels vector = Kernels.best();
    for (int round = 0; round < 3000; round++) {
      int n = random.nextInt(70);
      long key = Kernels.key(random.nextLong());
      long index = random.nextLong() >> random.nextInt(64);
      long step = random.nextBoolean() ? 1 : random.nextInt(1000) - 500;
      long low = random.nextInt(100) - 50;
      long span = random.nextLong() >>> random.nextInt(64);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment a = Samples.allocate(arena, 8L * n + 64, 8);
        MemorySegment b = Samples.allocate(arena, 8L * n + 64, 16);
        b.fill(Samples.GUARD);
        String what = "seed=" + seed + ", round=" + round;
        scalar.uniform(a.address(), key, index, step, n);
        vector.uniform(b.address(), key, index, step, n);
        Samples.assertSame(a, b, DType.FLOAT64, n, 0, "uniform, " + what);
        scalar.normal(a.address(), key, index, step, n);
        vector.normal(b.address(), key, index, step, n);
        Samples.assertSame(a, b, DType.FLOAT64, n, 0, "normal, " + what);
        scalar.integers(a.address(), key, index, step, n, low, span);
        vector.integers(b.address(), key, index, step, n, low, span);
        Samples.assertSame(a, b, DType.INT64, n, 0, "integers, " + what);
      }
    }
  }

  @Test
  void anElementDependsOnItsIndexOnly() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment all = arena.allocate(8L * 1000, 8);
      MemorySegment every7th = arena.allocate(8L * 100, 8);
      long key = Kernels.key(42);
      Kernels.best().uniform(all.address(), key, 5, 1, 1000);
      Kernels.best().uniform(every7th.address(), key, 5 + 100, 7, 100);
      for (int i = 0; i < 100; i++) {
        assertEquals(
            NativeMemory.getDouble(all.address() + 8L * (100 + 7 * i)),
            NativeMemory.getDouble(every7th.address() + 8L * i));
      }
    }
    assertNotEquals(Kernels.key(1), Kernels.key(2));
  }

  @Test
  void uniformCoversTheUnitInterval() {
    assertEquals(0.0, CounterRandom.uniform(0));
    assertEquals(1 - 0x1p-53, CounterRandom.uniform(-1));
  }

  /** Values of Python's statistics.NormalDist().inv_cdf, the same algorithm. */
  @Test
  void normalIsTheInverseOfTheDistributionFunction() {
    assertEquals(-8.292361075813595, NormalQuantile.atHalfPlus(-0.5 + 0x1p-54), 1e-13);
    assertEquals(1.959963984540054, NormalQuantile.atHalfPlus(0.475), 1e-15);
    assertEquals(-1.2815515655446004, NormalQuantile.atHalfPlus(-0.4), 1e-15);
    assertEquals(-4.753424308822899, NormalQuantile.atHalfPlus(-0.499999), 1e-9);
    assertEquals(0.0, NormalQuantile.atHalfPlus(0));
  }

  @Test
  void momentsAreThoseOfTheDistributions() {
    int n = 200_000;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment x = arena.allocate(8L * n, 8);
      Kernels.best().normal(x.address(), Kernels.key(3), 0, 1, n);
      double[] m = moments(x, n);
      assertEquals(0, m[0], 0.01);
      assertEquals(1, m[1], 0.01);
      assertEquals(3, m[2], 0.06);
      Kernels.best().uniform(x.address(), Kernels.key(3), 0, 1, n);
      m = moments(x, n);
      assertEquals(0.5, m[0], 0.003);
      assertEquals(1 / 12.0, m[1], 0.001);
      Kernels.best().integers(x.address(), Kernels.key(3), 0, 1, n, -3, 7);
      int[] counts = new int[7];
      for (int i = 0; i < n; i++) {
        counts[(int) NativeMemory.getLong(x.address() + 8L * i) + 3]++;
      }
      for (int count : counts) {
        assertTrue(Math.abs(count - n / 7.0) < 1000, () -> "count=" + count);
      }
    }
  }

  /** Mean, variance and normalised fourth moment. */
  private static double[] moments(MemorySegment x, int n) {
    double mean = 0;
    for (int i = 0; i < n; i++) {
      mean += NativeMemory.getDouble(x.address() + 8L * i) / n;
    }
    double second = 0;
    double fourth = 0;
    for (int i = 0; i < n; i++) {
      double d = NativeMemory.getDouble(x.address() + 8L * i) - mean;
      second += d * d / n;
      fourth += d * d * d * d / n;
    }
    return new double[] {mean, second, fourth / (second * second)};
  }
}
