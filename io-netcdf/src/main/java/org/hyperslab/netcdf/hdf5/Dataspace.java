package org.hyperslab.netcdf.hdf5;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;

/**
 * A dataspace message.
 *
 * @param isNull whether there are no elements at all, not even one
 * @param extents as many as there are dimensions
 * @param limits the most that the extents may become, {@link Cursor#UNDEFINED} if there is no limit
 */
record Dataspace(boolean isNull, List<Long> extents, List<Long> limits) {
  static final int MOST_RANK = 32;

  static Dataspace read(Cursor c) throws FormatException {
    int version = c.u8();
    int rank = c.u8();
    int flags = c.u8();
    boolean isNull = false;
    if (rank > MOST_RANK) {
      throw c.malformed("too many dimensions: " + rank);
    }
    switch (version) {
      case 1 -> c.skip(5);
      case 2 -> isNull = c.u8() == 2;
      default -> throw c.malformed("unsupported version " + version);
    }
    List<Long> extents = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      extents.add(c.size(c.file().lengthBytes()));
    }
    List<Long> limits = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      limits.add((flags & 1) == 0 ? extents.get(d) : (Long) c.length());
      if (limits.get(d) != Cursor.UNDEFINED && limits.get(d) < extents.get(d)) {
        throw c.malformed("extents beyond their limits: " + extents);
      }
    }
    return new Dataspace(isNull, List.copyOf(extents), List.copyOf(limits));
  }

  int rank() {
    return extents.size();
  }

  boolean isUnlimited(int d) {
    return limits.get(d) == Cursor.UNDEFINED;
  }

  /**
   * How many elements there are.
   *
   * @throws FormatException if there are more than {@code most}
   */
  long count(long most, Cursor c) throws FormatException {
    long count = isNull ? 0 : 1;
    for (long extent : extents) {
      if (extent != 0 && count > most / extent) {
        throw c.malformed("too many elements: " + extents);
      }
      count *= extent;
    }
    return count;
  }
}
