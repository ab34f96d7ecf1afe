package org.hyperslab.netcdf.hdf5;

import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;

/** Where a dataset's elements are: a layout message of version 1 to 4. */
sealed interface Layout {
  /**
   * In the object header.
   *
   * @param content to be copied before it is read
   */
  record Compact(Cursor content) implements Layout {}

  /** In one piece. */
  record Contiguous(long address) implements Layout {}

  /**
   * In chunks.
   *
   * @param chunk a chunk's extents
   * @param elementBytes bytes of an element as the layout says
   */
  record Chunked(List<Long> chunk, long elementBytes, Index index) implements Layout {}

  /** Something else. */
  record Other(String name) implements Layout {}

  /**
   * How chunks are found.
   *
   * @param address of the index, or of the chunks themselves; {@link Cursor#UNDEFINED} if none was
   *     written
   * @param singleBytes for a single filtered chunk its stored size, else 0
   * @param singleMask for a single filtered chunk its filter mask, else 0
   * @param edgesUnfiltered whether chunks that are not all inside the dataset are stored without
   *     filters
   */
  record Index(
      Kind kind, long address, long singleBytes, int singleMask, boolean edgesUnfiltered) {}

  /** The kinds of chunk indexes, numbered as in the format; the first is not in a message. */
  enum Kind {
    BTREE_1,
    SINGLE,
    IMPLICIT,
    FIXED_ARRAY,
    EXTENSIBLE_ARRAY,
    BTREE_2
  }

  static Layout read(Cursor c) throws FormatException {
    int version = c.u8();
    return switch (version) {
      case 1, 2 -> old(c);
      case 3 -> {
        int kind = c.u8();
        yield kind == 2 ? chunked3(c) : plain(c, kind);
      }
      case 4 -> {
        int kind = c.u8();
        yield kind == 2 ? chunked4(c) : plain(c, kind);
      }
      default -> throw c.malformed("unsupported version " + version);
    };
  }

  private static Layout old(Cursor c) throws FormatException {
    int rank = c.u8();
    int kind = c.u8();
    c.skip(5);
    long address = kind == 0 ? Cursor.UNDEFINED : c.address();
    List<Long> extents = extents(c, rank, 4);
    return switch (kind) {
      case 0 -> new Compact(c.slice(c.u32(), "compact dataset"));
      case 1 -> new Contiguous(address);
      case 2 -> chunked(c, extents, new Index(Kind.BTREE_1, address, 0, 0, false));
      default -> throw c.malformed("unknown class " + kind);
    };
  }

  private static Layout plain(Cursor c, int kind) throws FormatException {
    return switch (kind) {
      case 0 -> new Compact(c.slice(c.u16(), "compact dataset"));
      case 1 -> new Contiguous(c.address());
      case 3 -> new Other("virtual dataset");
      default -> throw c.malformed("unknown class " + kind);
    };
  }

  private static Layout chunked3(Cursor c) throws FormatException {
    int rank = c.u8();
    long address = c.address();
    return chunked(c, extents(c, rank, 4), new Index(Kind.BTREE_1, address, 0, 0, false));
  }

  private static Layout chunked4(Cursor c) throws FormatException {
    int flags = c.u8();
    int rank = c.u8();
    int extentBytes = c.u8();
    if (extentBytes < 1 || extentBytes > 8) {
      throw c.malformed("extents of %d bytes".formatted(extentBytes));
    }
    List<Long> extents = extents(c, rank, extentBytes);
    int number = c.u8();
    if (number < 1 || number >= Kind.values().length) {
      throw c.malformed("unknown chunk index " + number);
    }
    Kind kind = Kind.values()[number];
    boolean filteredSingle = kind == Kind.SINGLE && (flags & 2) != 0;
    long singleBytes = filteredSingle ? c.length() : 0;
    int singleMask = filteredSingle ? (int) c.u32() : 0;
    // What the indexes were made with; their own headers say it again.
    c.skip(
        switch (kind) {
          case FIXED_ARRAY -> 1;
          case EXTENSIBLE_ARRAY -> 5;
          case BTREE_2 -> 6;
          case BTREE_1, SINGLE, IMPLICIT -> 0;
        });
    return chunked(
        c, extents, new Index(kind, c.address(), singleBytes, singleMask, (flags & 1) != 0));
  }

  private static List<Long> extents(Cursor c, int rank, int bytes) throws FormatException {
    List<Long> extents = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      extents.add(c.size(bytes));
    }
    return extents;
  }

  /** The last extent is the size of an element. */
  private static Layout chunked(Cursor c, List<Long> extents, Index index) throws FormatException {
    if (extents.size() < 2 || extents.contains(0L)) {
      throw c.malformed("impossible chunks: " + extents);
    }
    int rank = extents.size() - 1;
    return new Chunked(List.copyOf(extents.subList(0, rank)), extents.get(rank), index);
  }
}
