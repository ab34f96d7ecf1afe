package org.hyperslab.examples;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.function.DoubleConsumer;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.examples.picture.Field;
import org.hyperslab.examples.picture.FieldAverager;
import org.hyperslab.exec.ChunkLoader;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.Changes;
import org.hyperslab.stencil.HeatProblem;
import org.hyperslab.stencil.stream.InitialSource;
import org.hyperslab.stencil.stream.PassPlan;
import org.hyperslab.stencil.stream.StreamListener;
import org.hyperslab.stencil.stream.StreamedSolver;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/** The heat equation out of core, from one Zarr array to the next. */
final class HeatStreamed implements HeatRun {
  private final HeatProblem problem;
  private final ZarrGenerations generations;
  private final StreamedSolver solver;
  private final Watcher watcher;
  private final List<ChunkSource> inputs;
  private ChunkSource source;
  private long step;
  private @Nullable PassPlan widest;

  /**
   * How to run.
   *
   * @param pool where memory comes from: used again from run to run
   * @param pictureCells cells a side of the fields that are asked for; 0 if none will be
   */
  record Settings(BlockPool pool, int workers, int pictureCells) {}

  /**
   * Where to begin.
   *
   * @param inputs the diffusivity, if it is a field
   */
  record Begin(long step, ChunkSource source, List<ChunkSource> inputs) {
    Begin {
      inputs = List.copyOf(inputs);
    }
  }

  HeatStreamed(HeatProblem problem, ZarrGenerations generations, Begin begin, Settings settings) {
    this.problem = problem;
    this.generations = generations;
    this.watcher = new Watcher(settings.pictureCells());
    this.solver =
        new StreamedSolver(
            problem.evolution(),
            generations.arrays(),
            new StreamedSolver.Settings(
                settings.pool().budget().limit(), settings.workers(), watcher),
            settings.pool());
    this.source = begin.source();
    this.inputs = begin.inputs();
    this.step = begin.step();
  }

  /** Sums, averages and compares what streams by. */
  private final class Watcher implements StreamListener {
    private final int pictureCells;
    private final DoubleAccumulator change = new DoubleAccumulator(Math::max, 0);
    private DoubleConsumer progress = steps -> {};
    private boolean comparing;
    private long stop;
    private ChunkSums sums = new ChunkSums();
    private @Nullable FieldAverager averager;

    Watcher(int pictureCells) {
      this.pictureCells = pictureCells;
    }

    /** Before steps are taken, up to one that is looked at. */
    void watch(long newStop, boolean compare, DoubleConsumer newProgress) {
      stop = newStop;
      comparing = compare;
      progress = newProgress;
      change.reset();
      sums = new ChunkSums();
      averager = pictureCells == 0 ? null : newAverager(pictureCells);
    }

    @Override
    public void advanced(long to, Region place, List<Block> before, List<Block> after) {
      Block field = after.getFirst();
      if (to == stop) {
        sums.add(place.start(0) * problem.shape().dim(1) + place.start(1), field);
        FieldAverager into = averager;
        if (into != null) {
          into.add(place, field);
        }
      }
      if (comparing) {
        change.accumulate(Changes.largest(before.getFirst(), field));
      }
    }

    @Override
    public void progressed(double steps) {
      progress.accept(steps);
    }
  }

  private FieldAverager newAverager(int mostCells) {
    return FieldAverager.of(problem.shape().dim(0), problem.shape().dim(1), mostCells);
  }

  private StreamedSolver.Start start() {
    return new StreamedSolver.Start(List.of(source), inputs);
  }

  /** How the steps up to a number would be taken. */
  PassPlan plan(long steps) throws IOException {
    return solver.plan(start(), steps);
  }

  @Override
  public long step() {
    return step;
  }

  @Override
  public boolean advanceTo(long stop, double tolerance, DoubleConsumer progress)
      throws IOException {
    if (tolerance < 0) {
      watcher.watch(stop, false, progress);
      moved(solver.run(start(), step, stop), stop);
      return false;
    }
    while (step < stop) {
      long next = step + plan(stop - step).stepsPerLoad();
      long steps = next - step;
      watcher.watch(next, true, progress);
      moved(solver.run(start(), step, next), next);
      if (watcher.change.get() <= tolerance * problem.dt() * steps) {
        return true;
      }
    }
    return false;
  }

  private void moved(PassPlan plan, long to) throws IOException {
    if (widest == null || plan.stepsPerLoad() > widest.stepsPerLoad()) {
      widest = plan;
    }
    step = to;
    source = generations.open(to);
  }

  private boolean seen() {
    return watcher.stop == step && step > 0;
  }

  @Override
  public Field field(int mostCells) throws IOException {
    FieldAverager averager = watcher.averager;
    if (seen() && averager != null) {
      return averager.field();
    }
    FieldAverager fresh = newAverager(mostCells);
    forEachChunk((place, block) -> fresh.add(place, block));
    return fresh.field();
  }

  private interface ChunkVisitor {
    void visit(Region place, Block block);
  }

  private void forEachChunk(ChunkVisitor visitor) throws IOException {
    ChunkGrid grid = source.grid();
    ChunkLoader loader = new ChunkLoader(bytes -> {});
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(grid.maxChunkElements() * source.dtype().bytes(), 64);
      MemorySegment scratch = arena.allocate(source.scratchBytes(), 64);
      for (long chunk = 0; chunk < grid.count(); chunk++) {
        Region place = grid.region(chunk);
        Block block = Block.of(memory, source.dtype(), place.shape());
        loader.load(source, chunk, block, scratch);
        visitor.visit(place, block);
      }
    }
  }

  @Override
  public double sum() throws IOException {
    if (seen()) {
      return watcher.sums.total();
    }
    ChunkSums sums = new ChunkSums();
    long columns = problem.shape().dim(1);
    forEachChunk((place, block) -> sums.add(place.start(0) * columns + place.start(1), block));
    return sums.total();
  }

  @Override
  public @Nullable Range shown() {
    return generations.shown();
  }

  @Override
  public void show(Range range) {
    generations.show(range);
  }

  /** The array shares its files with the generation, where the file system can do that. */
  @Override
  public void write(Path array) throws IOException {
    if (source instanceof InitialSource) {
      throw new IllegalStateException("no step was taken");
    }
    Folders.link(generations.arrays().path(step), array);
  }

  @Override
  public Cost cost() {
    StreamedSolver.Traffic traffic = solver.traffic();
    PassPlan plan = widest;
    return new Cost(
        plan == null ? 0 : plan.stepsPerLoad(),
        traffic.chunksRead(),
        traffic.bytesRead(),
        traffic.chunksWritten(),
        traffic.bytesWritten(),
        solver.peakBytes(),
        plan == null ? 0 : plan.memory().total());
  }

  @Override
  public void close() {
    solver.close();
  }
}
