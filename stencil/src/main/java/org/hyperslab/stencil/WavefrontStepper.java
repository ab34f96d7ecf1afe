package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import org.hyperslab.grid.Region;
import org.hyperslab.stencil.BlockAdvance.Plan;

/** Advances boxes tile by tile, with a {@link Wavefront} each: for weighted stencils. */
final class WavefrontStepper implements BlockAdvance.Stepper {
  private final WeightedStencil stencil;
  private final Evolution evolution;

  WavefrontStepper(Evolution evolution, WeightedStencil stencil) {
    this.evolution = evolution;
    this.stencil = stencil;
  }

  @Override
  public long scratchBytes(Plan plan) {
    RowMaker maker = new RowMaker(stencil, evolution.dtype());
    long most = 0;
    for (Region tile : Tiling.tiles(plan)) {
      most = Math.max(most, new Wavefront(plan.of(tile), maker).scratchBytes());
    }
    return most;
  }

  @Override
  public void advance(Plan plan, Piece piece, MemorySegment scratch) {
    Layout source = Layout.of(piece.sources().getFirst(), plan.source(), false);
    Layout result = Layout.of(piece.results().getFirst(), plan.target(), false);
    RowMaker maker = new RowMaker(stencil, evolution.dtype());
    for (Region tile : Tiling.tiles(plan)) {
      new Wavefront(plan.of(tile), maker).run(source, result, scratch.address());
    }
  }
}
