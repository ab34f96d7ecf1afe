package org.hyperslab.netcdf;

import java.util.ArrayList;
import java.util.List;

/**
 * An object of an HDF5 file that is written: a group or a dataset. Its header, of version 2, is in
 * one piece, with all attributes and links in it. Stateful, not thread-safe.
 */
final class HdfNode {
  /** Four bytes for the size; attribute order tracked and indexed; limits of attributes follow. */
  private static final int FLAGS = 2 | 1 << 2 | 1 << 3 | 1 << 4;

  private final List<HdfAttribute> attributes = new ArrayList<>();
  private final Content content;
  private long address;

  /** What makes it a group or a dataset. */
  @FunctionalInterface
  interface Content {
    List<HdfMessage> messages();
  }

  HdfNode(Content content) {
    this.content = content;
  }

  void add(HdfAttribute attribute) {
    attributes.add(attribute);
  }

  /** Where the header is; 0 before that is known. */
  long address() {
    return address;
  }

  void place(long at) {
    address = at;
  }

  /**
   * The header's bytes.
   *
   * @throws IllegalArgumentException if an attribute is too large for one
   */
  byte[] header(HdfHeap heap) {
    HdfBytes body = new HdfBytes();
    for (HdfMessage m : content.messages()) {
      m.write(body, 0);
    }
    HdfMessage.attributeInfo(attributes.size()).write(body, 0);
    for (int i = 0; i < attributes.size(); i++) {
      HdfMessage m = attributes.get(i).message(heap);
      if (m.size() > HdfMessage.MOST_BYTES) {
        throw new IllegalArgumentException(
            "attribute is too large for NetCDF-4 files: attribute=%s, bytes=%d"
                .formatted(attributes.get(i).name(), m.size()));
      }
      m.write(body, i);
    }
    HdfBytes header = new HdfBytes().signature("OHDR").u8(2).u8(FLAGS);
    header.u16(65535).u16(65535).i32(body.size()).put(body.toArray());
    return header.checksum().toArray();
  }
}
