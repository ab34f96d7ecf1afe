package org.hyperslab.zarr;

import java.util.List;

/**
 * Stores the dimensions in another order (v3 {@code transpose}, v2 {@code order: "F"}).
 *
 * @param order the stored array's dimension {@code i} is the decoded one's {@code order[i]}
 */
record TransposeCodec(List<Integer> order) implements Codec {
  TransposeCodec {
    order = List.copyOf(order);
  }

  @Override
  public String toString() {
    return "transpose" + order;
  }
}
