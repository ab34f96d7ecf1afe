package org.hyperslab.plan;

import org.hyperslab.block.Block;
import org.hyperslab.block.DType;

/**
 * A reduction written by a user. It keeps, for every cell of the result, a state of {@link
 * #stateSize} float64 numbers; blocks of elements are folded into states, states of different parts
 * of the array are combined, and in the end states become results. Implementations are stateless
 * and thread-safe; two that are equal are the same reduction.
 *
 * <p>States come as blocks of shape {@code (stateSize, cells)}. Folding happens in pieces whose
 * sizes and order the engine chooses; the plan fixes them, whatever the number of workers, but they
 * need not follow the order of the array, so that a result must not depend on it.
 */
public interface Reduction {
  /** What {@code explain} and messages call it. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** Numbers of state per cell, at least 1. */
  int stateSize();

  /**
   * The dtype of the result.
   *
   * @throws IllegalArgumentException if the reduction is not for this input type
   */
  DType resultType(DType input);

  /** Sets the states of all cells to those of no elements. */
  void identity(Block state);

  /**
   * Folds elements into the states.
   *
   * @param state shape {@code (stateSize, cells)}, float64
   * @param values shape {@code (cells, n)}, of the input's dtype: row {@code i} belongs to cell
   *     {@code i}
   */
  void fold(Block state, Block values);

  /**
   * Folds the states of the same cells for a later part of the array into the states of an earlier
   * part.
   */
  void combine(Block state, Block other);

  /**
   * Turns states into results.
   *
   * @param state shape {@code (stateSize, cells)}, float64
   * @param count the number of elements that each result is over
   * @param result shape {@code (cells,)}, of the result's dtype
   */
  void finish(Block state, long count, Block result);
}
