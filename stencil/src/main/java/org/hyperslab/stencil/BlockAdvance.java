package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * Advances a box of the domain by several steps, given the cells around it. With a halo of k times
 * the radius, k steps need nothing from outside: each step makes the region whose values are known
 * smaller by the radius, until only the box itself is left. At sides of the domain nothing is lost:
 * the cells outside are filled anew before each step, and held cells stay.
 *
 * <p>The bits are those of advancing the whole domain one step at a time, whatever boxes it is cut
 * into and however many steps are taken at once.
 *
 * <p>Stateless and thread-safe: several threads may advance different boxes at once.
 */
public final class BlockAdvance {
  private final Evolution evolution;
  private final int[] radius;
  private final Stepper stepper;

  private BlockAdvance(Evolution evolution, Stepper stepper) {
    this.evolution = evolution;
    this.radius = evolution.stencil().radius();
    this.stepper = stepper;
  }

  /** For boxes of one domain. */
  public static BlockAdvance of(Evolution evolution) {
    boolean waves = evolution.stencil() instanceof WeightedStencil;
    return of(evolution, waves ? Tiling.forWaves(evolution.rank()) : Tiling.DEFAULT);
  }

  /** With other tiles. */
  static BlockAdvance of(Evolution evolution, Tiling tiling) {
    Stepper stepper =
        switch (evolution.stencil()) {
          case WeightedStencil w -> new WavefrontStepper(w, tiling);
          case KernelStencil k -> new SweepStepper(evolution, k.kernel(), tiling);
        };
    return new BlockAdvance(evolution, stepper);
  }

  /** One step after the other, without SIMD: what others are tested against. */
  static BlockAdvance plain(Evolution evolution) {
    StencilKernel kernel =
        switch (evolution.stencil()) {
          case WeightedStencil w -> new WeightedKernel(w, evolution.dtype());
          case KernelStencil k -> k.kernel();
        };
    return new BlockAdvance(
        evolution, new SweepStepper(evolution, kernel, new Tiling(Long.MAX_VALUE, Long.MAX_VALUE)));
  }

  /** What evolves. */
  public Evolution evolution() {
    return evolution;
  }

  /**
   * The cells that have to be in memory to advance a box: the box with {@code steps} times the
   * radius around it, except where the domain ends. Beyond a side of the domain
   *
   * <ul>
   *   <li>that is fixed there is nothing: the region ends with the domain;
   *   <li>that is periodic the region goes on: coordinates less than zero or beyond the domain
   *       stand for cells a period away;
   *   <li>that is anything else there is the radius once. These cells are filled by {@link
   *       #advance}.
   * </ul>
   *
   * @param target a box inside the domain
   */
  public Region sourceRegion(Region target, int steps) {
    return grown(target, steps, true);
  }

  /** The part of {@link #sourceRegion} that whoever calls {@link #advance} has to fill. */
  public Region filledRegion(Region target, int steps) {
    return grown(target, steps, false);
  }

  /** The box with the radius around it so many times; outside, where that is, once or not. */
  private Region grown(Region target, int times, boolean outside) {
    int rank = evolution.rank();
    long[] from = new long[rank];
    long[] extent = new long[rank];
    for (int d = 0; d < rank; d++) {
      long n = evolution.domain().dim(d);
      long reach = (long) times * radius[d];
      from[d] = target.start(d) - reach;
      long end = target.end(d) + reach;
      if (!evolution.boundaries().isPeriodic(d)) {
        from[d] = Math.max(from[d], outside ? -ghosts(Side.low(d)) : 0);
        end = Math.min(end, n + (outside ? ghosts(Side.high(d)) : 0));
      }
      extent[d] = end - from[d];
    }
    return Region.of(from, Shape.of(extent));
  }

  /** Layers outside of the domain at a side. */
  private long ghosts(Side side) {
    return evolution.boundaries().at(side).holdsCells() ? 0 : radius[side.dimension()];
  }

  /**
   * Bytes of scratch memory that {@link #advance} needs: the same for all boxes of this shape,
   * wherever they are.
   */
  public long scratchBytes(Region target, int steps) {
    return stepper.scratchBytes(plan(target, steps));
  }

