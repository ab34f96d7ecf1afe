package org.hyperslab.stencil;

import org.hyperslab.grid.Region;

/** Visits the cells of a region one by one, for edges and whatever else is small. */
final class Cells {
  /** What is done with a cell. */
  @FunctionalInterface
  interface Visitor {
    /**
     * @param at the cell's coordinates; not to be kept or changed
     */
    void visit(long[] at);
  }

  private Cells() {}

  /** In C order. */
  static void forEach(Region region, Visitor visitor) {
    if (region.isEmpty()) {
      return;
    }
    long[] at = region.origin();
    int d;
    do {
      visitor.visit(at);
      for (d = at.length - 1; d >= 0 && ++at[d] == region.end(d); d--) {
        at[d] = region.start(d);
      }
    } while (d >= 0);
  }
}
