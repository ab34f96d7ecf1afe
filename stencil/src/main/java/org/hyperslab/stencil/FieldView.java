package org.hyperslab.stencil;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;

/**
 * A field as it is now, to be read. It is a view, of blocks: valid until the next step is taken or
 * the memory is given back.
 */
public final class FieldView {
  private final Shape shape;
  private final DType dtype;
  private final HaloExchange geometry;
  private final List<Block> blocks;

  FieldView(Evolution evolution, HaloExchange geometry, List<Block> blocks) {
    this.shape = evolution.domain();
    this.dtype = evolution.dtype();
    this.geometry = geometry;
    this.blocks = blocks;
  }

  public Shape shape() {
    return shape;
  }

  public DType dtype() {
    return dtype;
  }

  /** The value of a cell. */
  public double get(long... index) {
    int b = geometry.blockOf(index);
    Region padded = geometry.padded(b);
    long[] at = index.clone();
    for (int d = 0; d < at.length; d++) {
      at[d] -= padded.start(d);
    }
    return blocks.get(b).getDouble(at);
  }

  /** Copies all cells to a block of the same shape and dtype. */
  public void copyTo(Block to) {
    copyTo(Region.whole(shape), to);
  }

  /** Copies the cells of a region to a block of the region's shape and of the same dtype. */
  public void copyTo(Region region, Block to) {
    for (int b = 0; b < geometry.count(); b++) {
      Region part = geometry.interior(b).intersect(region);
      if (!part.isEmpty()) {
        StridedCopy.copy(
            blocks.get(b).slice(part.relativeTo(geometry.padded(b))),
            to.slice(part.relativeTo(region)));
      }
    }
  }

  /** The sum of all cells, row by row in C order. */
  public double sum() {
    int last = shape.rank() - 1;
    long n = shape.dim(last);
    long[] one = new long[last + 1];
    Arrays.fill(one, 1);
    Shape row = Shape.of(one).with(last, n);
    double[] sum = {0};
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(n * dtype.bytes(), Long.BYTES);
      Block copy = Block.of(memory, dtype, row);
      Block flat = Block.of(memory, dtype, Shape.of(n));
      Cells.forEach(
          Region.whole(shape.with(last, 1)),
          at -> {
            copyTo(Region.of(at, row), copy);
            for (long i = 0; i < n; i++) {
              sum[0] += flat.getDouble(i);
            }
          });
    }
    return sum[0];
  }
}
