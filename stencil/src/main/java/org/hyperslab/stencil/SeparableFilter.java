package org.hyperslab.stencil;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Halo;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.kernel.NativeMemory;
import org.hyperslab.plan.BlockFunction;
import org.hyperslab.plan.Overlap;
import org.hyperslab.stencil.kernel.RowKernel;
import org.hyperslab.stencil.kernel.TapSums;

/**
 * A filter along one axis after the other. Dimension 0 is filtered a plane at a time, each plane's
 * dimension 1 a line at a time, and so on, so that beside the block there is one plane, one line,
 * ... in memory, and what a pass leaves is in cache for the next. A pass rounds to the dtype.
 *
 * @param axes the weights per axis, of neighbours from low to high indices
 * @param overlap the halo that they need, and the edges
 * @param domain the array's shape
 */
record SeparableFilter(List<List<Double>> axes, Overlap overlap, DType dtype, Shape domain)
    implements BlockFunction {
  SeparableFilter {
    axes = axes.stream().map(List::copyOf).toList();
  }

  /** The halo of filters whose weights lie around the element, one more before it if even. */
  static Halo halo(List<List<Double>> axes) {
    long[] before = axes.stream().mapToLong(w -> w.size() / 2).toArray();
    long[] after = axes.stream().mapToLong(w -> w.size() - w.size() / 2 - 1).toArray();
    return Halo.of(before, after);
  }

  @Override
  public long scratchBytes(Shape input) {
    long elements = 0;
    long inner = input.size();
    for (int d = 0; d < input.rank() - 1; d++) {
      inner /= Math.max(1, input.dim(d));
      elements += inner;
    }
    return elements * dtype.bytes();
  }

  @Override
  public void apply(List<Block> inputs, Region place, Block result) {
    throw new UnsupportedOperationException("filters need scratch memory");
  }

  @Override
  public void apply(List<Block> inputs, Region place, Block result, MemorySegment scratch) {
    new Pass(inputs.getFirst().shape(), place)
        .run(0, inputs.getFirst().address(), result.address(), scratch.address());
  }

  /** The filter on one block. */
  private final class Pass {
    private final Region place;
    private final long[] in;
    private final long[] out;
    private final Shape input;
    private final List<RowKernel> kernels = new ArrayList<>();

    Pass(Shape input, Region place) {
      this.place = place;
      this.input = input;
      this.in = Strides.contiguous(input);
      this.out = Strides.contiguous(place.shape());
      for (List<Double> w : axes) {
        kernels.add(TapSums.of(w.stream().mapToDouble(x -> x).toArray(), dtype));
      }
    }

    /**
     * Filters dimensions {@code d} and up.
     *
     * @param from what there is of them, filtered along those below, with a halo
     * @param to where the results go
     * @param scratch for what is filtered along {@code d}
     */
    void run(int d, long from, long to, long scratch) {
      int bytes = dtype.bytes();
      List<Double> weights = axes.get(d);
      boolean last = d == axes.size() - 1;
      long step = in[d] * bytes;
      long[] taps = new long[weights.size()];
      int elements = Math.toIntExact(last ? place.extent(d) : in[d]);
      long rows = last ? 1 : place.extent(d);
      for (long i = 0; i < rows; i++) {
        for (int k = 0; k < taps.length; k++) {
          taps[k] = from + (i + k) * step;
        }
        if (last) {
          kernels.get(d).row(to, taps, elements);
        } else if (weights.size() == 1 && weights.getFirst() == 1) {
          run(d + 1, taps[0], to + i * out[d] * bytes, scratch + elements * (long) bytes);
        } else {
          kernels.get(d).row(scratch, taps, elements);
          restoreConstant(d + 1, scratch);
          run(d + 1, scratch, to + i * out[d] * bytes, scratch + elements * (long) bytes);
        }
      }
    }

    /** What lies beyond constant edges stays so, whatever the filter has made of it. */
    private void restoreConstant(int first, long address) {
      for (int d = first; d < axes.size(); d++) {
        if (overlap.modes().get(d) == EdgeMode.CONSTANT) {
          long before = overlap.halo().before(d) - place.start(d);
          long end = domain.dim(d) - place.start(d) + overlap.halo().before(d);
          for (long i = 0; i < input.dim(d); i++) {
            if (i < before || i >= end) {
              fill(first, d, i, address);
            }
          }
        }
      }
    }

    /** Fills index {@code i} of dimension {@code d}, in a block of dimensions {@code first} up. */
    private void fill(int first, int d, long i, long address) {
      long outer = in[first] * input.dim(first) / (in[d] * input.dim(d));
      for (long o = 0; o < outer; o++) {
        long at = o * in[d] * input.dim(d) + i * in[d];
        for (long e = at; e < at + in[d]; e++) {
          if (dtype == DType.FLOAT32) {
            NativeMemory.putFloat(address + 4 * e, (float) overlap.value());
          } else {
            NativeMemory.putDouble(address + 8 * e, overlap.value());
          }
        }
      }
    }
  }
}
