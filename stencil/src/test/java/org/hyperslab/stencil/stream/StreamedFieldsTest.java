package org.hyperslab.stencil.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.block.MemoryBudget;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.Boundaries;
import org.hyperslab.stencil.Boundary;
import org.hyperslab.stencil.Evolution;
import org.hyperslab.stencil.FieldFill;
import org.hyperslab.stencil.KernelStencil;
import org.hyperslab.stencil.StencilRunner;
import org.hyperslab.store.ChunkSource;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several fields and constant inputs, out of core. */
class StreamedFieldsTest {
  private static final long ENOUGH = 1L << 30;

  @TempDir private Path folder;

  private static FieldFill noise(long seed) {
    return FieldFill.of(
        at -> {
          long cell = seed;
          for (long c : at) {
            cell = cell * 7919 + c;
          }
          return new Random(cell).nextDouble();
        });
  }

  /** Every field from all fields and inputs, at the cell and at the stencil's ends. */
  private static KernelStencil mixing(int fields, int inputs, int... radius) {
    return KernelStencil.of(
            (in, place, out) -> {
              Region cells = Region.whole(place.shape());
              long[] at = cells.origin();
              do {
                for (int f = 0; f < fields; f++) {
                  double sum = 0;
                  for (int g = 0; g < in.size(); g++) {
                    sum += (1 + (f + g) % 3) * star(in.get(g), at, radius);
                  }
                  out.get(f).setDouble(sum / (3 * in.size() * (2 * radius.length + 1)), at);
                }
              } while (cells.next(at));
            },
            radius)
        .withFields(fields)
        .withInputs(inputs);
  }

  private static double star(Block block, long[] cell, int[] radius) {
    long[] at = cell.clone();
    for (int d = 0; d < at.length; d++) {
      at[d] += radius[d];
    }
    double sum = block.getDouble(at);
    for (int d = 0; d < at.length; d++) {
      at[d] -= radius[d];
      sum += block.getDouble(at);
      at[d] += 2L * radius[d];
      sum -= 0.5 * block.getDouble(at);
      at[d] -= radius[d];
    }
    return sum;
  }

