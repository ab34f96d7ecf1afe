package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;

/** Moves the elements that two boxes share from one to the other, run by run. */
final class BoxCopy {
  private BoxCopy() {}

  /**
   * Where the elements of a box lie in C order.
   *
   * @param region in the array
   */
  record Box(MemorySegment memory, Region region) {
    private long[] strides() {
      return Strides.contiguous(region.shape());
    }
  }

  /** Does something with a run of elements; offsets are in elements. */
  interface Run {
    void at(long from, long to, long elements);
  }

  /** Copies the elements of a region that are in both boxes. */
  static void copy(Box from, Box to, Region region, int elementBytes) {
    forRuns(
        from,
        to,
        region.intersect(from.region).intersect(to.region),
        (f, t, n) ->
            MemorySegment.copy(
                from.memory, f * elementBytes, to.memory, t * elementBytes, n * elementBytes));
  }

  /** Calls for every run of {@code shared} that is one in both boxes. */
  static void forRuns(Box from, Box to, Region shared, Run run) {
    if (shared.isEmpty()) {
      return;
    }
    Shape box = shared.shape();
    int rank = box.rank();
    int outer = rank;
    long elements = 1;
    while (outer > 0) {
      outer--;
      elements *= box.dim(outer);
      if (box.dim(outer) != from.region.extent(outer)
          || box.dim(outer) != to.region.extent(outer)) {
        break;
      }
    }
    long[] fromStrides = from.strides();
    long[] toStrides = to.strides();
    long fromAt = Strides.offset(fromStrides, shared.relativeTo(from.region).origin());
    long toAt = Strides.offset(toStrides, shared.relativeTo(to.region).origin());
    long[] index = new long[outer];
    while (true) {
      run.at(fromAt, toAt, elements);
      int d = outer - 1;
      while (d >= 0 && ++index[d] == box.dim(d)) {
        fromAt -= (box.dim(d) - 1) * fromStrides[d];
        toAt -= (box.dim(d) - 1) * toStrides[d];
        index[d--] = 0;
      }
      if (d < 0) {
        return;
      }
      fromAt += fromStrides[d];
      toAt += toStrides[d];
    }
  }
}
