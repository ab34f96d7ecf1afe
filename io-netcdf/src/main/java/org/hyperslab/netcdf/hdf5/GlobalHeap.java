package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The global heap, which holds texts and sequences of any length. */
final class GlobalHeap {
  /** Collections kept; most are of 4 KiB. */
  private static final int MOST_KEPT = 64;

  private final MetadataFile file;
  private final Map<Long, Map<Integer, Cursor>> collections =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Integer, Cursor>> eldest) {
          return size() > MOST_KEPT;
        }
      };

  GlobalHeap(MetadataFile file) {
    this.file = file;
  }

  /** Bytes of an element that refers to the heap. */
  static int referenceBytes(FileId id) {
    return 4 + id.offsetBytes() + 4;
  }

  /**
   * The object that an element refers to: its length, a collection's address, an index.
   *
   * @param elementBytes bytes of one of the {@code length} elements
   * @return the object's bytes; empty for an object that isn't there because it has length 0
   */
  Cursor get(Cursor element, long elementBytes, String what) throws IOException {
    long length = element.u32();
    long collection = element.address();
    int index = (int) element.u32();
    if (length == 0 || collection == Cursor.UNDEFINED || collection == 0) {
      return element.slice(0, what);
    }
    Map<Integer, Cursor> objects = collections.get(collection);
    if (objects == null) {
      objects = read(collection);
      collections.put(collection, objects);
    }
    Cursor object = objects.get(index);
    if (object == null) {
      throw element.malformed("heap has no object " + index);
    }
    return object.copy().slice(Math.multiplyExact(length, elementBytes), what);
  }

  private Map<Integer, Cursor> read(long address) throws IOException {
    int l = file.id().lengthBytes();
    Cursor head = file.read(address, 8L + l, "GCOL", "global heap");
    head.expect(1, "version");
    head.skip(3);
    Cursor c = file.read(address, head.length(), "global heap");
    c.skip(8L + l);
    Map<Integer, Cursor> objects = new HashMap<>();
    while (c.left() >= 8 + l) {
      int index = c.u16();
      c.skip(2 + 4);
      long bytes = c.length();
      if (index == 0) {
        break;
      }
      objects.put(index, c.slice(bytes, "global heap object"));
      c.align8();
    }
    return objects;
  }
}
