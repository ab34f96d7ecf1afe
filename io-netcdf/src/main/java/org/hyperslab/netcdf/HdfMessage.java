package org.hyperslab.netcdf;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.hyperslab.grid.Shape;

/** A message of an object header. Immutable. */
final class HdfMessage {
  private static final int DATASPACE = 1;
  private static final int LINK_INFO = 2;
  private static final int DATATYPE = 3;
  private static final int FILL_VALUE = 5;
  private static final int LINK = 6;
  private static final int LAYOUT = 8;
  private static final int GROUP_INFO = 10;
  private static final int FILTERS = 11;
  static final int ATTRIBUTE = 12;
  private static final int ATTRIBUTE_INFO = 21;

  /** The longest that a message can be. */
  static final int MOST_BYTES = 65535;

  /** Creation order is tracked and would be indexed, if there were an index. */
  private static final int TRACKED_AND_INDEXED = 3;

  private static final int HARD_LINK_WITH_ORDER_AND_UTF8 = 1 << 4 | 1 << 2 | 1;

  private final int type;
  private final byte[] data;

  /**
   * @param type its number in the format's specification
   */
  HdfMessage(int type, byte[] data) {
    this.type = type;
    this.data = data;
  }

  /** Bytes of its content. */
  int size() {
    return data.length;
  }

  /** Writes the message into a header that tracks the order of attributes. */
  void write(HdfBytes header, int order) {
    header.u8(type).u16(data.length).u8(0).u16(order).put(data);
  }

  static HdfMessage dataspace(Shape shape, boolean[] unlimited) {
    return new HdfMessage(DATASPACE, space(shape, unlimited));
  }

  /** A dataspace without a message around it. */
  static byte[] space(Shape shape, boolean[] unlimited) {
    boolean grows = false;
    for (boolean u : unlimited) {
      grows |= u;
    }
    HdfBytes b = new HdfBytes().u8(2).u8(shape.rank()).u8(grows ? 1 : 0);
    b.u8(shape.rank() == 0 ? 0 : 1);
    for (int d = 0; d < shape.rank(); d++) {
      b.i64(shape.dim(d));
    }
    for (int d = 0; grows && d < shape.rank(); d++) {
      b.i64(unlimited[d] ? -1 : shape.dim(d));
    }
    return b.toArray();
  }

  /** The dataspace of an attribute without a value. */
  static byte[] noSpace() {
    return new HdfBytes().u8(2).u8(0).u8(0).u8(2).toArray();
  }

  static HdfMessage datatype(byte[] type) {
    return new HdfMessage(DATATYPE, type);
  }

  /**
   * @param value an element's bytes
   * @param chunked whether memory is allocated chunk by chunk, and not at once
   */
  static HdfMessage fillValue(byte[] value, boolean chunked) {
    HdfBytes b = new HdfBytes().u8(2).u8(chunked ? 3 : 2).u8(2).u8(1);
    return new HdfMessage(FILL_VALUE, b.i32(value.length).put(value).toArray());
  }

  static HdfMessage contiguous(long address, long bytes) {
    return new HdfMessage(LAYOUT, new HdfBytes().u8(3).u8(1).i64(address).i64(bytes).toArray());
  }

  /** Chunks that are found through a B-tree of version 1. */
  static HdfMessage chunked(long address, Shape chunk, int elementBytes) {
    HdfBytes b = new HdfBytes().u8(3).u8(2).u8(chunk.rank() + 1).i64(address);
    for (int d = 0; d < chunk.rank(); d++) {
      b.i32((int) chunk.dim(d));
    }
    return new HdfMessage(LAYOUT, b.i32(elementBytes).toArray());
  }

  static HdfMessage filters(List<HdfFilter> filters) {
    HdfBytes b = new HdfBytes().u8(1).u8(filters.size()).zeros(6);
    filters.forEach(f -> f.write(b));
    return new HdfMessage(FILTERS, b.toArray());
  }

  /** Says that attributes are in the header, and how many have been made. */
  static HdfMessage attributeInfo(int attributes) {
    HdfBytes b = new HdfBytes().u8(0).u8(TRACKED_AND_INDEXED).u16(attributes);
    b.i64(HdfBytes.UNDEFINED).i64(HdfBytes.UNDEFINED).i64(HdfBytes.UNDEFINED);
    return new HdfMessage(ATTRIBUTE_INFO, b.toArray());
  }

  /** Says that links are in the header, and how many have been made. */
  static HdfMessage linkInfo(long links) {
    HdfBytes b = new HdfBytes().u8(0).u8(TRACKED_AND_INDEXED).i64(links);
    b.i64(HdfBytes.UNDEFINED).i64(HdfBytes.UNDEFINED).i64(HdfBytes.UNDEFINED);
    return new HdfMessage(LINK_INFO, b.toArray());
  }

  /** Allows any number of links in the header. */
  static HdfMessage groupInfo() {
    return new HdfMessage(GROUP_INFO, new HdfBytes().u8(0).u8(1).u16(65535).u16(65535).toArray());
  }

  /** A member of a group. */
  static HdfMessage link(String name, long order, long address) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    HdfBytes b = new HdfBytes().u8(1).u8(HARD_LINK_WITH_ORDER_AND_UTF8).i64(order).u8(1);
    return new HdfMessage(LINK, b.u16(utf8.length).put(utf8).i64(address).toArray());
  }
}
