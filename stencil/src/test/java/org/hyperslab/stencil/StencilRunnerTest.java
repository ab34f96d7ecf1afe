package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class StencilRunnerTest {
  private static final long SEED = 11;

  private static StencilRunner start(
      Evolution e, double[] first, BlockPool pool, Shape block, int workers, int stepsPerPass) {
    FieldFill fill = FieldFill.of(at -> first[BlockAdvanceTest.index(at, e)]);
    return StencilRunner.start(
        e,
        new StencilRunner.Start(List.of(fill), List.of()),
        new StencilRunner.Options(pool, workers, block, stepsPerPass));
  }

  private static void assertSame(double[] expected, FieldView field, Evolution e, String what) {
    Cells.forEach(
        Region.whole(e.domain()),
        at ->
            assertEquals(
                expected[BlockAdvanceTest.index(at, e)],
                field.get(at),
                () -> what + ", at " + Arrays.toString(at)));
  }

  @Test
  void anyBlocksWorkersAndStepsPerPassGiveTheSameBits() {
    compare(160, new int[] {90, 40, 12, 12}, 9, 5);
  }

  /** All layers may be held, halos reach over several blocks and around the domain. */
  @Test
  void domainsOfAFewCellsGiveTheSameBits() {
    compare(600, new int[] {9, 7, 4, 4}, 20, 13);
  }

  /** Lengths at which rows, or planes, would lie at multiples of 4 KiB. */
  @Test
  void lengthsThatArePaddedGiveTheSameBits() {
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 28))) {
      for (long n : List.of(485L, 496L)) {
        Evolution e =
            new Evolution(
                Stencils.sevenPoint(0.25, 0.125, 0.125, 0.125),
                Boundaries.all(3, new Boundary.Insulated()).high(1, new Boundary.Fixed(3)),
                Shape.of(8, 26, n),
                DType.FLOAT64);
        double[] first = new SplittableRandom(SEED).doubles(e.domain().size()).toArray();
        try (StencilRunner runner = start(e, first, pool, null, 2, 3)) {
          runner.advance(5);
          assertSame(Naive.after(e, first, 5), runner.field(0), e, "length " + n);
        }
      }
    }
  }

  private static void compare(int cases, int[] largest, int mostSteps, int mostPerPass) {
    System.out.println("seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 28))) {
      for (int i = 0; i < cases; i++) {
        int rank = 1 + i % 4;
        DType dtype = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
        Evolution e = Naive.random(random, rank, dtype, largest[rank - 1]);
        long[] block = new long[rank];
        for (int d = 0; d < rank; d++) {
          block[d] = 1 + random.nextInt((int) e.domain().dim(d));
        }
        double[] first = random.doubles(e.domain().size(), 0, 10).toArray();
        int steps = random.nextInt(mostSteps);
        double[] expected = Naive.after(e, first, steps);
        Shape shape = random.nextInt(3) == 0 ? null : Shape.of(block);
        Evolution run = random.nextInt(4) == 0 ? BlockAdvanceTest.asKernel(e) : e;
        int workers = 1 + random.nextInt(4);
        int perPass = random.nextInt(mostPerPass);
        try (StencilRunner runner = start(run, first, pool, shape, workers, perPass)) {
          int before = random.nextInt(steps + 1);
          runner.advance(before);
          runner.advance(steps - before);
          String what =
              "case %d: %s, block %s, %d workers, %d steps by %d"
                  .formatted(i, e, shape, workers, steps, perPass);
          assertEquals(steps, runner.step());
          assertSame(expected, runner.field(0), e, what);
        }
        assertEquals(0, pool.budget().used());
      }
    }
  }

  @Test
  void theBytesThatAreToldSufficeForAnyNumberOfSteps() {
    for (long width = 160; width <= 1600; width += 160) {
      Evolution e =
          new Evolution(
              Stencils.fivePoint(0, 0.25, 0.25),
              Boundaries.all(2, new Boundary.Fixed(0)),
              Shape.of(96, width),
              DType.FLOAT64);
      StencilRunner.Start start =
          new StencilRunner.Start(List.of(FieldFill.constant(1)), List.of());
      for (int steps = 1; steps <= 10; steps++) {
        try (BlockPool pool = new BlockPool(new MemoryBudget(StencilRunner.bytes(e, 2)));
            StencilRunner runner =
                StencilRunner.start(e, start, new StencilRunner.Options(pool, 2, null, 0))) {
          runner.advance(steps);
          assertEquals(steps, runner.step());
        }
      }
    }
  }

  @Test
  void changeOfTheLastStepIsTheLargestDifference() {
    Evolution e =
        new Evolution(
            Stencils.fivePoint(0.2, 0.2, 0.2),
            Boundaries.all(2, new Boundary.Insulated()),
            Shape.of(20, 30),
            DType.FLOAT64);
    double[] first = new SplittableRandom(SEED).doubles(600).toArray();
    Naive naive = new Naive(e, first);
    for (int s = 0; s < 6; s++) {
      naive.step();
    }
    double[] before = naive.field();
    naive.step();
    double expected = 0;
    for (int i = 0; i < before.length; i++) {
      expected = Math.max(expected, Math.abs(before[i] - naive.field()[i]));
    }
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 24));
        StencilRunner runner = start(e, first, pool, Shape.of(7, 11), 2, 3)) {
      assertEquals(expected, runner.advanceAndCompare(7));
      assertEquals(7, runner.step());
    }
  }

  /** Gray and Scott's reaction of two substances, with a feed rate per cell. */
  private static void react(List<Block> inputs, Region place, List<Block> results) {
    Cells.forEach(
        Region.whole(place.shape()),
        at -> {
          double u = inputs.get(0).getDouble(at[0] + 1, at[1] + 1);
          double v = inputs.get(1).getDouble(at[0] + 1, at[1] + 1);
          double f = inputs.get(2).getDouble(at[0] + 1, at[1] + 1);
          double uvv = u * v * v;
          results.get(0).setDouble(u + 0.16 * laplacian(inputs.get(0), at) - uvv + f * (1 - u), at);
          results
              .get(1)
              .setDouble(v + 0.08 * laplacian(inputs.get(1), at) + uvv - (f + 0.06) * v, at);
        });
  }

  private static double laplacian(Block b, long[] at) {
    long i = at[0] + 1;
    long j = at[1] + 1;
    return b.getDouble(i - 1, j)
        + b.getDouble(i + 1, j)
        + b.getDouble(i, j - 1)
        + b.getDouble(i, j + 1)
        - 4 * b.getDouble(i, j);
  }

  private static double[] reaction(Shape block, int workers, int stepsPerPass) {
    Shape domain = Shape.of(37, 29);
    Stencil stencil = KernelStencil.of(StencilRunnerTest::react, 1, 1).withFields(2).withInputs(1);
    Boundaries sides = Boundaries.all(2, new Boundary.Periodic()).both(0, new Boundary.Insulated());
    FieldFill u = FieldFill.of(at -> at[0] > 10 && at[1] < 9 ? 0.5 : 1);
    FieldFill v = FieldFill.of(at -> at[0] > 10 && at[1] < 9 ? 0.25 : 0);
    FieldFill feed = FieldFill.of(at -> 0.03 + 0.0002 * at[1]);
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 24));
        StencilRunner runner =
            StencilRunner.start(
                new Evolution(stencil, sides, domain, DType.FLOAT64),
                new StencilRunner.Start(List.of(u, v), List.of(feed)),
                new StencilRunner.Options(pool, workers, block, stepsPerPass))) {
      runner.advance(20);
      double[] result = new double[2 * (int) domain.size()];
      for (int k = 0; k < result.length; k++) {
        int cell = k / 2;
        result[k] = runner.field(k % 2).get(cell / 29, cell % 29);
      }
      return result;
    }
  }

  @Test
  void twoFieldsAndAConstantOneReactTheSameWhateverTheBlocks() {
    double[] whole = reaction(Shape.of(37, 29), 1, 1);
    assertTrue(Arrays.stream(whole).allMatch(x -> x >= 0 && x <= 1));
    assertTrue(whole[2 * (20 * 29 + 8) + 1] > 0.01);
    for (int perPass = 1; perPass < 5; perPass++) {
      assertTrue(
          Arrays.equals(whole, reaction(Shape.of(9, 13), 3, perPass)), "per pass " + perPass);
      assertTrue(Arrays.equals(whole, reaction(null, 2, perPass)), "per pass " + perPass);
    }
  }

  @Test
  void aKernelThatThrowsStopsAllWorkers() {
    Stencil stencil =
        KernelStencil.of(
            (inputs, place, results) -> {
              throw new IllegalStateException("no more");
            },
            1,
            1);
    Evolution e =
        new Evolution(
            stencil, Boundaries.all(2, new Boundary.Nearest()), Shape.of(40, 40), DType.FLOAT64);
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 24));
        StencilRunner runner = start(e, new double[1600], pool, Shape.of(4, 40), 4, 1)) {
      Exception thrown = assertThrows(IllegalStateException.class, () -> runner.advance(100));
      assertEquals("no more", thrown.getMessage());
      assertThrows(IllegalStateException.class, () -> runner.field(0));
      String refused =
          assertThrows(IllegalStateException.class, () -> runner.advance(1)).getMessage();
      assertEquals("an earlier run ended half-way: steps before it=0", refused);
    }
  }

  @Test
  void aFirstFieldThatCannotBeHadGivesMemoryBack() {
    Evolution e =
        new Evolution(
            Stencils.fivePoint(0, 0.25, 0.25),
            Boundaries.all(2, new Boundary.Fixed(1)),
            Shape.of(40, 40),
            DType.FLOAT64);
    FieldFill none =
        (block, place) -> {
          throw new IllegalStateException("no such field");
        };
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 24))) {
      StencilRunner.Start first = new StencilRunner.Start(List.of(none), List.of());
      StencilRunner.Options options = new StencilRunner.Options(pool, 2, null, 1);
      assertThrows(IllegalStateException.class, () -> StencilRunner.start(e, first, options));
      assertEquals(0, pool.outBytes());
    }
  }

  @Test
  void anInterruptStopsTheRun() {
    Evolution e =
        new Evolution(
            Stencils.fivePoint(0, 0.25, 0.25),
            Boundaries.all(2, new Boundary.Fixed(1)),
            Shape.of(40, 40),
            DType.FLOAT64);
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 24));
        StencilRunner runner = start(e, new double[1600], pool, null, 2, 1)) {
      Thread.currentThread().interrupt();
      assertThrows(CancellationException.class, () -> runner.advance(Long.MAX_VALUE / 4));
      assertTrue(Thread.interrupted());
      assertThrows(IllegalStateException.class, () -> runner.advance(1));
      assertThrows(IllegalArgumentException.class, () -> runner.advance(-1));
    }
  }

  @Test
  void translationOverPeriodicSidesOnlyMovesTheResult() {
    Evolution e =
        new Evolution(
            Stencils.ninePoint(0.2, 0.15, 0.05),
            Boundaries.all(2, new Boundary.Periodic()),
            Shape.of(24, 18),
            DType.FLOAT64);
    double[] first = new SplittableRandom(SEED).doubles(24 * 18).toArray();
    double[] moved = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      moved[(i / 18 + 5) % 24 * 18 + (i % 18 + 11) % 18] = first[i];
    }
    try (BlockPool pool = new BlockPool(new MemoryBudget(1 << 24));
        StencilRunner a = start(e, first, pool, Shape.of(10, 7), 2, 2);
        StencilRunner b = start(e, moved, pool, null, 2, 3)) {
      a.advance(12);
      b.advance(12);
      Cells.forEach(
          Region.whole(e.domain()),
          at ->
              assertEquals(
                  a.field(0).get(at), b.field(0).get((at[0] + 5) % 24, (at[1] + 11) % 18)));
    }
  }
}
