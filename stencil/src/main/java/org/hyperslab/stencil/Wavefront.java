package org.hyperslab.stencil;

import java.util.Arrays;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.BlockAdvance.Plan;
import org.hyperslab.stencil.kernel.StarKernel;

/**
 * Advances one tile by several steps in one pass over it, plane by plane along the first dimension.
 *
 * <p><b>Algorithm.</b> As soon as the planes 0 to r + 1 of a step are known (r being the radius),
 * plane 1 of the next step can be computed, and so on: all steps follow each other through the tile
 * like a wave, each r planes behind the one before. What lies between the first step's input and
 * the last step's result is never stored as a whole: a step keeps only as many planes as the next
 * one still reads, in a ring. So memory is read and written once for k steps, and everything else
 * happens in rings that fit into a cache if the tile is narrow enough ({@link Tiling} says which);
 * rows that one step has just written, and the next one reads, are still nearer. (Wavefront
 * blocking within overlapped tiles: Wellein et al., <em>Efficient temporal blocking for stencil
 * computations by multicore-aware wavefront parallelization</em>, COMPSAC 2009; Nguyen et al.,
 * <em>3.5-D blocking optimization for stencil computations on modern CPUs and GPUs</em>, SC 2010.)
 *
 * <p><b>Why overlapped.</b> Tiles read a halo of k * r cells and compute the cells near their edges
 * that neighbours compute too. Diamonds and parallelograms save that, but their tiles depend on
 * each other, so that threads wait for each other every few microseconds, and results of steps in
 * between have to be kept where neighbours find them. Here tiles depend only on the previous
 * generation: k steps need one exchange, and a tile of an out-of-core run is the same thing. All
 * that another scheme could save is these cells: (k - 1) r / 2 rows or columns per edge, which is 2
 * % of blocks of 200 rows that take 10 steps, 1 to 2 % of the columns of a large plane's tiles, and
 * 5 % of the rows of a cube's with 4 steps.
 *
 * <p><b>Complexity.</b> k times the tile's cells, and the overlap: k (k - 1) r / 2 rows of cells
 * per side that isn't a side of the domain. Memory: (k - 1) rings of (g + 3 r) planes, g planes
 * being computed at once.
 *
 * <p><b>Concurrency.</b> None: an instance belongs to one thread. It is made once per tile and used
 * for every pass.
 */
final class Wavefront {
  private static final long ALIGNMENT = 64;

  /** Rows and planes at multiples of this would compete for the same lines of the L1 cache. */
  private static final long CACHE_WAY = 4096;

  private final DType dtype;
  private final int bytes;
  private final int steps;
  private final int reach;
  private final int group;
  private final Box place;
  private final Box[] known;
  private final Box[] computed;
  private final int rank;
  private final SideGhosts[] ghosts;
  private final boolean hasEnds;
  private final RowMaker maker;
  private final Layout[] levels;
  private final long[] done;
  private final boolean[] lowFilled;
  private final int[] highFilled;

  Wavefront(Plan plan, RowMaker maker) {
    Evolution e = plan.evolution();
    int rank = e.rank();
    this.dtype = e.dtype();
    this.bytes = dtype.bytes();
    this.steps = plan.steps();
    this.maker = maker;
    this.reach = rank == 1 ? 0 : e.stencil().radius()[0];
    this.group = rank == 2 || (rank == 3 && maker.isStar()) ? StarKernel.rows(rank) : 1;
    this.place = Box.of(plan.source());
    this.known = new Box[steps + 1];
    this.computed = new Box[steps + 1];
    for (int l = 0; l <= steps; l++) {
      known[l] = Box.of(plan.known(l));
      computed[l] = Box.of(plan.computed(l));
    }
    this.rank = rank;
    this.ghosts = new SideGhosts[2 * rank];
    for (int d = 0; d < rank; d++) {
      ghosts[2 * d] = SideGhosts.low(e, plan.source(), d);
      ghosts[2 * d + 1] = SideGhosts.high(e, plan.source(), d);
    }
    this.hasEnds = ghosts[2 * rank - 2].count() + ghosts[2 * rank - 1].count() > 0;
    this.levels = new Layout[steps + 1];
    this.done = new long[steps + 1];
    this.lowFilled = new boolean[steps + 1];
    this.highFilled = new int[steps + 1];
  }

  /** Bytes of the rings; they begin at multiples of 64. */
  long scratchBytes() {
    return (steps - 1) * ringBytes();
  }

