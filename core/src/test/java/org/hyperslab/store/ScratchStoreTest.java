package org.hyperslab.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchStoreTest {
  private static Block block(Arena arena, DType dtype, Shape shape) {
    return Block.of(arena.allocate(Math.max(1, shape.size() * dtype.bytes()), 8), dtype, shape);
  }

  @Test
  void chunksComeBackInAnyOrderAndTheFileGoesAway(@TempDir Path folder) throws IOException {
    ChunkGrid grid = ChunkGrid.irregular(Shape.of(7, 5), new long[][] {{1, 4, 2}, {3, 2}});
    try (Arena arena = Arena.ofConfined();
        ScratchStore store = ScratchStore.create(folder, "test", grid, DType.INT32)) {
      for (long o = grid.count() - 1; o >= 0; o--) {
        Block chunk = block(arena, DType.INT32, grid.region(o).shape());
        for (long i = 0; i < chunk.shape().dim(0); i++) {
          for (long j = 0; j < chunk.shape().dim(1); j++) {
            chunk.setLong(100 * o + 10 * i + j, i, j);
          }
        }
        assertEquals(chunk.shape().size() * 4, store.store(o, chunk));
      }
      for (long o = 0; o < grid.count(); o++) {
        Block chunk = block(arena, DType.INT32, grid.region(o).shape());
        store.load(o, chunk, MemorySegment.NULL);
        long i = chunk.shape().dim(0) - 1;
        long j = chunk.shape().dim(1) - 1;
        assertEquals(100 * o + 10 * i + j, chunk.getLong(i, j));
        assertEquals(100 * o, chunk.getLong(0, 0));
      }
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void chunkThatWasNeverStoredIsAnErrorThatNamesTheFile(@TempDir Path folder) throws IOException {
    ChunkGrid grid = ChunkGrid.regular(Shape.of(10), 4);
    try (Arena arena = Arena.ofConfined();
        ScratchStore store = ScratchStore.create(folder, "test", grid, DType.FLOAT64)) {
      Block chunk = block(arena, DType.FLOAT64, Shape.of(4));
      EOFException e =
          assertThrows(EOFException.class, () -> store.load(0, chunk, MemorySegment.NULL));
      assertTrue(e.getMessage().startsWith("file ends early: file=" + folder), e.getMessage());
      assertTrue(e.getMessage().endsWith("offset=0, missing=32"), e.getMessage());
    }
  }

  @Test
  void closedStoreCannotBeWritten(@TempDir Path folder) throws IOException {
    ChunkGrid grid = ChunkGrid.regular(Shape.of(10), 4);
    ScratchStore store = ScratchStore.create(folder, "test", grid, DType.FLOAT64);
    store.close();
    store.close();
    try (Arena arena = Arena.ofConfined()) {
      Block chunk = block(arena, DType.FLOAT64, Shape.of(4));
      IOException e = assertThrows(IOException.class, () -> store.store(0, chunk));
      assertTrue(e.getMessage().startsWith("cannot write scratch file: file=" + folder));
    }
  }

  @Test
  void folderMustExist(@TempDir Path folder) {
    ChunkGrid grid = ChunkGrid.regular(Shape.of(10), 4);
    assertThrows(
        NoSuchFileException.class,
        () -> ScratchStore.create(folder.resolve("gone"), "test", grid, DType.INT8));
  }
}
