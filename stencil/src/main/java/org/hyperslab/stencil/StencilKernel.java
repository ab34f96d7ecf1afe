package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;

/**
 * User code that computes one step for the cells of a box from their neighbourhood. Called for
 * boxes of any size, from several threads at once, for some cells more than once. A cell's result
 * must depend on the cells within the stencil's radius and on nothing else, and always be computed
 * in the same way: then results don't depend on blocks or workers.
 */
@FunctionalInterface
public interface StencilKernel {
  /**
   * Computes a step.
   *
   * @param inputs the fields that change, then the constant ones, each with the halo: shape {@code
   *     place.shape()} plus twice the radius per dimension; the cell at index i of a result is at i
   *     + radius here. Strided (the last dimension's stride is 1), not to be changed or kept
   * @param place where the box lies in the domain; along periodic dimensions it may be outside, by
   *     whole periods
   * @param results a block per field that changes, of shape {@code place.shape()}, to be filled.
   *     Strided (the last dimension's stride is 1), not to be kept
   */
  void apply(List<Block> inputs, Region place, List<Block> results);
}
