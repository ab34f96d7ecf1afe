package org.hyperslab.stencil;

import java.util.function.ToDoubleFunction;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.block.Block;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;

/** Where a field's first values come from, box by box. */
@FunctionalInterface
public interface FieldFill {
  /**
   * Fills a box; called once per box, from one thread.
   *
   * @param block to be filled, strided
   * @param place where the box lies in the domain
   */
  void fill(Block block, Region place);

  /** The same value everywhere. */
  static FieldFill constant(double value) {
    return (block, place) -> {
      long[] first = new long[place.rank()];
      block.setDouble(value, first);
      StridedCopy.copy(block.withLayout(block.shape(), block.offset(), first), block);
    };
  }

  /** The elements of an array in memory of the domain's shape. */
  static FieldFill of(Block array) {
    return (block, place) -> StridedCopy.copy(array.slice(place), block);
  }

  /**
   * The elements of a lazy array of the domain's shape, cast to the field's dtype: some of its
   * chunks at a time, when a box is filled.
   *
   * @param session computes them
   */
  static FieldFill of(ChunkedArray array, Session session) {
    return new ArrayFill(array, session);
  }

  /** A function of the cell's coordinates. */
  static FieldFill of(ToDoubleFunction<long[]> value) {
    return (block, place) ->
        Cells.forEach(
            place,
            at -> {
              long[] index = at.clone();
              for (int d = 0; d < index.length; d++) {
                index[d] -= place.start(d);
              }
              block.setDouble(value.applyAsDouble(at.clone()), index);
            });
  }
}
