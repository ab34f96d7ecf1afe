package org.hyperslab.kernel.shuffle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Both kernels against the definition, at sizes around every lane count. */
class ShuffleKernelTest {
  private static final int[] SIZES = {
    0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 1000, 4099
  };

  @ParameterizedTest
  @CsvSource({
    "1, false", "2, false", "3, false", "4, false", "8, false", "16, false",
    "1, true", "2, true", "3, true", "4, true", "8, true", "16, true"
  })
  void matchesTheDefinition(int typeSize, boolean best) {
    ShuffleKernel kernel = best ? ShuffleKernel.best() : new ScalarShuffle();
    Random random = new Random(typeSize);
    for (int elements : SIZES) {
      byte[] plain = new byte[elements * typeSize];
      random.nextBytes(plain);
      byte[] planes = new byte[plain.length];
      for (int i = 0; i < elements; i++) {
        for (int k = 0; k < typeSize; k++) {
          planes[k * elements + i] = plain[i * typeSize + k];
        }
      }
      try (Arena arena = Arena.ofConfined()) {
        check(arena, plain, planes, (f, t) -> kernel.shuffle(typeSize, elements, f, t));
        check(arena, planes, plain, (f, t) -> kernel.unshuffle(typeSize, elements, f, t));
        if (elements % 8 == 0) {
          byte[] bits = bits(planes, typeSize, elements);
          check(arena, planes, bits, (f, t) -> kernel.planesToBits(typeSize, elements, f, t));
          check(arena, bits, planes, (f, t) -> kernel.bitsToPlanes(typeSize, elements, f, t));
        }
      }
    }
  }

  /**
   * The vector loops by themselves, from any element to any other, whatever the JIT has compiled.
   */
  @Test
  void vectorLoopsDoTheElementsTheyAreGiven() {
    Map<Integer, Warming.Vector> unshuffles =
        Map.of(
            2,
            VectorShuffle::unshuffle2,
            4,
            VectorShuffle::unshuffle4,
            8,
            VectorShuffle::unshuffle8);
    unshuffles.forEach(
        (typeSize, loop) ->
            checkLoop(
                typeSize,
                loop,
                (n, i, end, f, t) -> ScalarShuffle.unshuffle(typeSize, n, i, end, f, t)));
    checkLoop(
        8,
        (n, i, end, f, t) -> {
          t.copyFrom(f);
          return VectorShuffle.transpose(i, end, t);
        },
        (n, i, end, f, t) -> {
          t.copyFrom(f);
          ScalarShuffle.transpose(t, i, end);
        });
  }

  private static void checkLoop(int typeSize, Warming.Vector loop, Warming.Scalar expected) {
    Random random = new Random(typeSize);
    for (int round = 0; round < 300; round++) {
      int n = random.nextInt(2000);
      int first = random.nextInt(n + 1);
      int end = first + random.nextInt(n - first + 1);
      byte[] plain = new byte[n * typeSize];
      random.nextBytes(plain);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment from = arena.allocate(plain.length).copyFrom(MemorySegment.ofArray(plain));
        MemorySegment got = arena.allocate(plain.length);
        MemorySegment want = arena.allocate(plain.length);
        long done = loop.run(n, first, end, from, got);
        assertTrue(done >= first && done <= end);
        expected.run(n, first, done, from, want);
        assertEquals(-1, want.mismatch(got));
      }
    }
  }

  private static byte[] bits(byte[] planes, int typeSize, int elements) {
    byte[] bits = new byte[planes.length];
    for (int row = 0; row < 8 * typeSize; row++) {
      for (int i = 0; i < elements; i++) {
        int bit = planes[row / 8 * elements + i] >> (row % 8) & 1;
        bits[row * elements / 8 + i / 8] |= (byte) (bit << (i % 8));
      }
    }
    return bits;
  }

  private interface Step {
    void run(MemorySegment from, MemorySegment to);
  }

  /** Segments begin at odd addresses; what lies behind the result must stay. */
  private static void check(Arena arena, byte[] from, byte[] expected, Step step) {
    MemorySegment source = arena.allocate(from.length + 1L).asSlice(1);
    source.copyFrom(MemorySegment.ofArray(from));
    MemorySegment target = arena.allocate(from.length + 64L).fill((byte) 0x33).asSlice(1);
    step.run(source, target);
    assertArrayEquals(expected, target.asSlice(0, expected.length).toArray(ValueLayout.JAVA_BYTE));
    for (long i = expected.length; i < target.byteSize(); i++) {
      assertEquals(0x33, target.get(ValueLayout.JAVA_BYTE, i));
    }
  }
}
