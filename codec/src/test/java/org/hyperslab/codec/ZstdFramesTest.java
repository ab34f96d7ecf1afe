package org.hyperslab.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a chunk holds, its frame gives it back and is not larger than libzstd's own. */
class ZstdFramesTest {
  private static final int NUMBERS = 400_000;
  private static final int PLANE = 16_380;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  /** What a chunk's number {@code i} is. */
  private interface Numbers {
    float at(int i);
  }

  private float temperature(int i) {
    double noise = random.nextGaussian();
    return (float) (Math.rint((280 + 8 * Math.sin(i / 5000.0) + noise) * 100) / 100);
  }

  private MemorySegment chunk(Arena arena, Numbers numbers) {
    MemorySegment chunk = arena.allocate(4L * NUMBERS, 64);
    for (int i = 0; i < NUMBERS; i++) {
      chunk.setAtIndex(ValueLayout.JAVA_FLOAT, i, numbers.at(i));
    }
    return chunk;
  }

  /** Compresses and compares; the part of libzstd's size that it comes to. */
  private double roundTrip(MemorySegment chunk, int level, boolean checksum, Arena arena)
      throws CodecException {
    MemorySegment into = arena.allocate(Zstd.compressBound(chunk.byteSize()), 64);
    long n = ZstdFrames.compress(chunk, into, level, checksum);
    MemorySegment back = arena.allocate(chunk.byteSize(), 64);
    assertEquals(chunk.byteSize(), ZstdFrames.decompress(into.asSlice(0, n), back), "seed=" + seed);
    assertEquals(-1, chunk.mismatch(back), "seed=" + seed);
    if (checksum) {
      // The checksum's last byte, behind everything else.
      long last = n - 1;
      byte wrong = (byte) ~into.get(ValueLayout.JAVA_BYTE, last);
      into.set(ValueLayout.JAVA_BYTE, last, wrong);
      assertThrows(CodecException.class, () -> ZstdFrames.decompress(into.asSlice(0, n), back));
    }
    long own =
        Zstd.compressUnsafe(
            into.address(), into.byteSize(), chunk.address(), chunk.byteSize(), level, checksum);
    return (double) n / own;
  }

  @Test
  void noisyNumbersOfFewDigitsAreSmallerThanWithLevelThree() throws CodecException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = chunk(arena, this::temperature);
      for (boolean checksum : new boolean[] {false, true}) {
        double part = roundTrip(chunk, 3, checksum, arena);
        assertTrue(part < 0.98, part + ", seed=" + seed);
      }
      assertEquals(1, roundTrip(chunk, 1, true, arena));
      assertEquals(1, roundTrip(chunk, 5, false, arena));
    }
  }

  @Test
  void nothingIsLargerThanWithLevelThree() throws CodecException {
    float[] plane = new float[PLANE];
    for (int i = 0; i < PLANE; i++) {
      plane[i] = random.nextFloat();
    }
    Numbers[] kinds = {
      i -> 0,
      i -> (float) i,
      i -> (float) Math.sin(i / 1000.0),
      i -> Float.intBitsToFloat(random.nextInt() & 0x3fff_ffff),
      i -> plane[i % PLANE],
      i -> i / 1000 % 3 == 0 ? Float.NaN : plane[i * 7 % 1000],
    };
    for (int k = 0; k < kinds.length; k++) {
      try (Arena arena = Arena.ofConfined()) {
        double part = roundTrip(chunk(arena, kinds[k]), 3, k % 2 == 0, arena);
        assertTrue(part <= 1.005, k + ": " + part + ", seed=" + seed);
      }
    }
  }
}
