package org.hyperslab.netcdf.hdf5;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;

/**
 * The order in which fixed, extensible and implicit arrays list chunks: C order of the largest grid
 * that the dataset may ever have; in an extensible array the unlimited dimension comes first.
 */
final class ArrayOrder {
  /** Dimensions of the dataset, slowest in the array first. */
  private final List<Integer> axes = new ArrayList<>();

  /** Chunks along each dimension, of the first of {@link #axes} no more than there are now. */
  private final long[] counts;

  /**
   * @param extensible whether there is one unlimited dimension
   */
  ArrayOrder(Dataspace space, List<Long> chunk, boolean extensible) throws FormatException {
    int rank = space.rank();
    counts = new long[rank];
    for (int d = 0; d < rank; d++) {
      long extent = space.isUnlimited(d) ? space.extents().get(d) : space.limits().get(d);
      counts[d] = extent == 0 ? 0 : (extent - 1) / chunk.get(d) + 1;
      if (extensible && space.isUnlimited(d) && axes.isEmpty()) {
        axes.add(d);
      }
    }
    if (extensible && axes.isEmpty()) {
      throw new FormatException("extensible array of chunks without an unlimited dimension");
    }
    for (int d = 0; d < rank; d++) {
      if (!axes.contains(d)) {
        axes.add(d);
      }
    }
  }

  /** How many chunks there are in the largest grid; no more than a long can say. */
  long count() {
    long count = 1;
    for (long n : counts) {
      count = n > 0 && count > Long.MAX_VALUE / n ? Long.MAX_VALUE : count * n;
    }
    return count;
  }

  /** A chunk's coordinates; they may be outside the dataset as it is now. */
  long[] coords(long i) {
    long[] coords = new long[counts.length];
    long rest = i;
    for (int a = axes.size() - 1; a > 0; a--) {
      int d = axes.get(a);
      if (counts[d] == 0) {
        coords[d] = Long.MAX_VALUE;
        continue;
      }
      coords[d] = rest % counts[d];
      rest /= counts[d];
    }
    if (!axes.isEmpty()) {
      coords[axes.getFirst()] = rest;
    }
    return coords;
  }
}