  /** What a tile of a shape needs at most, wherever it is. */
  static long mostScratchBytes(Plan plan, Shape tile) {
    int rank = tile.rank();
    long row = plan.mostCells(rank - 1, tile.dim(rank - 1)) * plan.evolution().dtype().bytes();
    long plane = row + 5 * ALIGNMENT;
    for (int d = 1; d < rank - 1; d++) {
      plane = Math.multiplyExact(plane, plan.mostCells(d, tile.dim(d)));
    }
    int reach = rank == 1 ? 0 : plan.evolution().stencil().radius()[0];
    int group = rank == 2 || rank == 3 ? StarKernel.rows(rank) : 1;
    return (plan.steps() - 1) * (group + 2L * reach) * (plane + 2 * ALIGNMENT);
  }

  private int slots() {
    return group + 2 * reach;
  }

  private long ringBytes() {
    return slots() * planeBytes();
  }

  private long planeBytes() {
    long plane = (place.q1() - place.q0()) * (place.y1() - place.y0()) * rowBytes();
    return plane % CACHE_WAY == 0 ? plane + 2 * ALIGNMENT : plane;
  }

  /** A row with a vector to spare at both ends. */
  private long rowBytes() {
    long end = -Math.floorDiv(-place.x1() * bytes, ALIGNMENT) * ALIGNMENT + ALIGNMENT;
    long row = end - rowStart();
    return row % CACHE_WAY == 0 ? row + ALIGNMENT : row;
  }

  private long rowStart() {
    return Math.floorDiv(place.x0() * bytes, ALIGNMENT) * ALIGNMENT - ALIGNMENT;
  }

  private Layout ring(long address) {
    long row = rowBytes();
    long slab = (place.y1() - place.y0()) * row;
    long origin = address - rowStart() - place.y0() * row - place.q0() * slab;
    return new Layout(origin, planeBytes(), slab, row, slots(), true);
  }

  /**
   * Advances the tile.
   *
   * @param source at least the plan's source; its ghost cells are filled
   * @param result at least the plan's target
   * @param scratch machine address of {@link #scratchBytes}, a multiple of 64
   * @param course of the block
   * @param isLast whether the block's other tiles are done
   */
  void run(Layout source, Layout result, long scratch, Course course, boolean isLast) {
    levels[0] = source;
    levels[steps] = result;
    for (int l = 1; l < steps; l++) {
      levels[l] = ring(scratch + (l - 1) * ringBytes());
    }
    for (int l = 0; l <= steps; l++) {
      done[l] = known[l].p0();
    }
    Arrays.fill(lowFilled, false);
    Arrays.fill(highFilled, 0);
    while (!isComplete(steps)) {
      for (int l = 0; l <= steps; l++) {
        boolean all = l == 0 || isComplete(l - 1);
        long limit = Math.min(done[l] + group, all ? known[l].p1() : done[l - 1] - reach);
        if (limit > done[l]) {
          if (l == 0 && limit > known[steps].p1()) {
            course.beforeRest();
          }
          advance(l, limit);
          if (l == steps && isLast && limit - known[l].p0() >= course.front()) {
            course.afterFront();
          }
        }
      }
    }
  }

  private boolean isComplete(int level) {
    return done[level] == known[level].p1();
  }

  /** Makes a step's planes up to {@code end}, and the ghost cells that belong to them. */
  private void advance(int l, long end) {
    long p = done[l];
    if (l > 0) {
      fillPlanes(l - 1, p, end);
    }
    while (p < end) {
      int rows = group(l, p, end);
      if (rows == 0) {
        plane(l, p);
      } else if (rank == 2) {
        rowGroup(l, p, rows);
      } else {
        planeGroup(l, p);
      }
      p += Math.max(1, rows);
    }
    done[l] = end;
  }

  /** How many planes from {@code p} on can be made at once; 0 if they have to be one by one. */
  private int group(int l, long p, long end) {
    Box c = computed[l];
    boolean possible =
        l > 0
            && p >= c.p0()
            && c.x0() < c.x1() // else whole rows are held
            && maker.inGroups(levels[l - 1], levels[l]);
    long rows = possible ? Math.min(end, c.p1()) - p : 0;
    return rows <= 0 ? 0 : (int) (rows - rows % maker.unit());
  }

  /** Planes that are rows. */
  private void rowGroup(int l, long p, int rows) {
    maker.group(levels[l - 1], levels[l], p, 0, rows, known[l], computed[l]);
    for (int r = 0; hasEnds && r < rows; r++) {
      fillEnds(l, p + r, 0, 0);
    }
  }

