package org.hyperslab.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The codec in Java against liblz4, in both directions, and against malformed blocks. */
class Lz4Test {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  /** Literals, matches near and far, runs with short periods. */
  private static void fill(MemorySegment data, Random random) {
    int size = (int) data.byteSize();
    int at = 0;
    while (at < size) {
      int n = Math.min(size - at, 1 + random.nextInt(random.nextInt(10) == 0 ? 3000 : 40));
      int kind = random.nextInt(3);
      int back = 1 + random.nextInt(Math.max(1, Math.min(at, random.nextBoolean() ? 12 : 70000)));
      for (int i = 0; i < n; i++, at++) {
        byte b = (byte) random.nextInt(256);
        data.set(
            ValueLayout.JAVA_BYTE,
            at,
            kind == 0 || back > at ? b : data.get(ValueLayout.JAVA_BYTE, at - back));
      }
    }
  }

  @Test
  void decodersAndEncodersAgree() throws CodecException {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      int size = random.nextInt(round % 10 == 0 ? 300_000 : 3000);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment data = arena.allocate(size);
        fill(data, random);
        MemorySegment room = arena.allocate(size + size / 200 + 64L);
        int acceleration = 1 + random.nextInt(9);
        for (int i = 0; i < 2; i++) {
          long length =
              i == 0
                  ? new Lz4Encoder().compress(data, room, acceleration)
                  : new Lz4(acceleration).compress(data, room);
          // Copied to its exact size, so that an access behind it is one behind the allocation.
          MemorySegment block = arena.allocate(length).copyFrom(room.asSlice(0, length));
          MemorySegment decoded = arena.allocate(size + 64L).fill((byte) 0x55);
          Lz4Decoder.decompress(block, decoded.asSlice(0, size));
          assertEquals(-1, decoded.asSlice(0, size).mismatch(data), () -> "seed=" + SEED);
          for (int g = size; g < size + 64; g++) {
            assertEquals(0x55, decoded.get(ValueLayout.JAVA_BYTE, g), () -> "seed=" + SEED);
          }
          decoded.fill((byte) 0);
          Lz4.decompress(block, decoded.asSlice(0, size));
          assertEquals(-1, decoded.asSlice(0, size).mismatch(data), () -> "seed=" + SEED);
        }
      }
    }
  }

  @Test
  void encodersGiveUpWhereThereIsNoRoom() {
    Random random = new Random(SEED);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(5000);
      fill(data, random);
      MemorySegment room = arena.allocate(8000);
      long needed = new Lz4Encoder().compress(data, room, 1);
      for (int less = 1; less < 100; less++) {
        MemorySegment small = arena.allocate(needed - less);
        assertTrue(new Lz4Encoder().compress(data, small, 1) < 0);
      }
      assertTrue(new Lz4(1).compress(data, arena.allocate(10)) < 0);
    }
  }

  /** Garbage decodes to something or to an exception; both decoders stay in their buffers. */
  @Test
  void survivesMutatedBlocks() {
    Random random = new Random(SEED);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      try (Arena arena = Arena.ofConfined()) {
        int size = 1 + random.nextInt(2000);
        MemorySegment data = arena.allocate(size);
        fill(data, random);
        MemorySegment room = arena.allocate(2L * size + 64);
        long length = new Lz4Encoder().compress(data, room, 1);
        MemorySegment block = arena.allocate(length).copyFrom(room.asSlice(0, length));
        for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
          block.set(ValueLayout.JAVA_BYTE, random.nextLong(length), (byte) random.nextInt(256));
        }
        MemorySegment into = arena.allocate(size + 64L).fill((byte) 0x55);
        try {
          Lz4Decoder.decompress(block, into.asSlice(0, size));
        } catch (CodecException e) {
          refused++;
        }
        try {
          BloscLz.decompress(block, into.asSlice(0, size));
        } catch (CodecException e) {
          refused++;
        }
        for (int g = size; g < size + 64; g++) {
          assertEquals(0x55, into.get(ValueLayout.JAVA_BYTE, g), () -> "seed=" + SEED);
        }
      }
    }
    assertTrue(refused > 0);
  }
}
