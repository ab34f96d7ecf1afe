package org.hyperslab.stencil;

import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.BlockFunction;
import org.hyperslab.stencil.kernel.RowKernel;
import org.hyperslab.stencil.kernel.TapSums;

/**
 * A weighted sum of neighbours.
 *
 * @param taps where the neighbours are, relative to the first one of the halo, and their weights
 */
record Convolution(List<Tap> taps, DType dtype) implements BlockFunction {
  /** A neighbour. */
  record Tap(List<Long> at, double weight) {
    Tap {
      at = List.copyOf(at);
    }
  }

  Convolution {
    taps = List.copyOf(taps);
  }

  @Override
  public void apply(List<Block> inputs, Region place, Block result) {
    Block in = inputs.getFirst();
    int bytes = dtype.bytes();
    long[] offsets = new long[taps.size()];
    for (int k = 0; k < offsets.length; k++) {
      for (int d = 0; d < place.rank(); d++) {
        offsets[k] += taps.get(k).at().get(d) * in.stride(d) * bytes;
      }
    }
    RowKernel kernel = TapSums.of(taps.stream().mapToDouble(Tap::weight).toArray(), dtype);
    int last = place.rank() - 1;
    Region rows = Region.whole(place.shape().with(last, 1));
    int n = Math.toIntExact(place.extent(last));
    long[] at = rows.origin();
    long[] addresses = new long[offsets.length];
    do {
      long from = in.address();
      long to = result.address();
      for (int d = 0; d < last; d++) {
        from += at[d] * in.stride(d) * bytes;
        to += at[d] * result.stride(d) * bytes;
      }
      for (int k = 0; k < offsets.length; k++) {
        addresses[k] = from + offsets[k];
      }
      kernel.row(to, addresses, n);
    } while (rows.next(at));
  }
}
