package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Shape;

/**
 * Gives stages their memory: how many threads may run, what the cache may keep, how large the
 * blocks of a regrid may be. A stage that cannot run with a single thread is refused.
 */
final class StageBuilder {
  /**
   * Beyond so many reads of every chunk, a regrid goes through a scratch file, which costs a write
   * and a read.
   */
  private static final double MOST_READS = 3;

  private static final int LONGEST_RUN = 64;

  /** Runs that a stage has at least, if it has as many tasks, for the threads to share. */
  private static final long LEAST_RUNS = 256;

  /**
   * The same where beginning and combining the states of a run is a good part of its time. Longer
   * runs made the mean over time of a file with a day per chunk a fifth faster; shorter ones are
   * shared more evenly by many threads.
   */
  private static final long LEAST_RUNS_OF_LARGE_STATES = 48;

  /**
   * States are large if they leave a core's caches and are at least a byte per so many elements of
   * a task.
   */
  private static final long ELEMENTS_PER_STATE_BYTE = 4;

  /** Longer runs have more states than others only if a run's take no more than this part. */
  private static final int STATES_SHARE = 8;

  private static final long MOST_RUN_STATE_BYTES = 4L << 20;
  private static final int MOST_THREADS = 64;

  /** Tasks are larger than chunks only if one takes less than this part of the memory. */
  private static final int LARGER_SHARE = 16;

  private final long available;
  private final long budgetBytes;
  private final int workers;
  private final List<Stage> stages = new ArrayList<>();
  private final List<Intermediate> spilled = new ArrayList<>();

  /**
   * @param available bytes that a stage may take, results and intermediates in memory not included
   * @param budgetBytes results and intermediates in memory included
   */
  StageBuilder(long available, long budgetBytes, int workers) {
    this.available = available;
    this.budgetBytes = budgetBytes;
    this.workers = workers;
  }

  List<Stage> stages() {
    return stages;
  }

  /** Intermediate results that regrids put into scratch files. */
  List<Intermediate> spilled() {
    return spilled;
  }

  void blockwise(
      ChunkGrid grid,
      Program program,
      List<Stage.Store> stores,
      List<Stage.Fold> folds,
      List<Stage.Finish> finishes) {
    ChunkGrid larger = stores.isEmpty() ? LargerTasks.of(grid, program, folds) : grid;
    ProgramLayout layout = ProgramLayout.of(program, larger);
    boolean fits =
        layout.bytes() <= available / LARGER_SHARE
            && layout.loads().stream().noneMatch(LoadLayout::shared);
    if (fits && !larger.equals(grid)) {
      try {
        blockwise(larger, program, layout, stores, folds, finishes);
        return;
      } catch (TooSmall e) {
        // The states take what there is.
      }
    }
    blockwise(grid, program, ProgramLayout.of(program, grid), stores, folds, finishes);
  }

  private void blockwise(
      ChunkGrid grid,
      Program program,
      ProgramLayout layout,
      List<Stage.Store> stores,
      List<Stage.Fold> folds,
      List<Stage.Finish> finishes) {
    List<Integer> fastest = fastestAxes(folds);
    long otherBytes = layout.bytes() + finishBytes(finishes, folds);
    for (Stage.Store s : stores) {
      otherBytes += s.destination().threadBytes(grid);
    }
    int extraThreads = extraThreads(program);
    // Where loads wait, many short runs wait beside each other.
    boolean mayBeLonger = extraThreads == 0;
    Runs apart = runs(grid, folds, fastest, mayBeLonger);
    Runs mixed = runs(grid, folds, List.of(), mayBeLonger);
    boolean together =
        layout.loads().stream().anyMatch(LoadLayout::shared)
            && allStates(folds) * FoldStates.levels(grid.count()) <= available / 4
            && otherBytes + mixed.threadBytes + mixed.sharedBytes <= available;
    int runLength = together ? mixed.length : apart.length;
    long threadBytes = otherBytes + (together ? mixed.threadBytes : apart.threadBytes);
    long shared = together ? mixed.sharedBytes : apart.sharedBytes;
    long runs = Math.ceilDiv(grid.count(), runLength);
    int wanted = (int) Math.max(1, Math.min(runs, workers + extraThreads));
    long retained = 2 * layout.sharedBytes();
    String label = Explanation.label(program, stores, folds);
    int threads = threads(wanted, threadBytes + retained, threadBytes, shared, label, layout);
    long cache =
        Math.min(
            available - shared - threads * threadBytes,
            CacheForecast.bytes(
                SharedChunks.of(grid, program, layout), fastest, together, runLength, threads));
    stages.add(
        new Stage.Blockwise(
            label,
            grid,
            program,
            layout,
            stores,
            folds,
            finishes,
            fastest,
            together,
            runLength,
            threads,
            threadBytes,
            shared,
            cache));
  }

