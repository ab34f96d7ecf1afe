package org.hyperslab.zarr;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Stores the dimensions in another order (v3 {@code transpose}, v2 {@code order: "F"}).
 *
 * @param order the stored array's dimension {@code i} is the decoded one's {@code order[i]}
 */
record TransposeCodec(List<Integer> order) implements Codec {
  TransposeCodec {
    order = List.copyOf(order);
  }

  /** Stores the first dimension as the fastest. */
  static TransposeCodec reversed(int rank) {
    return new TransposeCodec(IntStream.range(0, rank).map(d -> rank - 1 - d).boxed().toList());
  }

  /** The same with another dimension behind all, which stays there. */
  TransposeCodec append() {
    List<Integer> longer = new ArrayList<>(order);
    longer.add(order.size());
    return new TransposeCodec(longer);
  }

  @Override
  public String toString() {
    return "transpose" + order;
  }
}
