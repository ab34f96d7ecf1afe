package org.hyperslab.stencil.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Boundaries;
import org.hyperslab.stencil.Boundary;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.HeatProblem;
import org.hyperslab.stencil.Piece;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class StreamedSolverTest {
  private static final long ENOUGH = 1L << 30;

  private static FieldFill noise(long seed) {
    return FieldFill.of(at -> new Random(seed + at[0] * 7919 + at[1]).nextDouble());
  }

  private static byte[] bytes(Block block) {
    return block.segment().toArray(ValueLayout.JAVA_BYTE);
  }

  /** The whole domain as one block, one step at a time. */
  private static byte[] inMemory(Evolution evolution, FieldFill initial, long steps) {
    BlockAdvance advance = BlockAdvance.of(evolution);
    Region whole = Region.whole(evolution.domain());
    Region around = advance.sourceRegion(whole, 1);
    Region filled = advance.filledRegion(whole, 1);
    try (Arena arena = Arena.ofConfined()) {
      Block source = block(arena, evolution.dtype(), around.shape());
      Block field = block(arena, evolution.dtype(), evolution.domain());
      MemorySegment scratch = arena.allocate(advance.scratchBytes(whole, 1), 64);
      initial.fill(field, whole);
      evolution.boundaries().assign(field, whole, whole.shape(), evolution.stencil().radius());
      for (long s = 0; s < steps; s++) {
        long[] at = filled.origin();
        do {
          long[] from = new long[2];
          long[] to = new long[2];
          for (int d = 0; d < 2; d++) {
            from[d] = Math.floorMod(at[d], evolution.domain().dim(d));
            to[d] = at[d] - around.start(d);
          }
          source.setDouble(field.getDouble(from), to);
        } while (filled.next(at));
        advance.advance(new Piece(whole, List.of(source), List.of(), List.of(field)), 1, scratch);
      }
      return bytes(field);
    }
  }

  private static Block block(Arena arena, DType dtype, Shape shape) {
    return Block.of(arena.allocate(shape.size() * dtype.bytes(), 64), dtype, shape);
  }

  private static Boundaries anyBoundaries(Random random) {
    Boundary[] choices = {
      new Boundary.Fixed(random.nextDouble()),
      new Boundary.Held(),
      new Boundary.Insulated(),
      new Boundary.Flux(0.1),
      new Boundary.Reflect(),
      new Boundary.Nearest()
    };
    Boundaries boundaries = Boundaries.all(2, new Boundary.Periodic());
    for (int d = 0; d < 2; d++) {
      if (random.nextInt(3) > 0) {
        boundaries =
            boundaries
                .low(d, choices[random.nextInt(choices.length)])
                .high(d, choices[random.nextInt(choices.length)]);
      }
    }
    return boundaries;
  }

  private static Evolution heat(long nx, long ny, Boundaries boundaries, DType dtype) {
    return HeatProblem.builder()
        .size(nx, ny)
        .boundaries(boundaries)
        .dtype(dtype)
        .build()
        .evolution();
  }

  @RepeatedTest(40)
  void hasTheBitsOfASolutionInMemory(RepetitionInfo repetition) throws IOException {
    long seed = 1000 + repetition.getCurrentRepetition();
    Random random = new Random(seed);
    long nx = 3 + random.nextInt(40);
    long ny = 3 + random.nextInt(60);
    DType dtype = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
    Evolution evolution = heat(nx, ny, anyBoundaries(random), dtype);
    ChunkGrid grid =
        ChunkGrid.regular(evolution.domain(), 1 + random.nextInt(20), 1 + random.nextInt(20));
    ChunkGrid initialGrid =
        ChunkGrid.regular(evolution.domain(), 1 + random.nextInt(20), 1 + random.nextInt(20));
    int steps = 1 + random.nextInt(20);
    long memory = random.nextBoolean() ? ENOUGH : 150_000 + random.nextInt(300_000);
    String title =
        "seed=%d %dx%d %s %s steps=%d %s"
            .formatted(seed, ny, nx, dtype, grid, steps, evolution.boundaries());
    MemoryGenerations generations = new MemoryGenerations(grid, dtype);
    StreamedSolver.Settings settings =
        new StreamedSolver.Settings(memory, 1 + random.nextInt(3), StreamListener.NONE);
    try (StreamedSolver solver = new StreamedSolver(evolution, generations, settings);
        Arena arena = Arena.ofConfined()) {
      InitialSource initial = InitialSource.of(evolution, noise(seed), initialGrid);
      PassPlan plan;
      try {
        plan = solver.run(StreamedSolver.Start.of(initial), 0, steps);
      } catch (BudgetExceededException e) {
        assertTrue(memory < ENOUGH, title);
        return;
      }
      assertTrue(plan.stepsPerLoad() >= 1 && plan.stepsPerLoad() <= steps, title);
      assertTrue(solver.peakBytes() <= memory, title);
      assertEquals(0, solver.budget().used(), title);
      assertEquals(List.of((long) steps), List.copyOf(generations.committed.keySet()), title);
      assertArrayEquals(
          inMemory(evolution, noise(seed), steps), bytes(generations.read(steps, arena)), title);
    }
  }

  /** A grid of 32 x 32 chunks of 8 KiB. */
  private static final Evolution SQUARE =
      heat(1024, 1024, Boundaries.all(2, new Boundary.Fixed(1)), DType.FLOAT64);

  private static final ChunkGrid CHUNKS = ChunkGrid.regular(SQUARE.domain(), 32, 32);
  private static final StreamedSolver.Start FIRST =
      StreamedSolver.Start.of(InitialSource.of(SQUARE, noise(1), CHUNKS));

  @Test
  void eachChunkIsReadOnceWhereTwoRowsFitAndMemoryIsAsPlanned() throws IOException {
    MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64);
    try (StreamedSolver solver =
        new StreamedSolver(
            SQUARE, generations, new StreamedSolver.Settings(1_500_000, 2, StreamListener.NONE))) {
      solver.run(FIRST, 0, 1);
      solver.run(StreamedSolver.Start.of(generations.open(1)), 1, 9);
      PassPlan plan = solver.plan(StreamedSolver.Start.of(generations.open(9)), 8);
      assertEquals(32, plan.stripChunks());
      assertEquals(1024, plan.chunkLoads());
      assertEquals(1024 * (int) plan.passes(), generations.loads.get());
      StreamedSolver.Traffic traffic = solver.traffic();
      assertEquals(1024 * (plan.passes() + 1), traffic.chunksRead());
      assertEquals(8L * 1024 * 1024 * plan.passes(), traffic.bytesRead());
      assertEquals(8L * 1024 * 1024 * (plan.passes() + 1), traffic.bytesWritten());
      assertTrue(plan.memory().total() <= 1_500_000, plan.explain());
      assertTrue(solver.peakBytes() <= plan.memory().total() + 8192, plan.explain());
      assertTrue(
          plan.memory().total() < 1.6 * solver.peakBytes(), plan.explain() + solver.peakBytes());
    }
  }

  @Test
  void narrowStripsNeedLessMemoryAndReadTheirSeamsTwice() throws IOException {
    MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64);
    try (StreamedSolver solver =
        new StreamedSolver(
            SQUARE, generations, new StreamedSolver.Settings(400_000, 1, StreamListener.NONE))) {
      solver.run(FIRST, 0, 1);
      PassPlan plan = solver.plan(StreamedSolver.Start.of(generations.open(1)), 4);
      solver.run(StreamedSolver.Start.of(generations.open(1)), 1, 5);
      assertTrue(plan.stripChunks() < 32 && plan.chunkLoads() > 1024, plan.explain());
      assertEquals(plan.chunkLoads() * (int) plan.passes(), generations.loads.get());
      assertTrue(solver.peakBytes() <= 400_000, plan.explain());
    }
  }

  @Test
  void withMoreMemoryFewerChunksAreMoved() throws IOException {
    long last = Long.MAX_VALUE;
    for (long memory : new long[] {200_000, 300_000, 2_000_000, 50_000_000}) {
      try (StreamedSolver solver =
          new StreamedSolver(
              SQUARE,
              new MemoryGenerations(CHUNKS, DType.FLOAT64),
              new StreamedSolver.Settings(memory, 2, StreamListener.NONE))) {
        PassPlan plan = solver.plan(FIRST, 100);
        long moved = plan.passes() * (plan.chunkLoads() + plan.chunks());
        assertTrue(moved <= last, plan.explain());
        assertTrue(plan.passes() * plan.stepsPerLoad() >= 100, plan.explain());
        assertTrue(plan.explain().contains("of up to " + plan.stepsPerLoad()), plan.explain());
        last = moved;
      }
    }
    assertTrue(last < 20 * 2 * 1024, "chunks moved " + last);
  }

  @Test
  void aBudgetTooSmallForABlockIsRefused() throws IOException {
    try (StreamedSolver solver =
        new StreamedSolver(
            SQUARE,
            new MemoryGenerations(CHUNKS, DType.FLOAT64),
            new StreamedSolver.Settings(50_000, 2, StreamListener.NONE))) {
      String message =
          assertThrows(BudgetExceededException.class, () -> solver.plan(FIRST, 5)).getMessage();
      assertTrue(message.startsWith("budget too small for one block"), message);
      long needed = Long.parseLong(message.replaceAll(".*needed=(\\d+).*", "$1"));
      try (StreamedSolver larger =
          new StreamedSolver(
              SQUARE,
              new MemoryGenerations(CHUNKS, DType.FLOAT64),
              new StreamedSolver.Settings(needed, 2, StreamListener.NONE))) {
        assertEquals(1, larger.plan(FIRST, 5).stepsPerLoad());
      }
    }
  }

  @Test
  void failuresNameTheChunkAndLeaveTheLastWholeGeneration() throws IOException {
    for (boolean reading : new boolean[] {true, false}) {
      MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64);
      try (StreamedSolver solver =
          new StreamedSolver(
              SQUARE, generations, new StreamedSolver.Settings(ENOUGH, 3, StreamListener.NONE))) {
        solver.run(FIRST, 0, 1);
        generations.failAtLoad = reading ? 100 : -1;
        generations.failAtStore = reading ? -1 : 1100;
        String message =
            assertThrows(
                    ComputeException.class,
                    () -> solver.run(StreamedSolver.Start.of(generations.open(1)), 1, 3))
                .getMessage();
        assertTrue(
            message.contains(
                reading ? "cannot load chunk: array=generation 1" : "cannot store chunk: array="),
            message);
        assertEquals(List.of(1L), List.copyOf(generations.committed.keySet()));
        assertEquals(0, solver.budget().used());
        generations.failAtLoad = -1;
        generations.failAtStore = -1;
        solver.run(StreamedSolver.Start.of(generations.open(1)), 1, 3);
        try (Arena arena = Arena.ofConfined()) {
          assertArrayEquals(inMemory(SQUARE, noise(1), 3), bytes(generations.read(3, arena)));
        }
      }
    }
  }

  @Test
  void readErrorsThatPassAreTriedAgain() throws IOException {
    MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64);
    try (StreamedSolver solver =
            new StreamedSolver(
                SQUARE, generations, new StreamedSolver.Settings(ENOUGH, 3, StreamListener.NONE));
        Arena arena = Arena.ofConfined()) {
      solver.run(FIRST, 0, 1);
      generations.failAtLoad = 100;
      generations.failures = 3;
      PassPlan plan = solver.run(StreamedSolver.Start.of(generations.open(1)), 1, 3);
      assertEquals(1024 * plan.passes() + 3, generations.loads.get());
      assertArrayEquals(inMemory(SQUARE, noise(1), 3), bytes(generations.read(3, arena)));
    }
  }

  @Test
  void listenersSeeEveryCellOnceWithItsValueBeforeAndAfter() throws IOException {
    ChunkGrid grid = ChunkGrid.regular(SQUARE.domain(), 500, 300);
    MemoryGenerations generations = new MemoryGenerations(grid, DType.FLOAT64);
    ConcurrentLinkedQueue<Region> places = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Double> progress = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Double> before = new ConcurrentLinkedQueue<>();
    FieldFill rows = FieldFill.of(at -> at[0] == 0 || at[0] == 1023 ? 1 : at[0] * 2048 + at[1]);
    StreamListener listener =
        new StreamListener() {
          @Override
          public void advanced(long step, Region place, List<Block> from, List<Block> to) {
            Block was = from.getFirst();
            Block is = to.getFirst();
            assertEquals(4, step);
            assertEquals(place.shape(), was.shape());
            assertEquals(place.shape(), is.shape());
            before.add(was.getDouble(7, 7) - (place.start(0) + 7) * 2048 - place.start(1) - 7);
            places.add(place);
          }

          @Override
          public void progressed(double steps) {
            progress.add(steps);
          }
        };
    try (StreamedSolver solver =
        new StreamedSolver(SQUARE, generations, new StreamedSolver.Settings(ENOUGH, 2, listener))) {
      solver.run(StreamedSolver.Start.of(InitialSource.of(SQUARE, rows, grid)), 0, 4);
    }
    assertEquals(1024 * 1024, places.stream().mapToLong(Region::size).sum());
    assertEquals(grid.count(), places.stream().distinct().count());
    assertTrue(before.stream().allMatch(d -> d == 0), before.toString());
    assertEquals(4, progress.stream().mapToDouble(d -> d).max().orElseThrow(), 1e-12);
  }

  @Test
  void memoryOfAPoolIsUsedAgainByTheNextSolver() throws IOException {
    MemoryBudget budget = new MemoryBudget(3_000_000);
    try (BlockPool pool = new BlockPool(budget)) {
      long cached = -1;
      for (int run = 0; run < 3; run++) {
        MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64);
        try (StreamedSolver solver =
            new StreamedSolver(
                SQUARE,
                generations,
                new StreamedSolver.Settings(3_000_000, 1, StreamListener.NONE),
                pool)) {
          solver.run(FIRST, 0, 2);
        }
        assertEquals(0, pool.outBytes());
        assertTrue(pool.cachedBytes() > 0 && pool.cachedBytes() <= 3_000_000);
        assertTrue(cached < 0 || pool.cachedBytes() <= 1.2 * cached, "cached " + cached);
        cached = pool.cachedBytes();
      }
    }
    assertEquals(0, budget.used());
  }

  @Test
  void misuseIsRefused() {
    Evolution narrow = heat(1024, 1024, SQUARE.boundaries(), DType.FLOAT32);
    InitialSource other = InitialSource.of(narrow, noise(1), CHUNKS);
    MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64);
    assertThrows(IllegalArgumentException.class, () -> InitialSource.of(SQUARE, other));
    assertThrows(
        IllegalArgumentException.class,
        () -> InitialSource.of(SQUARE, noise(1), ChunkGrid.single(Shape.of(3, 4))));
    assertThrows(
        IllegalArgumentException.class,
        () -> new StreamedSolver.Settings(100, 0, StreamListener.NONE));
    try (StreamedSolver solver =
        new StreamedSolver(
            SQUARE, generations, new StreamedSolver.Settings(ENOUGH, 1, StreamListener.NONE))) {
      assertThrows(
          IllegalArgumentException.class, () -> solver.run(StreamedSolver.Start.of(other), 0, 5));
      assertThrows(IllegalArgumentException.class, () -> solver.run(FIRST, 5, 5));
      StreamedSolver.Start withInput =
          new StreamedSolver.Start(
              FIRST.fields(), List.of(InitialSource.ofInput(SQUARE, noise(1), CHUNKS)));
      String message =
          assertThrows(IllegalArgumentException.class, () -> solver.run(withInput, 0, 5))
              .getMessage();
      assertEquals("wrong number of fields: fields=1, expected=1, inputs=1, expected=0", message);
    }
  }
}
