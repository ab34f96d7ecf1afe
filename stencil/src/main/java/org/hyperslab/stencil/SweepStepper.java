package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.stencil.BlockAdvance.Plan;

/**
 * Takes one step after the other over a tile, from one buffer into another, then goes to the next
 * tile: for any kernel.
 */
final class SweepStepper implements BlockAdvance.Stepper {
  private static final long ALIGNMENT = 64;

  private final Evolution evolution;
  private final StencilKernel kernel;
  private final Tiling tiling;
  private final Ghosts ghosts;

  SweepStepper(Evolution evolution, StencilKernel kernel, Tiling tiling) {
    this.evolution = evolution;
    this.kernel = kernel;
    this.tiling = tiling;
    this.ghosts = new Ghosts(evolution);
  }

  @Override
  public BlockAdvance.Pass prepare(Plan plan) {
    return new Tiles(tiling.forSweeps(plan).stream().map(plan::of).toList());
  }

  @Override
  public long scratchBytes(Plan plan) {
    int buffers = Math.min(2, plan.steps() - 1) * evolution.stencil().fields();
    long most = 0;
    for (Region tile : tiling.forSweeps(plan)) {
      long bytes = evolution.dtype().bytes();
      for (int d = 0; d < tile.rank(); d++) {
        bytes = Math.multiplyExact(bytes, plan.mostCells(d, tile.extent(d)));
      }
      most = Math.max(most, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    }
    return buffers * most;
  }

  private long bufferBytes(Plan plan) {
    long bytes = Math.multiplyExact(plan.source().size(), evolution.dtype().bytes());
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private long tileBytes(Plan plan) {
    int buffers = Math.min(2, plan.steps() - 1) * evolution.stencil().fields();
    return buffers * bufferBytes(plan);
  }

  private final class Tiles implements BlockAdvance.Pass {
    private final List<Plan> tiles;

    Tiles(List<Plan> tiles) {
      this.tiles = tiles;
    }

    @Override
    public long scratchBytes() {
      return tiles.stream().mapToLong(SweepStepper.this::tileBytes).max().orElse(0);
    }

    @Override
    public void run(BlockAdvance.Fields memory, MemorySegment scratch, Course course) {
      course.beforeRest();
      for (Plan tile : tiles) {
        Piece piece =
            new Piece(
                tile.target(),
                memory.source().over(tile.source()),
                memory.inputs().over(tile.source()),
                memory.result().over(tile.target()));
        advance(tile, piece, scratch);
      }
    }
  }

  private void advance(Plan plan, Piece piece, MemorySegment scratch) {
    piece.inputs().forEach(b -> ghosts.fillConstant(b, plan.source()));
    List<Block> from = piece.sources();
    for (int step = 1; step <= plan.steps(); step++) {
      boolean last = step == plan.steps();
      List<Block> into = last ? piece.results() : buffers(plan, scratch, (step - 1) % 2);
      Region place = last ? plan.target() : plan.source();
      from.forEach(b -> ghosts.fill(b, plan.source()));
      compute(plan, step, new Layer(from, piece.inputs()), into, place);
      from = into;
    }
  }

  /** What a step reads, over {@link Plan#source}. */
  private record Layer(List<Block> fields, List<Block> inputs) {}

  private List<Block> buffers(Plan plan, MemorySegment scratch, int parity) {
    List<Block> blocks = new ArrayList<>();
    long bytes = bufferBytes(plan);
    int fields = evolution.stencil().fields();
    for (int f = 0; f < fields; f++) {
      MemorySegment segment = scratch.asSlice((parity * (long) fields + f) * bytes, bytes);
      blocks.add(Block.of(segment, evolution.dtype(), plan.source().shape()));
    }
    return blocks;
  }

  private void compute(Plan plan, int step, Layer layer, List<Block> into, Region place) {
    Region known = plan.known(step);
    Region computed = plan.computed(step);
    for (int f = 0; f < into.size(); f++) {
      Block from = layer.fields().get(f).slice(known.relativeTo(plan.source()));
      copyHeld(from, into.get(f).slice(known.relativeTo(place)), known, computed);
    }
    if (computed.isEmpty()) {
      return;
    }
    Region halo = withHalo(computed).relativeTo(plan.source());
    List<Block> inputs = new ArrayList<>();
    layer.fields().forEach(b -> inputs.add(b.slice(halo)));
    layer.inputs().forEach(b -> inputs.add(b.slice(halo)));
    List<Block> results = new ArrayList<>();
    into.forEach(b -> results.add(b.slice(computed.relativeTo(place))));
    kernel.apply(inputs, computed, results);
  }

  private Region withHalo(Region region) {
    int[] radius = evolution.stencil().radius();
    long[] from = region.origin();
    long[] extent = region.shape().toArray();
    for (int d = 0; d < from.length; d++) {
      from[d] -= radius[d];
      extent[d] += 2L * radius[d];
    }
    return Region.of(from, Shape.of(extent));
  }

  /** Copies what is known but not computed: slabs at the sides. */
  private static void copyHeld(Block from, Block to, Region known, Region computed) {
    for (int d = 0; d < known.rank(); d++) {
      long below = computed.isEmpty() ? known.extent(d) : computed.start(d) - known.start(d);
      long above = computed.isEmpty() ? 0 : known.end(d) - computed.end(d);
      copySlab(from, to, d, 0, below);
      copySlab(from, to, d, known.extent(d) - above, above);
    }
  }

  private static void copySlab(Block from, Block to, int d, long start, long width) {
    if (width > 0) {
      long[] origin = new long[from.shape().rank()];
      origin[d] = start;
      Region slab = Region.of(origin, from.shape().with(d, width));
      StridedCopy.copy(from.slice(slab), to.slice(slab));
    }
  }
}
