package org.hyperslab.netcdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Global heap collections, which hold what is of variable length. Metadata is made twice: first to
 * know how long it is, then, when all addresses are known, to be written; the second time objects
 * come in the same order, so collections keep their addresses.
 */
final class HdfHeap {
  private static final int LEAST_BYTES = 4096;
  private static final int FULL_BYTES = 1 << 20;
  private static final int MOST_OBJECTS = 65535;
  private static final int HEADER_BYTES = 16;

  private final List<HdfBytes> collections = new ArrayList<>();
  private final List<Long> addresses;
  private int objects;

  /**
   * @param addresses of the collections, or empty if they are not known yet
   */
  HdfHeap(List<Long> addresses) {
    this.addresses = addresses;
  }

  /** Puts an object into the heap and writes the reference to it. */
  void put(byte[] object, int elements, HdfBytes reference) {
    if (elements == 0) {
      reference.zeros(HdfTypes.VARIABLE_LENGTH_BYTES);
      return;
    }
    if (collections.isEmpty()
        || collections.getLast().size() > FULL_BYTES
        || objects == MOST_OBJECTS) {
      collections.add(new HdfBytes());
      objects = 0;
    }
    int collection = collections.size() - 1;
    objects++;
    collections.getLast().u16(objects).u16(0).i32(0).i64(object.length).put(object).align();
    long address = collection < addresses.size() ? addresses.get(collection) : 0;
    reference.i32(elements).i64(address).i32(objects);
  }

  private static long size(HdfBytes collection) {
    return Math.max(LEAST_BYTES, HEADER_BYTES + collection.size());
  }

  /** Makes room for the collections. */
  List<Long> allocate(HdfSpace space) {
    List<Long> allocated = new ArrayList<>();
    collections.forEach(c -> allocated.add(space.allocate(size(c))));
    return allocated;
  }

  /** Writes the collections to their addresses. */
  void write(HdfSpace space) throws IOException {
    for (int i = 0; i < collections.size(); i++) {
      HdfBytes content = collections.get(i);
      long size = size(content);
      HdfBytes b = new HdfBytes().signature("GCOL").u8(1).zeros(3).i64(size);
      b.put(content.toArray());
      long free = size - b.size();
      if (free >= HEADER_BYTES) {
        b.u16(0).u16(0).i32(0).i64(free);
      }
      b.zeros((int) (size - b.size()));
      space.write(addresses.get(i), b.toArray());
    }
  }
}
