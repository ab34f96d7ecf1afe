package org.hyperslab.stencil;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.kernel.StridedCopy;

/**
 * A domain as blocks with ghost cells, and the copies that bring the ghost cells up to date.
 *
 * <p>The cells of the domain are shared out: each belongs to the interior of one block. Around its
 * interior each block has ghost cells, the halo's width on each side. An exchange of a block sets
 * its ghost cells, corners too, to the values of the cells that they stand for, which are in the
 * interiors of other blocks or its own: neighbours' cells inside of the domain, those a period away
 * at periodic sides, and what {@link Boundaries} says beyond others. A halo may be wider than the
 * block beside.
 *
 * <p>What is copied from where is found out once. An exchange reads interiors and writes ghost
 * cells of its own block only. So blocks may be exchanged by several threads at once, without
 * locks, as long as nobody writes the interiors of their {@link #neighbours} meanwhile. Interiors
 * are never copied. Immutable.
 */
public final class HaloExchange {
  private final ChunkGrid grid;
  private final int[] halo;
  private final List<List<Transfer>> transfers;

  /**
   * A box of ghost cells that is copied from one block.
   *
   * @param from the block's number
   * @param origin of the first cell in it, counted from its first ghost cell
   * @param steps from one cell to the next per dimension: 1, -1 in a mirror, 0 if one is repeated
   * @param ghosts the box, counted from the block's first ghost cell
   * @param excess what the ghost cells have more, per dimension
   * @param inside whether the ghost cells are cells of the domain, or periodic images of such
   */
  private record Transfer(
      int from,
      List<Long> origin,
      List<Integer> steps,
      Region ghosts,
      List<Double> excess,
      boolean inside) {}

  /** Neighbouring coordinates along one dimension whose sources are neighbours in one block. */
  private static final class Run {
    private final long start;
    private final long chunk;
    private final long source;
    private final double excess;
    private final boolean own;
    private final boolean inside;
    private long count = 1;
    private int step;

    Run(long start, long chunk, long source, double excess, boolean own, boolean inside) {
      this.start = start;
      this.chunk = chunk;
      this.source = source;
      this.excess = excess;
      this.own = own;
      this.inside = inside;
    }

    /** Takes in the next coordinate, if it goes on as this run does. */
    boolean accepts(Run next) {
      long difference = next.source - (source + (count - 1) * step);
      boolean alike =
          chunk == next.chunk
              && own == next.own
              && inside == next.inside
              && excess == next.excess
              && Math.abs(difference) <= 1
              && (count == 1 || difference == step);
      if (alike) {
        step = (int) difference;
        count++;
      }
      return alike;
    }
  }

  private HaloExchange(ChunkGrid grid, int[] halo, Boundaries boundaries) {
    this.grid = grid;
    this.halo = halo;
    this.transfers = new ArrayList<>();
    for (int b = 0; b < count(); b++) {
      transfers.add(plan(b, boundaries));
    }
  }

  /**
   * Shares out a domain.
   *
   * @param block the interiors' shape; the last ones along a dimension may be smaller
   * @param halo how many ghost cells there are on each side, per dimension
   * @throws IllegalArgumentException if ranks differ, a halo is negative, or the boundaries don't
   *     fit the domain
   */
  public static HaloExchange of(Shape domain, Shape block, int[] halo, Boundaries boundaries) {
    if (halo.length != domain.rank() || Arrays.stream(halo).anyMatch(w -> w < 0)) {
      throw new IllegalArgumentException(
          "halo has to be at least 0 in each dimension: halo="
              + Arrays.toString(halo)
              + ", domain="
              + domain);
    }
    boundaries.check(domain);
    return new HaloExchange(ChunkGrid.regular(domain, block.toArray()), halo.clone(), boundaries);
  }

  /** How many blocks there are; they are numbered in C order. */
  public int count() {
    return Math.toIntExact(grid.count());
  }

  /** The cells that belong to a block. */
  public Region interior(int block) {
    return grid.region(block);
  }

  /** The block that a cell belongs to. */
  public int blockOf(long... cell) {
    long[] chunk = new long[cell.length];
    for (int d = 0; d < chunk.length; d++) {
      chunk[d] = grid.chunkOf(d, cell[d]);
    }
    return Math.toIntExact(grid.ordinal(chunk));
  }

  /** A block's cells with the ghost cells around them; may be outside of the domain. */
  public Region padded(int block) {
    Region inside = interior(block);
    long[] from = inside.origin();
    long[] extent = inside.shape().toArray();
    for (int d = 0; d < from.length; d++) {
      from[d] -= halo[d];
      extent[d] += 2L * halo[d];
    }
    return Region.of(from, Shape.of(extent));
  }

