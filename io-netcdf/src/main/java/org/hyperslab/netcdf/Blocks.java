package org.hyperslab.netcdf;

import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;

/** What sources and sinks ask of a block. */
final class Blocks {
  private Blocks() {}

  /**
   * Bytes go to and from addresses, so a block of another size would be more than a wrong result.
   */
  static void check(Block block, DType dtype, Shape shape, String array) {
    boolean fits =
        block.dtype() == dtype
            && block.shape().equals(shape)
            && block.segment().isNative()
            && block.isContiguous()
            && block.segment().byteSize() == shape.size() * dtype.bytes();
    if (!fits) {
      throw new IllegalArgumentException(
          "block does not fit: block=%s, dtype=%s, shape=%s, array=%s"
              .formatted(block, dtype, shape, array));
    }
  }
}
