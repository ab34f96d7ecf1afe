package org.hyperslab.stencil;

import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;

/**
 * Where the cells of a region are in memory, in four dimensions: coordinates of a domain with fewer
 * dimensions come last, but that dimension 0 stays the first; a domain of one dimension has its
 * cells in the last. Dimensions that are not there have one cell, at 0.
 *
 * @param origin machine address of the cell at coordinates 0, 0, 0, 0, wherever that is
 * @param plane bytes between neighbours along the first dimension
 * @param slab bytes between neighbours along the second
 * @param row bytes between neighbours along the third
 * @param slots how many planes there are: they are used in turn; 0 if each has its own memory
 * @param roomy whether there is memory to spare around each row, which a loop over whole vectors
 *     may read and write
 */
record Layout(long origin, long plane, long slab, long row, int slots, boolean roomy) {
  /** Which of the four dimensions a dimension of the domain is. */
  static int dimension(int d, int rank) {
    return rank == 1 ? 3 : d == 0 ? 0 : d + 4 - rank;
  }

  /** The layout of a block over a region. */
  static Layout of(Block block, Region place, boolean roomy) {
    long bytes = block.dtype().bytes();
    int rank = place.rank();
    long[] steps = new long[4];
    long origin = block.address();
    for (int d = 0; d < rank; d++) {
      steps[dimension(d, rank)] = block.stride(d) * bytes;
      origin -= place.start(d) * block.stride(d) * bytes;
    }
    return new Layout(origin, steps[0], steps[1], steps[2], 0, roomy);
  }

  /** The address of the cell with last coordinate 0 in a row. */
  long row(long p, long q, long y) {
    long turn = slots == 0 ? p : Math.floorMod(p, slots);
    return origin + turn * plane + q * slab + y * row;
  }

  /** Addresses in neighbouring planes, slab 0, {@code offset} bytes from their first cells. */
  void planes(long first, int count, long offset, long[] into, int at) {
    long turn = slots == 0 ? first : Math.floorMod(first, slots);
    for (int i = 0; i < count; i++) {
      into[at + i] = origin + turn * plane + offset;
      turn = turn + 1 == slots ? 0 : turn + 1;
    }
  }
}
