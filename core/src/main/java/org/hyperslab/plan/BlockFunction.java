package org.hyperslab.plan;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;

/**
 * User code that computes one block of an array. Called at least once per block, and again where
 * other tasks need the block too, from several threads at once; it must depend on its arguments
 * only. Two functions that are equal are the same function.
 */
@FunctionalInterface
public interface BlockFunction {
  /**
   * Computes a block.
   *
   * @param inputs the input arrays' elements of this block, C-contiguous, not to be changed or kept
   * @param place where the block lies in the result, in elements
   * @param result to be filled, C-contiguous, undefined content, not to be kept; its shape is
   *     {@code place.shape()}
   */
  void apply(List<Block> inputs, Region place, Block result);
}
