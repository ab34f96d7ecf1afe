package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;

/**
 * A box of the domain that is to be advanced, and the memory for that; see {@link BlockAdvance}.
 *
 * @param target the box
 * @param sources the fields that change, each over {@link BlockAdvance#sourceRegion}
 * @param inputs the constant fields, over the same region
 * @param results a block over {@code target} for each field that changes
 */
public record Piece(Region target, List<Block> sources, List<Block> inputs, List<Block> results) {
  /** Copies the lists. */
  public Piece {
    sources = List.copyOf(sources);
    inputs = List.copyOf(inputs);
    results = List.copyOf(results);
  }
}
