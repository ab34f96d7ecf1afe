package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.store.ChunkSource;

/**
 * The memory that evaluating a program over the chunks of a grid takes, per thread.
 *
 * @param loads one per operand of the program
 * @param registerBytes the tiles' registers
 * @param resultBytes where a nested program's results go; 0 for a stage's own program
 */
public record ProgramLayout(List<LoadLayout> loads, long registerBytes, long resultBytes) {
  /**
   * Elements of a tile. With 8-byte elements a register is 16 KiB: a few of them stay in L1 and L2.
   */
  public static final int TILE_ELEMENTS = 2048;

  /** Bytes of a register. */
  public static final long REGISTER_BYTES = TILE_ELEMENTS * 8L;

  public ProgramLayout {
    loads = List.copyOf(loads);
  }

  /** Bytes of a program's registers, its constants and one register to spare. */
  static long registerBytes(Program program) {
    return BlockPool.sizeClass(
        REGISTER_BYTES * (program.registerCount() + 1) + 8L * program.operands().size());
  }

  /** Bytes per thread. */
  public long bytes() {
    return loads.stream().mapToLong(LoadLayout::bytes).sum() + registerBytes + resultBytes;
  }

  /** The layout of a program whose tasks are the chunks of {@code tasks}. */
  static ProgramLayout of(Program program, ChunkGrid tasks) {
    return of(program, tasks, true, 0);
  }

  private static ProgramLayout of(
      Program program, ChunkGrid tasks, boolean outermost, long resultBytes) {
    List<LoadLayout> loads = new ArrayList<>();
    for (Program.Operand operand : program.operands()) {
      loads.add(
          switch (operand) {
            case Program.Load load -> load(program, load, tasks, outermost);
            case Program.Joined joined -> joined(joined, tasks);
            case Program.Make m -> LoadLayout.NOTHING;
            case Program.Constant c -> LoadLayout.NOTHING;
          });
    }
    long registers = registerBytes(program);
    return new ProgramLayout(loads, registers, resultBytes);
  }

  /** Whether a source's elements are in memory already, or will be when the stage runs. */
  static boolean isResident(ChunkSource source) {
    return source instanceof Intermediate i ? i.inMemory() : source.resident() != null;
  }

  private static LoadLayout load(
      Program program, Program.Load load, ChunkGrid tasks, boolean outermost) {
    ChunkSource source = load.source();
    if (isResident(source)) {
      return LoadLayout.NOTHING;
    }
    IndexMap map = load.map();
    ChunkGrid cuts = map.viewGrid(source.grid());
    boolean direct = Grids.cutsWithin(cuts, tasks);
    boolean once = Grids.cutsWithin(tasks, cuts) && walksEveryTaskDimension(map, tasks);
    boolean shared = outermost && (!once || usedTwice(program, source));
    DType dtype = source.dtype();
    long chunk = BlockPool.sizeClass(source.grid().maxChunkElements() * dtype.bytes());
    long region =
        direct ? 0 : BlockPool.sizeClass(Grids.maxSourceElements(map, tasks) * dtype.bytes());
    List<ProgramLayout> nested = new ArrayList<>();
    if (source instanceof MappedSource mapped) {
      long all = 0;
      long largest = 0;
      for (Program input : mapped.inputs()) {
        long bytes =
            BlockPool.sizeClass(
                source.grid().maxChunkElements() * input.dtype(input.roots().getFirst()).bytes());
        ProgramLayout layout = of(input, mapped.grid(), false, bytes);
        nested.add(layout);
        all += layout.bytes();
        largest = Math.max(largest, layout.bytes());
      }
      // All inputs have their buffers at once; a layout counts the largest of what is nested.
      return new LoadLayout(direct, false, chunk, region, all - largest, nested);
    }
    return new LoadLayout(
        direct, shared, chunk, region, BlockPool.sizeClass(source.scratchBytes()), nested);
  }

  private static LoadLayout joined(Program.Joined joined, ChunkGrid tasks) {
    long region = BlockPool.sizeClass(tasks.maxChunkElements() * joined.dtype().bytes());
    List<ProgramLayout> parts = new ArrayList<>();
    for (int p = 0; p < joined.parts().size(); p++) {
      parts.add(of(joined.parts().get(p), part(joined, p, tasks), false, 0));
    }
    return new LoadLayout(true, false, 0, region, 0, parts);
  }

  /** The tasks' grid inside one part, in the part's coordinates. */
  private static ChunkGrid part(Program.Joined joined, int p, ChunkGrid tasks) {
    IndexMap map =
        IndexMap.range(
            tasks.shape(),
            joined.dimension(),
            joined.starts().get(p),
            joined.parts().get(p).domain().dim(joined.dimension()),
            1);
    return map.viewGrid(tasks);
  }

  private static boolean usedTwice(Program program, ChunkSource source) {
    return program.operands().stream()
            .filter(o -> o instanceof Program.Load l && l.source().equals(source))
            .count()
        > 1;
  }

  private static boolean walksEveryTaskDimension(IndexMap map, ChunkGrid tasks) {
    for (int d = 0; d < tasks.rank(); d++) {
      if (map.axis(d) == IndexMap.NONE && tasks.countAlong(d) > 1) {
        return false;
      }
    }
    return true;
  }
}