  private static List<FieldFill> fills(int count, long seed) {
    List<FieldFill> fills = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      fills.add(noise(seed + i));
    }
    return fills;
  }

  private static byte[] bytes(Block block) {
    return block.segment().toArray(ValueLayout.JAVA_BYTE);
  }

  /** All fields after some steps in memory. */
  private static List<byte[]> inMemory(Evolution e, long seed, long steps) {
    try (BlockPool pool = new BlockPool(new MemoryBudget(ENOUGH));
        Arena arena = Arena.ofConfined();
        StencilRunner runner =
            StencilRunner.start(
                e,
                new StencilRunner.Start(
                    fills(e.stencil().fields(), seed), fills(e.stencil().inputs(), -seed)),
                new StencilRunner.Options(pool, 2, null, 1))) {
      runner.advance(steps);
      List<byte[]> fields = new ArrayList<>();
      for (int f = 0; f < e.stencil().fields(); f++) {
        long size = e.domain().size() * e.dtype().bytes();
        Block field = Block.of(arena.allocate(size, 64), e.dtype(), e.domain());
        runner.field(f).copyTo(field);
        fields.add(bytes(field));
      }
      return fields;
    }
  }

  private static StreamedSolver.Start start(Evolution e, long seed, List<ChunkGrid> grids) {
    int fields = e.stencil().fields();
    List<ChunkSource> first = new ArrayList<>();
    for (int f = 0; f < fields; f++) {
      first.add(InitialSource.of(e, noise(seed + f), grids.get(f)));
    }
    return new StreamedSolver.Start(first, inputs(e, seed, grids));
  }

  private static List<ChunkSource> inputs(Evolution e, long seed, List<ChunkGrid> grids) {
    List<ChunkSource> inputs = new ArrayList<>();
    for (int i = 0; i < e.stencil().inputs(); i++) {
      ChunkGrid grid = grids.get(e.stencil().fields() + i);
      inputs.add(InitialSource.ofInput(e, noise(-seed + i), grid));
    }
    return inputs;
  }

  private static Boundaries anyBoundaries(Random random, int rank) {
    Boundary[] choices = {
      new Boundary.Fixed(random.nextDouble()),
      new Boundary.Held(),
      new Boundary.Insulated(),
      new Boundary.Flux(0.1),
      new Boundary.Reflect(),
      new Boundary.Nearest()
    };
    Boundaries boundaries = Boundaries.all(rank, new Boundary.Periodic());
    for (int d = 0; d < rank; d++) {
      if (random.nextInt(3) > 0) {
        boundaries =
            boundaries
                .low(d, choices[random.nextInt(choices.length)])
                .high(d, choices[random.nextInt(choices.length)]);
      }
    }
    return boundaries;
  }

  private static ChunkGrid anyChunks(Random random, Shape domain) {
    long[] chunk = domain.toArray();
    for (int d = 0; d < chunk.length; d++) {
      chunk[d] = 1 + random.nextInt((int) domain.dim(d));
    }
    return ChunkGrid.regular(domain, chunk);
  }

  @RepeatedTest(40)
  void haveTheBitsOfARunInMemory(RepetitionInfo repetition) throws IOException {
    long seed = 500 + repetition.getCurrentRepetition();
    Random random = new Random(seed);
    int rank = 1 + random.nextInt(3);
    long[] extents = new long[rank];
    int[] radius = new int[rank];
    for (int d = 0; d < rank; d++) {
      extents[d] = 2 + random.nextInt(rank == 1 ? 200 : rank == 2 ? 30 : 10);
      radius[d] = 1 + random.nextInt(2);
    }
    DType dtype = random.nextBoolean() ? DType.FLOAT64 : DType.FLOAT32;
    int fields = 1 + random.nextInt(3);
    KernelStencil stencil = mixing(fields, random.nextInt(3), radius);
    Evolution e = new Evolution(stencil, anyBoundaries(random, rank), Shape.of(extents), dtype);
    List<ChunkGrid> grids = new ArrayList<>();
    ChunkGrid shared = anyChunks(random, e.domain());
    for (int i = 0; i < fields + stencil.inputs(); i++) {
      grids.add(random.nextBoolean() ? shared : anyChunks(random, e.domain()));
    }
    ChunkGrid target = anyChunks(random, e.domain());
    int steps = 1 + random.nextInt(8);
    long memory = random.nextBoolean() ? ENOUGH : 100_000 + random.nextInt(400_000);
    String title =
        "seed=%d %s %s fields=%d inputs=%d %s steps=%d %s"
            .formatted(
                seed, e.domain(), dtype, fields, stencil.inputs(), target, steps, e.boundaries());
    MemoryGenerations generations = new MemoryGenerations(target, dtype, fields);
    StreamedSolver.Settings settings =
        new StreamedSolver.Settings(memory, 1 + random.nextInt(3), StreamListener.NONE);
    try (StreamedSolver solver = new StreamedSolver(e, generations, settings);
        Arena arena = Arena.ofConfined()) {
      try {
        solver.run(start(e, seed, grids), 0, steps);
      } catch (BudgetExceededException refused) {
        assertTrue(memory < ENOUGH, title);
        return;
      }
      assertTrue(solver.peakBytes() <= memory, title);
      assertEquals(0, solver.budget().used(), title);
      List<byte[]> expected = inMemory(e, seed, steps);
      for (int f = 0; f < fields; f++) {
        assertArrayEquals(expected.get(f), bytes(generations.read(steps, f, arena)), title);
      }
    }
  }

  private static final Evolution PAIR =
      new Evolution(
          mixing(2, 1, 1, 1),
          Boundaries.all(2, new Boundary.Insulated()),
          Shape.of(320, 320),
          DType.FLOAT64);

  private static final ChunkGrid CHUNKS = ChunkGrid.regular(PAIR.domain(), 32, 32);
  private static final List<ChunkGrid> SAME = List.of(CHUNKS, CHUNKS, CHUNKS);

  @Test
  void memoryAndReadsAreAsPlanned() throws IOException {
    MemoryGenerations generations = new MemoryGenerations(CHUNKS, DType.FLOAT64, 2);
    try (StreamedSolver solver =
        new StreamedSolver(
            PAIR, generations, new StreamedSolver.Settings(2_000_000, 2, StreamListener.NONE))) {
      solver.run(start(PAIR, 1, SAME), 0, 1);
      StreamedSolver.Start start =
          new StreamedSolver.Start(generations.open(1), inputs(PAIR, 1, SAME));
      PassPlan plan = solver.plan(start, 6);
      StreamedSolver.Traffic before = solver.traffic();
      solver.run(start, 1, 7);
      assertEquals(3 * 100, plan.chunks());
      assertEquals(3 * 100, plan.chunkLoads(), plan.explain());
      assertEquals(plan.passes() * 2 * 100, generations.loads.get());
      assertEquals(plan.passes() * 3 * 100, solver.traffic().chunksRead() - before.chunksRead());
      assertEquals(
          plan.passes() * 2 * 100, solver.traffic().chunksWritten() - before.chunksWritten());
      assertTrue(plan.memory().total() <= 2_000_000, plan.explain());
      assertTrue(solver.peakBytes() <= plan.memory().total() + 8192, plan.explain());
      assertTrue(
          plan.memory().total() < 1.6 * solver.peakBytes(), plan.explain() + solver.peakBytes());
    }
  }

  private static final Evolution SMALL =
      new Evolution(PAIR.stencil(), PAIR.boundaries(), Shape.of(128, 128), DType.FLOAT64);
  private static final ChunkGrid FEW = ChunkGrid.regular(SMALL.domain(), 16, 16);
  private static final List<ChunkGrid> GRIDS = List.of(FEW, FEW, FEW);

  @Test
  void aRunThatFailedGoesOnFromTheFolderWithTheSameBits() throws IOException {
    FileFormat format = new FileFormat(FEW, DType.FLOAT64);
    FolderGenerations first = new FolderGenerations(folder, FEW, List.of("u", "v"), format);
    StreamedSolver.Settings settings = new StreamedSolver.Settings(400_000, 2, StreamListener.NONE);
    try (StreamedSolver solver = new StreamedSolver(SMALL, first, settings)) {
      PassPlan plan = solver.plan(start(SMALL, 1, GRIDS), 30);
      assertTrue(plan.passes() >= 3, plan.explain());
      format.failAtStore = 2 * 64 + 90; // in the second pass
      assertThrows(ComputeException.class, () -> solver.run(start(SMALL, 1, GRIDS), 0, 30));
      format.failAtStore = -1;
      Files.createDirectory(folder.resolve(".step_000000000099.draft"));
      Files.createDirectory(folder.resolve("..step_000000000000.probe.tmp-1"));
      FolderGenerations again = new FolderGenerations(folder, FEW, List.of("u", "v"), format);
      assertEquals(OptionalLong.of(plan.stepsPerLoad()), again.last());
      again.clean();
      assertEquals(List.of(again.path(plan.stepsPerLoad())), list());
      StreamedSolver.Start start =
          new StreamedSolver.Start(again.open(plan.stepsPerLoad()), inputs(SMALL, 1, GRIDS));
      solver.run(start, plan.stepsPerLoad(), 30);
      assertEquals(List.of(again.path(30)), list());
      List<byte[]> expected = inMemory(SMALL, 1, 30);
      assertArrayEquals(expected.get(0), format.read(again.path(30).resolve("u")));
      assertArrayEquals(expected.get(1), format.read(again.path(30).resolve("v")));
    }
  }

  @Test
  void anEmptyFolderHasNoGeneration() throws IOException {
    FileFormat format = new FileFormat(CHUNKS, DType.FLOAT64);
    FolderGenerations none = new FolderGenerations(folder, CHUNKS, List.of("u"), format);
    assertEquals(OptionalLong.empty(), none.last());
    assertThrows(IOException.class, () -> none.retire(3));
    assertThrows(
        IllegalArgumentException.class,
        () -> new FolderGenerations(folder, CHUNKS, List.of(), format));
  }

  @Test
  void scratchGenerationsLeaveNothingBehind() throws IOException {
    StreamedSolver.Settings settings =
        new StreamedSolver.Settings(1_500_000, 2, StreamListener.NONE);
    try (ScratchGenerations scratch = new ScratchGenerations(folder, CHUNKS, DType.FLOAT64, 2);
        StreamedSolver solver = new StreamedSolver(PAIR, scratch, settings);
        Arena arena = Arena.ofConfined()) {
      solver.run(start(PAIR, 1, SAME), 0, 7);
      List<byte[]> expected = inMemory(PAIR, 1, 7);
      for (int f = 0; f < 2; f++) {
        assertArrayEquals(expected.get(f), bytes(FileFormat.whole(scratch.open(7).get(f), arena)));
      }
      assertThrows(IllegalArgumentException.class, () -> scratch.open(3));
    }
    assertEquals(List.of(), list());
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
