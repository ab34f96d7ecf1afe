package org.hyperslab.plan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;

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

  /**
   * Bytes of scratch memory that one call needs beside its arguments.
   *
   * @param input the largest shape that blocks of the inputs have
   */
  default long scratchBytes(Shape input) {
    return 0;
  }

  /**
   * As {@link #apply(List, Region, Block)}, for functions that need scratch memory; this is what is
   * called.
   *
   * @param scratch at least {@link #scratchBytes} bytes, undefined content, this call's alone
   */
  default void apply(List<Block> inputs, Region place, Block result, MemorySegment scratch) {
    apply(inputs, place, result);
  }
}