  /**
   * The axes of the fold whose states take most memory: its groups are completed one after the
   * other.
   */
  private static List<Integer> fastestAxes(List<Stage.Fold> folds) {
    List<Integer> axes = List.of();
    long most = -1;
    for (Stage.Fold f : folds) {
      long bytes = f.groups().count() * f.stateBytes();
      if (bytes > most) {
        most = bytes;
        axes = f.axes();
      }
    }
    return axes;
  }

  private static long allStates(List<Stage.Fold> folds) {
    long bytes = 0;
    for (Stage.Fold f : folds) {
      bytes += f.groups().count() * BlockPool.sizeClass(f.stateBytes());
    }
    return bytes;
  }

  /**
   * How tasks are handed out in runs, and the states of reductions that this takes.
   *
   * @param threadBytes what a thread's runs fold into: those of one that is under way, and of one
   *     that waits for its turn to be added
   * @param sharedBytes the states of open groups
   */
  private record Runs(int length, long threadBytes, long sharedBytes) {}

  /**
   * @param inOrder the axes of reductions whose groups are completed one after the other
   */
  private Runs runs(
      ChunkGrid grid, List<Stage.Fold> folds, List<Integer> inOrder, boolean mayBeLonger) {
    List<FoldStates> states =
        folds.stream().map(f -> new FoldStates(f, grid, f.axes().equals(inOrder))).toList();
    int length = runLength(grid.count(), states);
    if (mayBeLonger && areLarge(states, grid)) {
      length = longerRun(length, grid.count(), states);
    }
    long runs = Math.ceilDiv(grid.count(), length);
    long open = states.stream().mapToLong(f -> f.open(runs) * f.stateBytes()).sum();
    return new Runs(length, 2 * runStateBytes(length, states), open);
  }

  /**
   * Long enough that handing out runs costs nothing, short enough that there are many for the
   * threads to share, and that their states do not take much memory.
   */
  private static int runLength(long tasks, List<FoldStates> states) {
    int length = (int) Math.max(1, Math.min(LONGEST_RUN, tasks / LEAST_RUNS));
    long most = Math.max(MOST_RUN_STATE_BYTES, 2 * runStateBytes(1, states));
    while (length > 1 && runStateBytes(length, states) > most) {
      length /= 2;
    }
    return length;
  }

  /** Longer, as far as the tasks of a run still fold into hardly more states than one. */
  private int longerRun(int length, long tasks, List<FoldStates> states) {
    long one = runStateBytes(1, states);
    long most = Math.max(one, Math.min(one * 3 / 2, available / STATES_SHARE));
    int longer = (int) Math.min(LONGEST_RUN, tasks / LEAST_RUNS_OF_LARGE_STATES);
    while (longer > length && runStateBytes(longer, states) > most) {
      longer--;
    }
    return Math.max(length, longer);
  }

  private static boolean areLarge(List<FoldStates> states, ChunkGrid grid) {
    long bytes = runStateBytes(1, states);
    return bytes > LargerTasks.SMALL_STATE_BYTES
        && bytes * ELEMENTS_PER_STATE_BYTE >= grid.maxChunkElements();
  }

  /** Bytes of the states that one run of tasks folds into. */
  private static long runStateBytes(int runLength, List<FoldStates> states) {
    return states.stream().mapToLong(f -> f.touched(runLength) * f.stateBytes()).sum();
  }

  private static long finishBytes(List<Stage.Finish> finishes, List<Stage.Fold> folds) {
    long most = 0;
    for (Stage.Finish f : finishes) {
      long bytes = f.layout().bytes() + f.destination().threadBytes(f.regions());
      for (int fold : f.folds()) {
        bytes += BlockPool.sizeClass(8 * Math.max(1, folds.get(fold).groups().maxChunkElements()));
      }
      most = Math.max(most, bytes);
    }
    return most;
  }

  /** Threads beyond the workers, so that loads that wait do not keep a core idle. */
  private static int extraThreads(Program program) {
    int extra = 0;
    for (Program.Operand o : program.operands()) {
      if (o instanceof Program.Load l && !ProgramLayout.isResident(l.source())) {
        extra = Math.max(extra, l.source().concurrentLoads());
      }
    }
    return Math.min(extra, MOST_THREADS);
  }

