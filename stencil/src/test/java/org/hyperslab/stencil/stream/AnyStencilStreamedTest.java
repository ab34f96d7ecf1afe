package org.hyperslab.stencil.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.hyperslab.block.Block;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.Naive;
import org.junit.jupiter.api.Test;

/** Streaming stencils of any weights in one to four dimensions, over domains of any size. */
class AnyStencilStreamedTest {
  private static final long SEED = 31;

  @Test
  void anyChunksBudgetAndWorkersGiveTheBitsOfANaiveLoop() throws IOException {
    System.out.println("seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    int refused = 0;
    for (int i = 0; i < 400; i++) {
      refused += streams(i, random) ? 0 : 1;
    }
    assertTrue(refused < 100, "refused " + refused);
  }

  /** Whether the budget sufficed. */
  private static boolean streams(int number, SplittableRandom random) throws IOException {
    int rank = 1 + number % 4;
    DType dtype = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
    Evolution e = Naive.random(random, rank, dtype, new int[] {60, 14, 6, 5}[rank - 1]);
    Shape domain = e.domain();
    double[] first = random.doubles(domain.size(), 0, 10).toArray();
    int steps = 1 + random.nextInt(15);
    ChunkGrid grid = ChunkGrid.irregular(domain, cuts(random, domain, true));
    ChunkGrid initial = ChunkGrid.irregular(domain, cuts(random, domain, false));
    MemoryGenerations generations = new MemoryGenerations(grid, dtype);
    long memory = random.nextBoolean() ? 1 << 28 : 20_000 + random.nextInt(200_000);
    String what =
        "case %d: %s, chunks %s from %s, %d steps, %d bytes"
            .formatted(number, e, grid, initial, steps, memory);
    StreamedSolver.Settings settings =
        new StreamedSolver.Settings(memory, 1 + random.nextInt(3), StreamListener.NONE);
    try (StreamedSolver solver = new StreamedSolver(e, generations, settings);
        Arena arena = Arena.ofConfined()) {
      FieldFill fill = FieldFill.of(at -> first[index(at, domain)]);
      try {
        solver.run(StreamedSolver.Start.of(InitialSource.of(e, fill, initial)), 0, steps);
      } catch (BudgetExceededException x) {
        return false;
      }
      assertEquals(0, solver.budget().used(), what);
      assertTrue(solver.peakBytes() <= memory, what);
      double[] expected = Naive.after(e, first, steps);
      Block block = generations.read(steps, arena);
      long[] at = new long[rank];
      do {
        assertEquals(
            expected[index(at, domain)],
            block.getDouble(at),
            () -> what + ", at " + Arrays.toString(at));
      } while (Region.whole(domain).next(at));
      return true;
    }
  }

  /** Chunks of one size, or of any. */
  private static long[][] cuts(SplittableRandom random, Shape domain, boolean regular) {
    long[][] cuts = new long[domain.rank()][];
    for (int d = 0; d < cuts.length; d++) {
      long left = domain.dim(d);
      long[] extents = new long[(int) left];
      int n = 0;
      long size = 1 + random.nextInt((int) left);
      while (left > 0) {
        extents[n] = Math.min(left, regular ? size : 1 + random.nextInt((int) left));
        left -= extents[n++];
      }
      cuts[d] = Arrays.copyOf(extents, n);
    }
    return cuts;
  }

  private static int index(long[] at, Shape domain) {
    long index = 0;
    for (int d = 0; d < at.length; d++) {
      index = index * domain.dim(d) + at[d];
    }
    return Math.toIntExact(index);
  }
}
