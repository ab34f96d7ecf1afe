package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** The global heap, which holds texts and sequences of any length. */
final class GlobalHeap {
  /** Bytes of the collections that are kept, most of which have 4 KiB. */
  private static final long MOST_KEPT_BYTES = 4 << 20;

  /** A collection may be read again for every element that refers to it, if it is no larger. */
  private static final long USUAL_BYTES = 16 << 10;

  private final MetadataFile file;
  private final Map<Long, Collection> collections = new LinkedHashMap<>(16, 0.75f, true);
  private long kept;

  private record Collection(Map<Integer, Cursor> objects, long bytes) {}

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
    Collection known = collections.get(collection);
    if (known == null) {
      file.allow(USUAL_BYTES);
      known = read(collection);
      keep(collection, known);
    }
    Cursor object = known.objects.get(index);
    if (object == null) {
      throw element.malformed("heap has no object " + index);
    }
    if (length > object.left() / elementBytes) {
      throw element.malformed("heap object is too short: " + index);
    }
    Cursor found = object.copy().slice(length * elementBytes, what);
    file.charge(found.left(), collection);
    return found;
  }

  private Collection read(long address) throws IOException {
    int l = file.id().lengthBytes();
    Cursor head = file.read(address, 8L + l, "GCOL", "global heap");
    head.expect(1, "version");
    head.skip(3);
    long size = head.length();
    Cursor c = file.read(address, size, "global heap");
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
    return new Collection(objects, size);
  }

  private void keep(long address, Collection collection) {
    collections.put(address, collection);
    kept += collection.bytes;
    Iterator<Collection> eldest = collections.values().iterator();
    while (kept > MOST_KEPT_BYTES && collections.size() > 1) {
      kept -= eldest.next().bytes;
      eldest.remove();
    }
  }
}