  /** Two planes, a row of both at a time. */
  private void planeGroup(int l, long p) {
    Box k = known[l];
    Box c = computed[l];
    for (long y = k.y0(); y < k.y1(); y++) {
      if (c.hasRow(p, 0, y)) {
        maker.group(levels[l - 1], levels[l], p, y, StarKernel.rows(3), k, c);
        fillEnds(l, p, 0, y);
        fillEnds(l, p + 1, 0, y);
      } else {
        row(l, p, 0, y);
        row(l, p + 1, 0, y);
      }
    }
    if (l < steps) {
      fillRows(l, p, 0);
      fillRows(l, p + 1, 0);
    }
  }

  private void plane(int l, long p) {
    Box k = known[l];
    for (long q = k.q0(); q < k.q1(); q++) {
      rows(l, p, q);
      if (l < steps && rank > 2) {
        fillRows(l, p, q);
      }
    }
    if (l < steps && rank > 3) {
      fillSlabs(l, p);
    }
  }

  private void rows(int l, long p, long q) {
    for (long y = known[l].y0(); y < known[l].y1(); y++) {
      row(l, p, q, y);
    }
  }

  private void row(int l, long p, long q, long y) {
    Box k = known[l];
    Box c = computed[l];
    if (l > 0) {
      long from = levels[l - 1].row(p, q, y);
      long to = levels[l].row(p, q, y);
      if (c.hasRow(p, q, y)) {
        maker.one(levels[l - 1], levels[l], p, q, y, c.x0(), c.x1());
        maker.keep(from, to, k.x0(), c.x0());
        maker.keep(from, to, c.x1(), k.x1());
      } else {
        long skip = k.x0() * bytes;
        SideGhosts.copy(from + skip, to + skip, k.x1() - k.x0(), dtype, 0);
      }
    }
    fillEnds(l, p, q, y);
  }

  /** Fills the ghost cells before and behind a row. */
  private void fillEnds(int l, long p, long q, long y) {
    if (hasEnds && l < steps) {
      long row = levels[l].row(p, q, y);
      ghosts[2 * rank - 2].fill(row, dtype);
      ghosts[2 * rank - 1].fill(row, dtype);
    }
  }

  /** Fills the ghost rows of one plane (of one slab of it, with four dimensions). */
  private void fillRows(int l, long p, long q) {
    for (int side = 2 * rank - 4; side < 2 * rank - 2; side++) {
      SideGhosts g = ghosts[side];
      for (int i = 0; i < g.count(); i++) {
        copyRow(levels[l].row(p, q, g.source(i)), levels[l].row(p, q, g.ghost(i)), g.excess(i));
      }
    }
  }

  /** Fills the ghost slabs of one plane of four dimensions. */
  private void fillSlabs(int l, long p) {
    for (int side = 2; side < 4; side++) {
      SideGhosts g = ghosts[side];
      for (int i = 0; i < g.count(); i++) {
        for (long y = place.y0(); y < place.y1(); y++) {
          copyRow(levels[l].row(p, g.source(i), y), levels[l].row(p, g.ghost(i), y), g.excess(i));
        }
      }
    }
  }

  /**
   * Fills the ghost planes that the planes {@code from} to {@code end} of the next step read: not
   * before, since a ring has no plane to spare.
   */
  private void fillPlanes(int l, long from, long end) {
    if (rank == 1) {
      return;
    }
    SideGhosts low = ghosts[0];
    for (int i = 0; !lowFilled[l] && known[l].p0() == 0 && i < low.count(); i++) {
      if (low.ghost(i) >= from - reach) {
        fillPlane(l, low, i);
      }
    }
    lowFilled[l] = true;
    SideGhosts high = ghosts[1];
    while (highFilled[l] < high.count()
        && known[l].p1() == high.ghost(0)
        && high.ghost(highFilled[l]) < end + reach) {
      fillPlane(l, high, highFilled[l]++);
    }
  }

  private void fillPlane(int l, SideGhosts g, int i) {
    for (long q = place.q0(); q < place.q1(); q++) {
      for (long y = place.y0(); y < place.y1(); y++) {
        copyRow(levels[l].row(g.source(i), q, y), levels[l].row(g.ghost(i), q, y), g.excess(i));
      }
    }
  }

  private void copyRow(long from, long to, double excess) {
    long skip = place.x0() * bytes;
    SideGhosts.copy(from + skip, to + skip, place.x1() - place.x0(), dtype, excess);
  }
}
