package org.hyperslab.netcdf.hdf5;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;

/**
 * A filter as the file names it.
 *
 * @param id its registered number
 * @param name its name, may be empty
 * @param optional whether a chunk could be written without it
 * @param values the client data
 */
record FilterSpec(int id, String name, boolean optional, List<Integer> values) {
  static final int MOST_FILTERS = 32;

  /** A filter pipeline message, in the order of writing. */
  static List<FilterSpec> read(Cursor c) throws FormatException {
    int version = c.u8();
    int count = c.u8();
    if (version < 1 || version > 2 || count > MOST_FILTERS) {
      throw c.malformed(
          "unsupported version or number of filters: %d, %d".formatted(version, count));
    }
    c.skip(version == 1 ? 6 : 0);
    List<FilterSpec> filters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = c.u16();
      int nameBytes = version == 1 || id >= 256 ? c.u16() : 0;
      int flags = c.u16();
      int valueCount = c.u16();
      String name = c.text(version == 1 ? (nameBytes + 7) & ~7 : nameBytes);
      List<Integer> values = new ArrayList<>();
      for (int v = 0; v < valueCount; v++) {
        values.add((int) c.u32());
      }
      c.skip(version == 1 && valueCount % 2 == 1 ? 4 : 0);
      filters.add(new FilterSpec(id, name, (flags & 1) != 0, List.copyOf(values)));
    }
    return List.copyOf(filters);
  }
}
