package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class RoomyBlocksTest {
  /** Coordinate 0 of the last dimension is aligned, 64 bytes after the row's memory begins. */
  private static void check(Region place, DType dtype) {
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 28));
        HeldBlock held = RoomyBlocks.take(pool, place, dtype)) {
      Block block = RoomyBlocks.block(held, place);
      int last = place.rank() - 1;
      for (int d = 0; d < last; d++) {
        assertNotEquals(0, block.stride(d) * dtype.bytes() % 4096, place + ", dimension " + d);
      }
      assertEquals(0, (block.address() - place.start(last) * dtype.bytes()) % 64, "" + place);
      double[] next = {0};
      Cells.forEach(Region.whole(place.shape()), at -> block.setDouble(next[0]++, at));
      next[0] = 0;
      Cells.forEach(
          Region.whole(place.shape()), at -> assertEquals(next[0]++, block.getDouble(at)));
      long end = block.address() + dtype.bytes() + 64;
      for (int d = 0; d <= last; d++) {
        end += (place.extent(d) - 1) * block.stride(d) * dtype.bytes();
      }
      long memory = held.block().segment().address();
      assertTrue(memory + 64 <= block.address(), "room before " + place);
      assertTrue(end <= memory + RoomyBlocks.bytes(place, dtype), "room behind " + place);
    }
  }

  @Test
  void cellsHaveMemoryOfTheirOwnAndRoomAround() {
    long seed = 5;
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      int rank = 1 + i % 4;
      long[] from = random.longs(rank, -9, 9).toArray();
      long[] extent = random.longs(rank, 1, 14).toArray();
      check(Region.of(from, Shape.of(extent)), i % 8 < 4 ? DType.FLOAT64 : DType.FLOAT32);
    }
  }

  @Test
  void neitherRowsNorPlanesCompeteForTheSameLines() {
    for (long n : List.of(485L, 496L, 502L, 512L, 1000L)) {
      check(Region.of(new long[] {-3, -3, -3}, Shape.of(4, 32, n + 6)), DType.FLOAT64);
      check(Region.of(new long[] {0, 0, 0}, Shape.of(4, 32, n)), DType.FLOAT64);
      check(Region.of(new long[] {0, 0, 0}, Shape.of(2, 64, 2 * n)), DType.FLOAT32);
    }
  }
}
