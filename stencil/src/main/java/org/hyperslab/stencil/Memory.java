package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;

/**
 * Fields in memory.
 *
 * @param blocks one per field
 * @param place the cells that each has
 * @param roomy whether there are 64 bytes to spare before and after the rows, counted from
 *     multiples of 64 bytes, and cells beside those asked for may be changed
 */
record Memory(List<Block> blocks, Region place, boolean roomy) {
  Memory {
    blocks = List.copyOf(blocks);
  }

  /** The part of each block that lies in a region. */
  List<Block> over(Region region) {
    Region part = region.relativeTo(place);
    return blocks.stream().map(b -> b.slice(part)).toList();
  }
}