  private int threads(
      int wanted,
      long wishBytes,
      long threadBytes,
      long sharedBytes,
      String label,
      ProgramLayout layout) {
    long left = available - sharedBytes;
    if (left < threadBytes) {
      long elsewhere = budgetBytes - available;
      throw new TooSmall(label, elsewhere + sharedBytes + threadBytes, elsewhere, largest(layout));
    }
    return (int) Math.max(1, Math.min(wanted, wishBytes == 0 ? wanted : left / wishBytes));
  }

  private static long largest(ProgramLayout layout) {
    return layout.loads().stream().mapToLong(LoadLayout::chunkBytes).max().orElse(0);
  }

  /**
   * Stores an expression whose tasks are the chunks of {@code tasks} into a destination with other
   * chunks.
   */
  void regrid(Expr expr, ChunkGrid tasks, Destination destination) {
    Program program = Program.compile(tasks.shape(), List.of(expr));
    ProgramLayout layout = ProgramLayout.of(program, tasks);
    ChunkGrid target = destination.grid();
    long threadBytes = layout.bytes() + destination.threadBytes(null);
    String label = Explanation.label(program, List.of(new Stage.Store(0, destination)), List.of());
    long one = BlockPool.sizeClass(target.maxChunkElements() * destination.dtype().bytes());
    int threads =
        threads(
            workers + extraThreads(program),
            threadBytes + one / workers,
            threadBytes,
            one,
            label,
            layout);
    ChunkGrid blocks =
        blocks(tasks, target, destination.dtype().bytes(), available - threads * threadBytes);
    double reads = Grids.amplification(tasks, blocks);
    if (reads > MOST_READS || layout.sharedBytes() > 0) {
      Intermediate pieces =
          new Intermediate(
              "pieces of " + label, cutBoth(tasks, blocks), destination.dtype(), false);
      spilled.add(pieces);
      blockwise(
          tasks,
          program,
          List.of(new Stage.Store(0, new Destination.Kept(pieces))),
          List.of(),
          List.of());
      regrid(new Expr.Leaf(pieces, IndexMap.identity(tasks.shape())), pieces.grid(), destination);
      return;
    }
    long shared = BlockPool.sizeClass(blocks.maxChunkElements() * destination.dtype().bytes());
    stages.add(
        new Stage.Regrid(
            label, tasks, program, layout, blocks, destination, threads, threadBytes, shared));
  }

  /**
   * Boxes of target chunks: large enough that no task meets two of them where that fits into
   * memory, else as large as fits.
   */
  private static ChunkGrid blocks(ChunkGrid tasks, ChunkGrid target, int elementBytes, long bytes) {
    int rank = target.rank();
    long[] factor = new long[rank];
    for (int d = 0; d < rank; d++) {
      factor[d] = aligning(tasks, target, d);
    }
    while (true) {
      double size = elementBytes;
      int widest = 0;
      for (int d = 0; d < rank; d++) {
        size *= Math.min(factor[d] * target.chunkShape().dim(d), target.shape().dim(d));
        widest = factor[d] > factor[widest] ? d : widest;
      }
      if (size * 9 / 8 <= bytes || rank == 0 || factor[widest] == 1) {
        return Grids.coarsen(target, factor);
      }
      long fitting = (long) (factor[widest] * (bytes / (size * 9 / 8)));
      factor[widest] = Math.max(1, Math.min(fitting, factor[widest] - 1));
    }
  }

  /** How many target chunks, along a dimension, end where a task ends. */
  private static long aligning(ChunkGrid tasks, ChunkGrid target, int dimension) {
    long n = target.countAlong(dimension);
    for (long k = 1; k < n && k <= 4096; k++) {
      long[] factor = new long[target.rank()];
      Arrays.fill(factor, 1);
      factor[dimension] = k;
      long end = target.start(dimension, k);
      if (tasks.start(dimension, tasks.chunkOf(dimension, end)) == end
          && Grids.cutsWithin(Grids.coarsen(target, factor), tasks, dimension)) {
        return k;
      }
    }
    return Math.max(1, n);
  }

  /** The grid that has the cuts of both. */
  private static ChunkGrid cutBoth(ChunkGrid a, ChunkGrid b) {
    long[][] chunks = new long[a.rank()][];
    for (int d = 0; d < a.rank(); d++) {
      long extent = a.shape().dim(d);
      List<Long> runs = new ArrayList<>();
      for (long at = 0; at < extent; ) {
        long endA = a.start(d, a.chunkOf(d, at) + 1);
        long endB = b.start(d, b.chunkOf(d, at) + 1);
        long end = Math.min(endA, endB);
        runs.add(end - at);
        at = end;
      }
      chunks[d] = runs.stream().mapToLong(Long::longValue).toArray();
    }
    return ChunkGrid.irregular(Shape.of(a.shape().toArray()), chunks);
  }
}