  /**
   * Advances a box.
   *
   * @param piece the box; its sources hold the values before the first step in {@link
   *     #filledRegion}, and are changed outside of the domain only; held cells among them have
   *     their fixed values already. The last dimension's stride of all blocks is 1
   * @param steps at least 1
   * @param scratch at least {@link #scratchBytes}, aligned to 64 bytes, undefined content; not used
   *     by anybody else meanwhile
   * @throws IllegalArgumentException if a block has another shape or dtype than it has to
   */
  public void advance(Piece piece, int steps, MemorySegment scratch) {
    Plan plan = plan(piece.target(), steps);
    Pass pass = stepper.prepare(plan);
    check(piece, plan);
    if (scratch.byteSize() < pass.scratchBytes()) {
      throw new IllegalArgumentException(
          "too little scratch memory: bytes="
              + scratch.byteSize()
              + ", needed="
              + pass.scratchBytes());
    }
    pass.run(
        new Fields(
            new Memory(piece.sources(), plan.source(), false),
            new Memory(piece.inputs(), plan.source(), false),
            new Memory(piece.results(), plan.target(), false)),
        scratch,
        Course.PLAIN);
  }

  /** Prepares what is to be done more than once. */
  Pass prepare(Region target, int steps) {
    return stepper.prepare(plan(target, steps));
  }

  /** What advancing a box is about. */
  Plan plan(Region target, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps less than 1: " + steps);
    }
    if (target.isEmpty() || !Region.whole(evolution.domain()).contains(target)) {
      throw new IllegalArgumentException(
          "box empty or not inside the domain: box=" + target + ", domain=" + evolution.domain());
    }
    return new Plan(this, target, sourceRegion(target, steps), steps);
  }

  private void check(Piece piece, Plan plan) {
    Stencil s = evolution.stencil();
    if (piece.sources().size() != s.fields()
        || piece.results().size() != s.fields()
        || piece.inputs().size() != s.inputs()) {
      throw new IllegalArgumentException(
          "wrong number of blocks: sources=%d, inputs=%d, results=%d, fields=%d, constant=%d"
              .formatted(
                  piece.sources().size(),
                  piece.inputs().size(),
                  piece.results().size(),
                  s.fields(),
                  s.inputs()));
    }
    piece.sources().forEach(b -> check(b, plan.source().shape()));
    piece.inputs().forEach(b -> check(b, plan.source().shape()));
    piece.results().forEach(b -> check(b, plan.target().shape()));
  }

  private void check(Block block, Shape shape) {
    int last = shape.rank() - 1;
    if (!block.shape().equals(shape)
        || block.dtype() != evolution.dtype()
        || (block.stride(last) != 1 && shape.dim(last) > 1)) {
      throw new IllegalArgumentException(
          "wrong block: got=%s, expected=%s %s with last stride 1"
              .formatted(block, evolution.dtype(), shape));
    }
  }

  /**
   * What is to be done, in coordinates of the domain.
   *
   * @param source what is in memory
   */
  record Plan(BlockAdvance advance, Region target, Region source, int steps) {
    Evolution evolution() {
      return advance.evolution;
    }

    /** The most cells along a dimension that a box needs in memory, wherever it is. */
    long mostCells(int d, long extent) {
      long reach = (long) steps * advance.radius[d];
      long most = extent + 2 * reach;
      boolean repeats = advance.evolution.boundaries().isPeriodic(d);
      return repeats
          ? most
          : Math.min(most, advance.evolution.domain().dim(d) + 2L * advance.radius[d]);
    }

    /** The plan for a part of the target. */
    Plan of(Region part) {
      return advance.plan(part, steps);
    }

    /** The cells of the domain whose values are known after a number of steps. */
    Region known(int step) {
      return advance.grown(target, steps - step, false);
    }

    /** Those of {@link #known} that this step computes; the others are held. */
    Region computed(int step) {
      Region known = known(step);
      Region changing = advance.evolution.changing();
      long[] from = known.origin();
      long[] extent = known.shape().toArray();
      for (int d = 0; d < from.length; d++) {
        if (!advance.evolution.boundaries().isPeriodic(d)) {
          long start = Math.max(from[d], changing.start(d));
          extent[d] = Math.max(0, Math.min(known.end(d), changing.end(d)) - start);
          from[d] = start;
        }
      }
      return Region.of(from, Shape.of(extent));
    }
  }

  /** How steps are taken. */
  interface Stepper {
    Pass prepare(Plan plan);

    /** What passes need over any box of the target's shape. */
    long scratchBytes(Plan plan);
  }

  /** What a pass reads and writes. */
  record Fields(Memory source, Memory inputs, Memory result) {}

  /** A plan, ready to be run any number of times by one thread at a time. */
  interface Pass {
    long scratchBytes();

    /**
     * Takes the steps.
     *
     * @param memory of the sources, at least the plan's source, whose cells outside of the domain
     *     are changed; of the constant fields; of the results, at least the plan's target
     * @param course told how far it is
     */
    void run(Fields memory, MemorySegment scratch, Course course);
  }
}
