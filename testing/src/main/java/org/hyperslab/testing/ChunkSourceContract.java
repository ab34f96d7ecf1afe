package org.hyperslab.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSource;
import org.junit.jupiter.api.Test;

/** What every {@link ChunkSource} keeps, whatever it reads from. */
public abstract class ChunkSourceContract {
  /** The data that {@link #source} has. */
  protected abstract DenseData expected();

  /** A source, opened anew with every call. */
  protected abstract ChunkSource source() throws IOException;

  @Test
  void loadsEveryChunk() throws IOException {
    ChunkSource source = source();
    assertEquals(expected().shape, source.grid().shape());
    assertEquals(expected().dtype, source.dtype());
    assertFalse(source.name().isEmpty());
    assertArrayEquals(expected().bytes, DenseData.read(source).bytes);
  }

  @Test
  void loadsTheSameTwice() throws IOException {
    ChunkSource source = source();
    assertArrayEquals(DenseData.read(source).bytes, DenseData.read(source).bytes);
  }

  @Test
  void isEqualToASourceOfTheSameData() throws IOException {
    assertEquals(source(), source());
    assertEquals(source().hashCode(), source().hashCode());
  }

  @Test
  void isReadByManyThreads() throws Exception {
    ChunkSource source = source();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<DenseData>> results = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        results.add(threads.submit(() -> DenseData.read(source)));
      }
      for (Future<DenseData> result : results) {
        assertArrayEquals(expected().bytes, result.get().bytes);
      }
    }
  }

  @Test
  void writesNothingOutsideBlockAndScratch() throws IOException {
    ChunkSource source = source();
    int guard = 4096;
    try (Arena arena = Arena.ofConfined()) {
      for (long c = 0; c < source.grid().count(); c++) {
        Shape shape = source.grid().region(c).shape();
        long bytes = shape.size() * source.dtype().bytes();
        MemorySegment around = arena.allocate(bytes + 2 * guard, 64).fill((byte) 0x77);
        MemorySegment scratch =
            arena.allocate(source.scratchBytes() + 2 * guard, 64).fill((byte) 0x77);
        source.load(
            c,
            Block.of(around.asSlice(guard, bytes), source.dtype(), shape),
            scratch.asSlice(guard, source.scratchBytes()));
        for (MemorySegment memory : List.of(around, scratch)) {
          assertUntouched(memory.asSlice(0, guard));
          assertUntouched(memory.asSlice(memory.byteSize() - guard));
        }
      }
    }
  }

  private static void assertUntouched(MemorySegment memory) {
    for (byte b : memory.toArray(ValueLayout.JAVA_BYTE)) {
      assertEquals(0x77, b);
    }
  }

  @Test
  void refusesABlockThatDoesNotFit() throws IOException {
    ChunkSource source = source();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(source.scratchBytes() + 64, 64);
      MemorySegment memory = arena.allocate(1 << 20, 64);
      Shape wrong = Shape.of(1, 2, 3, 4, 5, 6);
      assertThrows(
          IllegalArgumentException.class,
          () -> source.load(0, Block.of(memory, source.dtype(), wrong), scratch));
    }
  }

  @Test
  void refusesAChunkOutsideTheGrid() throws IOException {
    ChunkSource source = source();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(source.scratchBytes() + 64, 64);
      Shape shape = source.grid().region(0).shape();
      Block block =
          Block.of(
              arena.allocate(shape.size() * source.dtype().bytes(), 64), source.dtype(), shape);
      assertThrows(
          IllegalArgumentException.class, () -> source.load(source.grid().count(), block, scratch));
      assertThrows(IllegalArgumentException.class, () -> source.load(-1, block, scratch));
    }
  }

  @Test
  void tellsBytesRead() throws IOException {
    ChunkSource source = source();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(source.scratchBytes() + 64, 64);
      Shape shape = source.grid().region(0).shape();
      Block block =
          Block.of(
              arena.allocate(shape.size() * source.dtype().bytes(), 64), source.dtype(), shape);
      assertTrue(source.load(0, block, scratch) > 0);
    }
  }
}
