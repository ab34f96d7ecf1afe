package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import org.hyperslab.stencil.BlockAdvance.Plan;

/** Advances boxes tile by tile, with a {@link Wavefront} each: for weighted stencils. */
final class WavefrontStepper implements BlockAdvance.Stepper {
  private final WeightedStencil stencil;
  private final Tiling tiling;

  WavefrontStepper(WeightedStencil stencil, Tiling tiling) {
    this.stencil = stencil;
    this.tiling = tiling;
  }

  @Override
  public BlockAdvance.Pass prepare(Plan plan) {
    RowMaker maker = new RowMaker(stencil, plan.evolution().dtype());
    return new Tiles(
        tiling.forWaves(plan).stream().map(t -> new Wavefront(plan.of(t), maker)).toList());
  }

  @Override
  public long scratchBytes(Plan plan) {
    return tiling.forWaves(plan).stream()
        .mapToLong(t -> Wavefront.mostScratchBytes(plan, t.shape()))
        .max()
        .orElse(0);
  }

  private record Tiles(List<Wavefront> tiles) implements BlockAdvance.Pass {
    @Override
    public long scratchBytes() {
      return tiles.stream().mapToLong(Wavefront::scratchBytes).max().orElse(0);
    }

    @Override
    public void run(BlockAdvance.Fields memory, MemorySegment scratch, Course course) {
      Memory source = memory.source();
      Memory result = memory.result();
      Layout from = Layout.of(source.blocks().getFirst(), source.place(), source.roomy());
      Layout to = Layout.of(result.blocks().getFirst(), result.place(), result.roomy());
      try {
        for (Wavefront tile : tiles) {
          tile.run(from, to, scratch.address(), course, tile == tiles.getLast());
        }
        course.beforeRest();
      } finally {
        Reference.reachabilityFence(this); // tiles hold the weights' memory
      }
    }
  }
}
