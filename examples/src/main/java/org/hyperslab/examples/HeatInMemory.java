package org.hyperslab.examples;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import org.hyperslab.block.Block;
import org.hyperslab.examples.picture.Field;
import org.hyperslab.examples.picture.FieldAverager;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.HeatSolver2D;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;

/** The heat equation in memory. */
final class HeatInMemory implements HeatRun {
  private static final long SLICE_NANOS = 200_000_000;
  private static final long STEADY_INTERVAL = 100;

  private final HeatSolver2D solver;
  private final ZarrSpec spec;
  private long slice = 10;
  private @Nullable Range shown;

  /**
   * @param solver closed with this
   * @param spec how the field is written
   */
  HeatInMemory(HeatSolver2D solver, ZarrSpec spec) {
    this.solver = solver;
    this.spec = spec;
  }

  @Override
  public long step() {
    return solver.step();
  }

  @Override
  public boolean advanceTo(long stop, double tolerance, DoubleConsumer progress) {
    while (step() < stop) {
      long start = System.nanoTime();
      long steps = Math.min(slice, stop - step());
      if (tolerance >= 0) {
        steps = Math.min(Math.max(steps, STEADY_INTERVAL), stop - step());
        if (solver.runUntilSteady(tolerance, STEADY_INTERVAL, steps)) {
          return true;
        }
      } else {
        solver.run(steps);
      }
      progress.accept((double) step());
      if (System.nanoTime() - start < SLICE_NANOS) {
        slice = Math.min(2 * slice, Long.MAX_VALUE / 4);
      }
    }
    return false;
  }

  /** What is done with a chunk of the field. */
  private interface ChunkVisitor {
    void visit(long ordinal, Region place, Block block) throws IOException;
  }

  private ChunkGrid grid() {
    return ChunkGrid.regular(spec.shape(), spec.chunkShape().toArray());
  }

  private void forEachChunk(ChunkVisitor visitor) throws IOException {
    ChunkGrid grid = grid();
    try (Arena arena = Arena.ofConfined()) {
      long bytes = grid.maxChunkElements() * spec.dtype().bytes();
      MemorySegment memory = arena.allocate(bytes, 64);
      for (long chunk = 0; chunk < grid.count(); chunk++) {
        Region place = grid.region(chunk);
        Block block = Block.of(memory, spec.dtype(), place.shape());
        solver.field().copyTo(place, block);
        visitor.visit(chunk, place, block);
      }
    }
  }

  @Override
  public Field field(int mostCells) throws IOException {
    FieldAverager averager = FieldAverager.of(spec.shape().dim(0), spec.shape().dim(1), mostCells);
    forEachChunk((chunk, place, block) -> averager.add(place, block));
    return averager.field();
  }

  @Override
  public @Nullable Range shown() {
    return shown;
  }

  @Override
  public void show(Range range) {
    shown = range;
  }

  @Override
  public void write(Path array) throws IOException {
    Map<String, @Nullable Object> attributes = new TreeMap<>(spec.attributes());
    attributes.put("step", step());
    try (ChunkSink sink = Zarr.create(array, spec.withAttributes(attributes));
        Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(sink.scratchBytes(), 64);
      forEachChunk((chunk, place, block) -> sink.store(chunk, block, scratch));
      sink.commit();
    }
  }

  @Override
  public double sum() throws IOException {
    double[] sum = {0};
    forEachChunk((chunk, place, block) -> sum[0] += ChunkSums.sum(block));
    return sum[0];
  }

  @Override
  public Cost cost() {
    int steps = (int) Math.min(step(), Integer.MAX_VALUE);
    return new Cost(steps, 0, 0, 0, 0, solver.peakBytes(), solver.peakBytes());
  }

  @Override
  public void close() {
    solver.close();
  }
}
