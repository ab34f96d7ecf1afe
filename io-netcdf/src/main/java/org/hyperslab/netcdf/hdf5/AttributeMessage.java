package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An attribute, its value still as bytes.
 *
 * @param order when it was made, -1 if that isn't kept
 */
record AttributeMessage(String name, long order, Datatype type, Dataspace space, Cursor data) {
  private static final int NAME_RECORDS = 8;

  /** All attributes of an object, in the order of their making where the file keeps it. */
  static List<AttributeMessage> all(MetadataFile file, ObjectHeader header) throws IOException {
    List<AttributeMessage> attributes = new ArrayList<>();
    for (ObjectHeader.Message m : header.all(ObjectHeader.ATTRIBUTE)) {
      Cursor c = m.data().named("attribute");
      Cursor body =
          m.isShared() ? ObjectHeader.shared(file, c, ObjectHeader.ATTRIBUTE, "attribute") : c;
      attributes.add(read(file, body, m.order()));
    }
    Cursor info = header.find(file, ObjectHeader.ATTRIBUTE_INFO, "attribute info");
    if (info != null) {
      readDense(file, info, attributes);
    }
    if (attributes.stream().allMatch(a -> a.order >= 0)) {
      attributes.sort(Comparator.comparingLong(AttributeMessage::order));
    }
    return attributes;
  }

  private static void readDense(MetadataFile file, Cursor info, List<AttributeMessage> attributes)
      throws IOException {
    info.expect(0, "version");
    int flags = info.u8();
    info.skip((flags & 1) != 0 ? 2 : 0);
    long heapAddress = info.address();
    long tree = info.address();
    if (heapAddress == Cursor.UNDEFINED || tree == Cursor.UNDEFINED) {
      return;
    }
    FractalHeap heap = FractalHeap.open(file, heapAddress);
    BTree2.walk(
        file,
        tree,
        NAME_RECORDS,
        record -> {
          Cursor message = heap.get(record, "attribute");
          int messageFlags = record.u8();
          long order = record.u32();
          Cursor body =
              (messageFlags & 2) == 0
                  ? message
                  : ObjectHeader.shared(file, message, ObjectHeader.ATTRIBUTE, "attribute");
          attributes.add(read(file, body, (flags & 1) != 0 ? order : -1));
        });
  }

  private static AttributeMessage read(MetadataFile file, Cursor c, long order) throws IOException {
    int version = c.u8();
    if (version < 1 || version > 3) {
      throw c.malformed("unsupported version " + version);
    }
    int flags = c.u8();
    int nameBytes = c.u16();
    int typeBytes = c.u16();
    int spaceBytes = c.u16();
    c.skip(version == 3 ? 1 : 0);
    String name = c.text(padded(nameBytes, version));
    Cursor type = c.slice(padded(typeBytes, version), "attribute's datatype");
    Cursor space = c.slice(padded(spaceBytes, version), "attribute's dataspace");
    if (version > 1 && (flags & 1) != 0) {
      type = ObjectHeader.shared(file, type, ObjectHeader.DATATYPE, "datatype");
    }
    if (version > 1 && (flags & 2) != 0) {
      space = ObjectHeader.shared(file, space, ObjectHeader.DATASPACE, "dataspace");
    }
    return new AttributeMessage(
        name,
        order,
        Datatype.read(type),
        Dataspace.read(space),
        c.slice(c.left(), "attribute " + name));
  }

  private static int padded(int bytes, int version) {
    return version == 1 ? (bytes + 7) & ~7 : bytes;
  }
}
