package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class HaloExchangeTest {
  private static final long SEED = 7;

  @Test
  void everyGhostCellEqualsTheCellThatItStandsFor() {
    System.out.println("seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 400; i++) {
      int rank = 1 + i % 4;
      DType dtype = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
      Evolution e = Naive.random(random, rank, dtype, rank == 1 ? 40 : rank == 2 ? 14 : 6);
      long[] block = new long[rank];
      int[] halo = new int[rank];
      for (int d = 0; d < rank; d++) {
        block[d] = 1 + random.nextInt((int) e.domain().dim(d) + 1);
        halo[d] = random.nextInt(rank < 3 ? 6 : 3);
      }
      check(e, Shape.of(block), halo, "case " + i + ": " + e + ", block " + Shape.of(block));
    }
  }

  private static void check(Evolution e, Shape block, int[] halo, String what) {
    HaloExchange exchange = HaloExchange.of(e.domain(), block, halo, e.boundaries());
    double[] values = new double[(int) e.domain().size()];
    Arrays.setAll(values, k -> k + 1);
    Naive naive = Naive.unassigned(e, values);
    try (Arena arena = Arena.ofConfined()) {
      List<Block> blocks = new ArrayList<>();
      for (int b = 0; b < exchange.count(); b++) {
        blocks.add(filled(arena, e, exchange, b, naive));
      }
      exchange.exchangeAll(blocks);
      for (int b = 0; b < exchange.count(); b++) {
        Region padded = exchange.padded(b);
        Block ghosted = blocks.get(b);
        Cells.forEach(
            padded,
            at ->
                assertEquals(
                    naive.value(at),
                    ghosted.getDouble(BlockAdvanceTest.minus(at, padded)),
                    () -> what + ", at " + Arrays.toString(at)));
      }
    }
  }

  private static Block filled(Arena arena, Evolution e, HaloExchange exchange, int b, Naive naive) {
    Region padded = exchange.padded(b);
    long bytes = padded.size() * e.dtype().bytes();
    Block block = Block.of(arena.allocate(bytes, 8), e.dtype(), padded.shape());
    Cells.forEach(padded, at -> block.setDouble(-1, BlockAdvanceTest.minus(at, padded)));
    Cells.forEach(
        exchange.interior(b),
        at -> block.setDouble(naive.value(at), BlockAdvanceTest.minus(at, padded)));
    return block;
  }

  @Test
  void neighboursAreThoseThatGhostCellsAreCopiedFrom() {
    Boundaries sides = Boundaries.all(2, new Boundary.Fixed(0)).both(1, new Boundary.Periodic());
    HaloExchange exchange =
        HaloExchange.of(Shape.of(9, 9), Shape.of(9, 3), new int[] {0, 1}, sides);
    assertEquals("[1, 2]", Arrays.toString(exchange.neighbours(0)));
    assertEquals("[0, 2]", Arrays.toString(exchange.neighbours(1)));
  }

  @Test
  void aHaloForEachDimensionIsAskedFor() {
    Boundaries sides = Boundaries.all(2, new Boundary.Nearest());
    assertThrows(
        IllegalArgumentException.class,
        () -> HaloExchange.of(Shape.of(4, 4), Shape.of(2, 2), new int[] {1}, sides));
  }
}
