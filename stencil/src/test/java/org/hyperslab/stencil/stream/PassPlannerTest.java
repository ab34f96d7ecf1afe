package org.hyperslab.stencil.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Boundaries;
import org.hyperslab.stencil.Boundary;
import org.hyperslab.stencil.HeatProblem;
import org.junit.jupiter.api.Test;

class PassPlannerTest {
  private static BlockAdvance heat(long nx, long ny, Boundaries sides) {
    return BlockAdvance.of(
        HeatProblem.builder().size(nx, ny).boundaries(sides).build().evolution());
  }

  @Test
  void passesOfTheSameLengthShareAPlan() {
    BlockAdvance advance = heat(512, 512, Boundaries.all(2, new Boundary.Fixed(0)));
    ChunkGrid grid = ChunkGrid.regular(advance.evolution().domain(), 64, 64);
    PassPlanner.Stores stores = new PassPlanner.Stores(List.of(grid), grid, 0, 0);
    PassPlanner planner = new PassPlanner(advance, stores, 2_000_000, 2);
    PassPlanner.Choice first = planner.plan(60);
    int k = first.plan().stepsPerLoad();
    assertTrue(k > 1 && k < 30, first.plan().explain());
    PassPlanner.Choice second = planner.plan(60 - k);
    assertEquals(k, second.plan().stepsPerLoad());
    assertEquals(first.plan().passes() - 1, second.plan().passes());
    assertSame(first.feeds(), second.feeds());
    PassPlanner.Choice shorter = planner.plan(1);
    assertEquals(1, shorter.plan().stepsPerLoad());
    assertNotSame(first.feeds(), shorter.feeds());
    PassPlanner.Choice fresh = new PassPlanner(advance, stores, 2_000_000, 2).plan(1);
    assertEquals(fresh.plan(), shorter.plan());
    assertEquals(fresh.taskMemory(), shorter.taskMemory());
  }

  @Test
  void aTaskNeedsItsHaloCellByCellOnce() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      Boundaries sides = Boundaries.all(2, new Boundary.Insulated());
      sides = random.nextBoolean() ? sides.both(0, new Boundary.Periodic()) : sides;
      sides = random.nextBoolean() ? sides.both(1, new Boundary.Periodic()) : sides;
      BlockAdvance advance = heat(1 + random.nextInt(20), 1 + random.nextInt(20), sides);
      ChunkGrid target = anyChunks(advance, random);
      ChunkGrid source = anyChunks(advance, random);
      PassTasks tasks = new PassTasks(target, 1 + random.nextInt(25), target.countAlong(1));
      Needs needs = new Needs(advance, tasks, source);
      int task = random.nextInt(tasks.count());
      Region filled = advance.filledRegion(tasks.place(task), tasks.steps());
      String what = "seed=" + seed + ", case=" + i + ", " + sides + ", " + filled;
      long[] chunks = new NeededChunks(needs).of(task);
      assertEquals(
          new TreeSet<>(needs.parts(task).keySet()),
          LongStream.of(chunks).boxed().collect(Collectors.toCollection(TreeSet::new)),
          what);
      assertEquals(chunks.length, LongStream.of(chunks).distinct().count(), what);
      int[][] seen = new int[(int) filled.extent(0)][(int) filled.extent(1)];
      for (Map.Entry<Long, List<Needs.Part>> chunk : needs.parts(task).entrySet()) {
        for (Needs.Part part : chunk.getValue()) {
          assertTrue(source.region(chunk.getKey()).contains(part.from()), what);
          assertEquals(part.from().shape(), part.to().shape(), what);
          long[] at = part.to().origin();
          for (int d = 0; d < 2; d++) {
            long n = source.shape().dim(d);
            assertEquals(part.from().start(d), Math.floorMod(at[d], n), what);
          }
          do {
            seen[(int) (at[0] - filled.start(0))][(int) (at[1] - filled.start(1))]++;
          } while (part.to().next(at));
        }
      }
      for (int[] row : seen) {
        for (int times : row) {
          assertEquals(1, times, what);
        }
      }
    }
  }

  private static ChunkGrid anyChunks(BlockAdvance advance, Random random) {
    return ChunkGrid.regular(
        advance.evolution().domain(), 1 + random.nextInt(9), 1 + random.nextInt(9));
  }
}
