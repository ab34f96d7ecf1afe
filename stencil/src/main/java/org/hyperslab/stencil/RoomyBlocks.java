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

  private RoomyBlocks() {}

  /** Elements from one row of a region to the next. */
  private static long rowElements(Region place, int bytes) {
    int last = place.rank() - 1;
    long end = -Math.floorDiv(-place.end(last) * bytes, ALIGNMENT) * ALIGNMENT + ALIGNMENT;
    return (end - rowStart(place, bytes)) / bytes;
  }

  private static long rowStart(Region place, int bytes) {
    return Math.floorDiv(place.start(place.rank() - 1) * bytes, ALIGNMENT) * ALIGNMENT - ALIGNMENT;
  }

  private static long elements(Region place, int bytes) {
    int last = place.rank() - 1;
    return place.shape().with(last, rowElements(place, bytes)).size();
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
    strides[last] = 1;
    for (int d = last - 1; d >= 0; d--) {
      long below = d == last - 1 ? rowElements(place, bytes) : place.extent(d + 1);
      strides[d] = below * strides[d + 1];
    }
    long offset = place.start(last) - rowStart(place, bytes) / bytes;
    return flat.withLayout(place.shape(), offset, strides);
  }
}
