package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Halo;
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

  /** Bytes of chunks in use that the cache keeps for others. */
  long sharedBytes() {
    return loads.stream().mapToLong(LoadLayout::sharedBytes).sum();
  }

  /** The layout of a program whose tasks are the chunks of {@code tasks}. */
  static ProgramLayout of(Program program, ChunkGrid tasks) {
    Places places = new Places(program, tasks, Halo.none(tasks.rank()), true);
    return of(program, places, 0);
  }

  /**
   * Over which regions a program is evaluated.
   *
   * @param stage the program of the whole stage
   * @param tasks a region is one of these chunks,
   * @param halo and so much around it,
   * @param once and each is evaluated once
   */
  private record Places(Program stage, ChunkGrid tasks, Halo halo, boolean once) {
    /** The most elements of a region. */
    long maxElements() {
      return halo.around(Grids.largestChunk(tasks)).size();
    }

    /** Whether every region lies within one chunk of {@code cuts}. */
    boolean lieWithin(ChunkGrid cuts) {
      for (int d = 0; d < tasks.rank(); d++) {
        if (halo.width(d) > 0 && cuts.countAlong(d) > 1) {
          return false;
        }
      }
      return Grids.cutsWithin(cuts, tasks);
    }
  }

  private static ProgramLayout of(Program program, Places places, long resultBytes) {
    List<LoadLayout> loads = new ArrayList<>();
    for (Program.Operand operand : program.operands()) {
      loads.add(
          switch (operand) {
            case Program.Load load -> load(load, places);
            case Program.Joined joined -> joined(joined, places);
            case Program.Make m -> LoadLayout.NOTHING;
            case Program.Constant c -> LoadLayout.NOTHING;
          });
    }
    return new ProgramLayout(loads, registerBytes(program), resultBytes);
  }

  /** Whether a source's elements are in memory already, or will be when the stage runs. */
  static boolean isResident(ChunkSource source) {
    return source instanceof Intermediate i ? i.inMemory() : source.resident() != null;
  }

  private static LoadLayout load(Program.Load load, Places places) {
    ChunkSource source = load.source();
    if (isResident(source)) {
      return LoadLayout.NOTHING;
    }
    IndexMap map = load.map();
    ChunkGrid cuts = map.viewGrid(source.grid());
    boolean direct = places.lieWithin(cuts);
    boolean once =
        places.once
            && places.halo.isNone()
            && Grids.cutsWithin(places.tasks, cuts)
            && walksEveryTaskDimension(map, places.tasks)
            && uses(places.stage, source) == 1;
    DType dtype = source.dtype();
    long chunk = BlockPool.sizeClass(source.grid().maxChunkElements() * dtype.bytes());
    long region =
        direct
            ? 0
            : BlockPool.sizeClass(
                Grids.maxSourceElements(map, places.tasks, places.halo) * dtype.bytes());
    if (source instanceof MappedSource mapped) {
      return mapped(mapped, new Places(places.stage, mapped.grid(), mapped.overlap().halo(), once))
          .with(direct, chunk, region);
    }
    return new LoadLayout(
        direct, !once, chunk, region, BlockPool.sizeClass(source.scratchBytes()), List.of());
  }

  /** All inputs have their buffers at once; a layout counts the largest of what is nested. */
  private static LoadLayout mapped(MappedSource mapped, Places places) {
    List<ProgramLayout> nested = new ArrayList<>();
    long all = 0;
    long largest = 0;
    for (Program input : mapped.inputs()) {
      int elementBytes = input.dtype(input.roots().getFirst()).bytes();
      long bytes = BlockPool.sizeClass(places.maxElements() * elementBytes);
      ProgramLayout layout = of(input, places, bytes);
      nested.add(layout);
      all += layout.bytes();
      largest = Math.max(largest, layout.bytes());
    }
    long scratch = BlockPool.sizeClass(mapped.scratchBytes());
    return new LoadLayout(true, false, 0, 0, all - largest + scratch, nested);
  }

  private static LoadLayout joined(Program.Joined joined, Places places) {
    long region = BlockPool.sizeClass(places.maxElements() * joined.dtype().bytes());
    List<ProgramLayout> parts = new ArrayList<>();
    for (int p = 0; p < joined.parts().size(); p++) {
      ChunkGrid tasks = part(joined, p, places.tasks);
      parts.add(
          of(joined.parts().get(p), new Places(places.stage, tasks, places.halo, places.once), 0));
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

  /** How many operands read a source, those of nested programs too. */
  private static long uses(Program program, ChunkSource source) {
    long n = 0;
    for (Program.Operand o : program.operands()) {
      n +=
          switch (o) {
            case Program.Load l ->
                (l.source().equals(source) ? 1 : 0)
                    + (l.source() instanceof MappedSource m
                        ? m.inputs().stream().mapToLong(p -> uses(p, source)).sum()
                        : 0);
            case Program.Joined j -> j.parts().stream().mapToLong(p -> uses(p, source)).sum();
            case Program.Make m -> 0;
            case Program.Constant c -> 0;
          };
    }
    return n;
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