  /** The blocks whose interiors an exchange of this one reads, ascending. May have itself. */
  public int[] neighbours(int block) {
    TreeSet<Integer> from = new TreeSet<>();
    transfers.get(block).forEach(t -> from.add(t.from));
    return from.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * Brings a block's ghost cells up to date.
   *
   * @param blocks all blocks, by number, each of its {@link #padded} shape
   */
  public void exchange(List<Block> blocks, int block) {
    transfers.get(block).forEach(t -> run(t, blocks, block));
  }

  /** As {@link #exchange}, for all blocks. */
  public void exchangeAll(List<Block> blocks) {
    for (int b = 0; b < count(); b++) {
      exchange(blocks, b);
    }
  }

  /**
   * As {@link #exchange}, but leaves ghost cells alone that are beyond sides without a period.
   *
   * @param behind whether to bring those up to date that are of blocks with higher numbers, or the
   *     others
   */
  void exchangeInside(List<Block> blocks, int block, boolean behind) {
    for (Transfer t : transfers.get(block)) {
      if (t.inside && t.from > block == behind) {
        run(t, blocks, block);
      }
    }
  }

  /**
   * Whether blocks are cut along the first dimension only, which is not the last, too, and each
   * one's ghost cells, as far as they are of other blocks, are of its two neighbours along it.
   */
  boolean isChain() {
    if (halo.length == 1) {
      return false;
    }
    for (int b = 0; b < count(); b++) {
      for (Transfer t : transfers.get(b)) {
        boolean near = Math.abs(t.from - b) <= 1;
        if (t.inside && !(near && interior(t.from).extent(0) >= halo[0])) {
          return false;
        }
      }
      for (int d = 1; d < halo.length; d++) {
        if (interior(b).extent(d) < grid.shape().dim(d)) {
          return false;
        }
      }
    }
    return count() != 2 || !wraps();
  }

  /** Whether, of two blocks, each is both before and behind the other. */
  private boolean wraps() {
    Region ghosts = padded(0);
    return transfers.get(0).stream()
        .anyMatch(t -> t.inside && t.from == 1 && t.ghosts.start(0) + ghosts.start(0) < 0);
  }

  private static void run(Transfer t, List<Block> blocks, int block) {
    Block to = blocks.get(block).slice(t.ghosts);
    Block source = blocks.get(t.from);
    long offset = source.offset();
    long[] strides = new long[t.steps.size()];
    for (int d = 0; d < strides.length; d++) {
      offset += t.origin.get(d) * source.stride(d);
      strides[d] = t.steps.get(d) * source.stride(d);
    }
    StridedCopy.copy(source.withLayout(to.shape(), offset, strides), to);
    for (int d = strides.length - 1; d >= 0; d--) {
      if (t.excess.get(d) != 0) {
        add(to, t.excess.get(d));
      }
    }
  }

  /** Adds to each cell, in the cells' dtype. */
  static void add(Block block, double amount) {
    long bytes = block.dtype().bytes();
    Cells.forEach(
        Region.whole(block.shape()),
        at -> {
          long address = block.address();
          for (int d = 0; d < at.length; d++) {
            address += at[d] * block.stride(d) * bytes;
          }
          if (block.dtype() == DType.FLOAT32) {
            NativeMemory.putFloat(address, NativeMemory.getFloat(address) + (float) amount);
          } else {
            NativeMemory.putDouble(address, NativeMemory.getDouble(address) + amount);
          }
        });
  }

  private List<Transfer> plan(int block, Boundaries boundaries) {
    int rank = halo.length;
    List<List<Run>> runs = new ArrayList<>();
    long[] counts = new long[rank];
    for (int d = 0; d < rank; d++) {
      runs.add(runs(block, d, boundaries));
      counts[d] = runs.get(d).size();
    }
    List<Transfer> plan = new ArrayList<>();
    Cells.forEach(
        Region.whole(Shape.of(counts)),
        at -> {
          List<Run> box = new ArrayList<>();
          for (int d = 0; d < rank; d++) {
            box.add(runs.get(d).get((int) at[d]));
          }
          if (!box.stream().allMatch(r -> r.own)) {
            plan.add(transfer(block, box));
          }
        });
    return plan;
  }

  private Transfer transfer(int block, List<Run> box) {
    int rank = box.size();
    Region padded = padded(block);
    long[] chunk = box.stream().mapToLong(r -> r.chunk).toArray();
    int from = Math.toIntExact(grid.ordinal(chunk));
    Region source = padded(from);
    List<Long> origin = new ArrayList<>();
    long[] ghost = new long[rank];
    for (int d = 0; d < rank; d++) {
      origin.add(box.get(d).source - source.start(d));
      ghost[d] = box.get(d).start - padded.start(d);
    }
    Shape shape = Shape.of(box.stream().mapToLong(r -> r.count).toArray());
    return new Transfer(
        from,
        List.copyOf(origin),
        box.stream().map(r -> r.step).toList(),
        Region.of(ghost, shape),
        box.stream().map(r -> r.excess).toList(),
        box.stream().allMatch(r -> r.inside));
  }

  /** A block's coordinates along one dimension, ghost cells included. */
  private List<Run> runs(int block, int d, Boundaries boundaries) {
    Region interior = interior(block);
    Region padded = padded(block);
    long n = grid.shape().dim(d);
    List<Run> runs = new ArrayList<>();
    for (long c = padded.start(d); c < padded.end(d); c++) {
      long source = boundaries.source(d, c, n);
      boolean own = c >= interior.start(d) && c < interior.end(d);
      boolean inside = boundaries.isPeriodic(d) || (c >= 0 && c < n);
      double excess = boundaries.excess(d, c, n);
      Run next = new Run(c, grid.chunkOf(d, source), source, excess, own, inside);
      if (runs.isEmpty() || !runs.getLast().accepts(next)) {
        runs.add(next);
      }
    }
    return runs;
  }
}
