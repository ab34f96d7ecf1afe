package org.hyperslab.kernel;

import org.hyperslab.block.DType;

/**
 * The loops of one reduction over one input dtype. A reduction keeps a state for every cell of its
 * result: {@link #fields()} numbers of 8 bytes each (float64 or int64). The states of many cells
 * lie field by field: field {@code f} of cell {@code i} is at address {@code state + f * stride + 8
 * * i}, so that loops over cells are loops over runs of memory.
 *
 * <p>Where a fold needs the place of an element (argmin, argmax), it is given as an index: the
 * element's number, in C order, among the elements that the reduced axes span. Results never depend
 * on the order in which blocks are folded and combined, except for the rounding of float sums.
 */
public interface ReduceKernel {
  /** Numbers of state per cell. */
  int fields();

  /** The dtype of the result. */
  DType resultType();

  /** Sets the states of {@code n} cells to those of no elements. */
  void init(long state, long stride, int n);

  /**
   * Folds element {@code i} into cell {@code i}, for {@code 0 <= i < n}. All {@code n} cells have
   * folded the same number of elements before.
   *
   * @param index the index of all these elements
   */
  void foldEach(long state, long stride, long src, int n, long index);

  /**
   * Folds rows of {@code n} elements, one after the other, into the same {@code n} cells: the same
   * as {@link #foldEach} row by row, to the bit. Overridden where the states of a cell can stay in
   * a register meanwhile.
   *
   * @param rowBytes bytes from a row's first element to the next row's
   * @param index the index of the first row's elements
   * @param indexStep what the index grows by from row to row
   */
  default void foldRows(
      long state,
      long stride,
      long src,
      long rowBytes,
      int rows,
      int n,
      long index,
      long indexStep) {
    for (int r = 0; r < rows; r++) {
      foldEach(state, stride, src + r * rowBytes, n, index + r * indexStep);
    }
  }

  /**
   * Folds {@code n} elements into one cell.
   *
   * @param index the first element's index
   * @param indexStep what the index grows by from element to element
   */
  void foldAll(long state, long stride, long src, int n, long index, long indexStep);

  /**
   * Folds the states of {@code n} other cells into the states of {@code n} cells. The other's
   * elements come later.
   */
  void combine(long state, long stride, long other, long otherStride, int n);

  /**
   * Turns states into results of {@link #resultType()}.
   *
   * @param dst machine address of the first result
   * @param count the number of elements that every cell's result is over, NaNs included
   */
  void finish(long dst, long state, long stride, int n, long count);

  /**
   * As {@link #finish} for cells without elements beside others that have some: where nothing could
   * be said but that there are none, the result is NaN.
   */
  default void finishEmpty(long dst, long state, long stride, int n) {
    finish(dst, state, stride, n, 0);
  }
}
