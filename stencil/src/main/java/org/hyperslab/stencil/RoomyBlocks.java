package org.hyperslab.stencil;

import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

/**
 * Blocks whose rows have room for loops over whole vectors: 64 bytes to spare at both ends, and
 * cells whose last coordinate is a multiple of 64 bytes at addresses that are.
 */
final class RoomyBlocks {
  private static final long ALIGNMENT = 64;

  /** Rows and planes at multiples of this would compete for the same lines of the L1 cache. */
  private static final long CACHE_WAY = 4096;

  private RoomyBlocks() {}

  /** Elements from one row of a region to the next. */
  private static long rowElements(Region place, int bytes) {
    int last = place.rank() - 1;
    long end = -Math.floorDiv(-place.end(last) * bytes, ALIGNMENT) * ALIGNMENT + ALIGNMENT;
    long row = end - rowStart(place, bytes);
    return (row % CACHE_WAY == 0 ? row + ALIGNMENT : row) / bytes;
  }

  private static long rowStart(Region place, int bytes) {
    return Math.floorDiv(place.start(place.rank() - 1) * bytes, ALIGNMENT) * ALIGNMENT - ALIGNMENT;
  }

  private static long elements(Region place, int bytes) {
    return place.rank() == 1
        ? rowElements(place, bytes)
        : stride(place, bytes, 0) * place.extent(0);
  }

  /** Elements from a cell to its neighbour along a dimension. */
  private static long stride(Region place, int bytes, int d) {
    int last = place.rank() - 1;
    if (d == last) {
      return 1;
    }
    if (d == last - 1) {
      return rowElements(place, bytes);
    }
    long plane = place.extent(d + 1) * stride(place, bytes, d + 1);
    return plane * bytes % CACHE_WAY == 0 ? plane + 2 * ALIGNMENT / bytes : plane;
  }

  /** Bytes that a region takes. */
  static long bytes(Region place, DType dtype) {
    return BlockPool.sizeClass(elements(place, dtype.bytes()) * dtype.bytes());
  }

  /** Takes memory for a region, with undefined content. */
  static HeldBlock take(BlockPool pool, Region place, DType dtype) {
    return HeldBlock.take(pool, "stencil", dtype, Shape.of(elements(place, dtype.bytes())));
  }

  /** The region in the memory that was taken for it. */
  static Block block(HeldBlock held, Region place) {
    Block flat = held.block();
    int bytes = flat.dtype().bytes();
    int last = place.rank() - 1;
    long[] strides = new long[place.rank()];
    for (int d = 0; d <= last; d++) {
      strides[d] = stride(place, bytes, d);
    }
    long offset = place.start(last) - rowStart(place, bytes) / bytes;
    return flat.withLayout(place.shape(), offset, strides);
  }
}
