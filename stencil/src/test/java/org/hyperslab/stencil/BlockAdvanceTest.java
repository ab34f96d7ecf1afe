package org.hyperslab.stencil;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class BlockAdvanceTest {
  private static final long SEED = 42;

  @Test
  void boxesAdvancedSeveralStepsAreBitEqualToTheWholeAdvancedStepByStep() {
    System.out.println("seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 400; i++) {
      int rank = 1 + i % 4;
      DType dtype = random.nextInt(3) == 0 ? DType.FLOAT32 : DType.FLOAT64;
      int largest = rank == 1 ? 300 : rank == 2 ? 60 : rank == 3 ? 24 : 9;
      Evolution e = Naive.random(random, rank, dtype, largest);
      int steps = 1 + random.nextInt(5);
      check(e, steps, random, "case " + i);
    }
  }

  private static void check(Evolution e, int steps, RandomGenerator random, String name) {
    double[] initial = random.doubles(e.domain().size(), 0, 10).toArray();
    Naive naive = new Naive(e, initial);
    double[] first = naive.field();
    for (int s = 0; s < steps; s++) {
      naive.step();
    }
    long[] from = new long[e.rank()];
    long[] extent = new long[e.rank()];
    for (int d = 0; d < e.rank(); d++) {
      from[d] = random.nextInt((int) e.domain().dim(d));
      extent[d] = 1 + random.nextInt((int) (e.domain().dim(d) - from[d]));
    }
    Region target =
        random.nextInt(3) == 0 ? Region.whole(e.domain()) : Region.of(from, Shape.of(extent));
    String what = name + ": " + e + ", box " + target + ", steps " + steps;
    compare(BlockAdvance.plain(e), first, target, steps, naive.field(), "plain " + what);
    compare(BlockAdvance.of(e), first, target, steps, naive.field(), what);
    Tiling tiny = new Tiling(random.nextInt(8000), random.nextInt(400));
    compare(BlockAdvance.of(e, tiny), first, target, steps, naive.field(), tiny + " " + what);
    BlockAdvance sweeps = BlockAdvance.of(asKernel(e), tiny);
    compare(sweeps, first, target, steps, naive.field(), "kernel " + tiny + " " + what);
  }

  @Test
  void scratchMemoryDependsOnTheShapeOfABoxAndNotOnItsPlace() {
    Boundaries sides = Boundaries.all(2, new Boundary.Insulated()).both(0, new Boundary.Periodic());
    Evolution weights =
        new Evolution(Stencils.fivePoint(0, 0.25, 0.25), sides, Shape.of(50, 60), DType.FLOAT64);
    for (Evolution e : List.of(weights, asKernel(weights))) {
      BlockAdvance advance = BlockAdvance.of(e);
      long first = advance.scratchBytes(Region.whole(Shape.of(8, 9)), 3);
      Cells.forEach(
          Region.whole(Shape.of(42, 51)),
          at -> assertEquals(first, advance.scratchBytes(Region.of(at, Shape.of(8, 9)), 3)));
    }
  }

  @Test
  void passesReadWhatIsBehindABlockOnceItIsThereAndSayWhenTheFrontIsDone() {
    System.out.println("seed " + SEED);
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 150; i++) {
      Evolution e = Naive.random(random, 2 + i % 3, DType.FLOAT64, i % 3 == 0 ? 60 : 12);
      int steps = 1 + random.nextInt(4);
      long rows = e.domain().dim(0);
      long from = random.nextInt((int) rows);
      Shape shape = e.domain().with(0, 1 + random.nextInt((int) (rows - from)));
      long[] origin = new long[e.rank()];
      origin[0] = from;
      BlockAdvance advance =
          i % 2 == 0
              ? BlockAdvance.of(e)
              : BlockAdvance.of(e, new Tiling(random.nextInt(8000), random.nextInt(400)));
      new SlowNeighbour(advance, Region.of(origin, shape), steps, random, "case " + i).check();
    }
  }

  /** A pass over a block that gets the cells behind it when it asks for them. */
  private static final class SlowNeighbour implements Course {
    private final BlockAdvance advance;
    private final Region target;
    private final int steps;
    private final String name;
    private final Evolution e;
    private final double[] first;
    private final double[] expected;
    private final Region place;
    private final BlockPool pool = new BlockPool(new MemoryBudget(1 << 28));
    private final Block source;
    private final Block result;
    private boolean isFrontDone;

    SlowNeighbour(
        BlockAdvance advance, Region target, int steps, RandomGenerator random, String name) {
      this.advance = advance;
      this.target = target;
      this.steps = steps;
      this.e = advance.evolution();
      this.name = name + ": " + e + ", box " + target + ", steps " + steps;
      this.first = random.doubles(e.domain().size(), 0, 10).toArray();
      Naive naive = new Naive(e, first.clone());
      System.arraycopy(naive.field(), 0, first, 0, first.length);
      for (int s = 0; s < steps; s++) {
        naive.step();
      }
      this.expected = naive.field();
      this.place = advance.sourceRegion(target, steps);
      this.source = RoomyBlocks.block(RoomyBlocks.take(pool, place, e.dtype()), place);
      this.result = RoomyBlocks.block(RoomyBlocks.take(pool, target, e.dtype()), target);
      Cells.forEach(Region.whole(place.shape()), at -> source.setDouble(Double.NaN, at.clone()));
      Cells.forEach(Region.whole(target.shape()), at -> result.setDouble(Double.NaN, at.clone()));
    }

    private void fill(boolean behind) {
      Cells.forEach(
          advance.filledRegion(target, steps),
          at -> {
            if (at[0] >= target.end(0) == behind) {
              source.setDouble(first[index(at, e)], minus(at, place));
            }
          });
    }

    private void compare(long planes) {
      Cells.forEach(
          target,
          at -> {
            if (at[0] < target.start(0) + planes) {
              double got = result.getDouble(minus(at, target));
              assertEquals(expected[index(at, e)], got, name + ", " + planes + " planes");
            }
          });
    }

    void check() {
      fill(false);
      BlockAdvance.Pass pass = advance.prepare(target, steps);
      try (Arena arena = Arena.ofConfined()) {
        pass.run(
            new BlockAdvance.Fields(
                new Memory(List.of(source), place, true),
                new Memory(List.of(), place, true),
                new Memory(List.of(result), target, true)),
            arena.allocate(Math.max(1, pass.scratchBytes()), 64),
            this);
      }
      compare(Long.MAX_VALUE / 2);
      assertEquals(front() <= target.extent(0), isFrontDone, name);
      pool.close();
    }

    @Override
    public void beforeRest() {
      fill(true);
    }

    @Override
    public long front() {
      return (long) steps * e.stencil().radius()[0];
    }

    @Override
    public void afterFront() {
      isFrontDone = true;
      compare(front());
    }
  }

  /** The same stencil, given by code. */
  static Evolution asKernel(Evolution e) {
    WeightedStencil w = (WeightedStencil) e.stencil();
    Stencil kernel = KernelStencil.of(new WeightedKernel(w, e.dtype()), w.radius());
    return new Evolution(kernel, e.boundaries(), e.domain(), e.dtype());
  }

  private static void compare(
      BlockAdvance advance,
      double[] first,
      Region target,
      int steps,
      double[] expected,
      String what) {
    Evolution e = advance.evolution();
    try (Arena arena = Arena.ofConfined()) {
      Region place = advance.sourceRegion(target, steps);
      Block source = block(arena, e, place.shape());
      Cells.forEach(Region.whole(place.shape()), at -> source.setDouble(Double.NaN, at.clone()));
      Region filled = advance.filledRegion(target, steps);
      Cells.forEach(filled, at -> source.setDouble(first[index(at, e)], minus(at, place)));
      Block result = block(arena, e, target.shape());
      MemorySegment scratch = arena.allocate(Math.max(1, advance.scratchBytes(target, steps)), 64);
      scratch.fill((byte) -1);
      advance.advance(
          new Piece(target, List.of(source), List.of(), List.of(result)), steps, scratch);
      Cells.forEach(
          target,
          at ->
              assertEquals(
                  expected[index(at, e)],
                  result.getDouble(minus(at, target)),
                  () -> what + ", at " + java.util.Arrays.toString(at)));
    }
  }

  private static Block block(Arena arena, Evolution e, Shape shape) {
    long bytes = shape.size() * e.dtype().bytes();
    return Block.of(arena.allocate(Math.max(8, bytes), 8), e.dtype(), shape);
  }

  static int index(long[] at, Evolution e) {
    long i = 0;
    for (int d = 0; d < at.length; d++) {
      i = i * e.domain().dim(d) + Math.floorMod(at[d], e.domain().dim(d));
    }
    return (int) i;
  }

  static long[] minus(long[] at, Region place) {
    long[] index = at.clone();
    for (int d = 0; d < index.length; d++) {
      index[d] -= place.start(d);
    }
    return index;
  }
}
