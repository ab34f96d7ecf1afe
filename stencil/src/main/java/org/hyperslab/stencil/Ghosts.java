package org.hyperslab.stencil;

import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;

/**
 * Fills the cells of a block that lie outside of the domain from those inside, as the boundaries
 * say: layer by layer, the last dimension's first. Periodic dimensions have none here.
 */
final class Ghosts {
  private final Evolution evolution;
  private final Boundaries boundaries;

  Ghosts(Evolution evolution) {
    this.evolution = evolution;
    this.boundaries = evolution.boundaries();
  }

  /** Fills a field's ghost cells. */
  void fill(Block block, Region place) {
    fill(block, place, true);
  }

  /** Fills a constant field's ghost cells: as {@link #fill}, but without flux. */
  void fillConstant(Block block, Region place) {
    fill(block, place, false);
  }

  private void fill(Block block, Region place, boolean flux) {
    for (int d = place.rank() - 1; d >= 0; d--) {
      long n = evolution.domain().dim(d);
      if (!boundaries.isPeriodic(d)) {
        for (long c = place.start(d); c < 0; c++) {
          fillLayer(block, place, d, c, flux);
        }
        for (long c = n; c < place.end(d); c++) {
          fillLayer(block, place, d, c, flux);
        }
      }
    }
  }

  private void fillLayer(Block block, Region place, int d, long coordinate, boolean flux) {
    long n = evolution.domain().dim(d);
    Block to = layer(block, place, d, coordinate);
    Block from = layer(block, place, d, boundaries.source(d, coordinate, n));
    StridedCopy.copy(from, to);
    double excess = flux ? boundaries.excess(d, coordinate, n) : 0;
    if (excess != 0) {
      HaloExchange.add(to, excess);
    }
  }

  private static Block layer(Block block, Region place, int d, long coordinate) {
    long[] origin = new long[place.rank()];
    origin[d] = coordinate - place.start(d);
    return block.slice(Region.of(origin, block.shape().with(d, 1)));
  }
}
