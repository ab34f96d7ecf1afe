package org.hyperslab.zarr;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.HeapRoom;

/**
 * Reads the central directory of a zip file (PKWARE's APPNOTE 6.3.10, zip64 included), and believes
 * nothing in it that the file contradicts: members lie before the directory, one behind the other,
 * and their names lead nowhere else. Of several members of one name the last counts.
 */
final class ZipDirectory {
  /** Begins a member's local header. */
  static final int HEADER = 0x04034b50;

  static final int END = 0x06054b50;
  static final int END_BYTES = 22;
  static final int END64 = 0x06064b50;
  static final int END64_BYTES = 56;
  static final int LOCATOR64 = 0x07064b50;
  static final int LOCATOR64_BYTES = 20;
  static final int ENTRY = 0x02014b50;
  static final int ENTRY_BYTES = 46;
  private static final int EXTRA64 = 1;
  private static final int MOST_COMMENT_BYTES = 0xffff;

  /** Larger directories are refused; their members would not fit into memory either. */
  private static final long MOST_BYTES = 256L << 20;

  private static final long IN_EXTRA = 0xffffffffL;

  /** What a member takes of the heap, without its name. */
  private static final long MEMBER_BYTES = 200;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final String file;
  private final NavigableMap<String, ZipMember> members = new TreeMap<>();

  private ZipDirectory(String file) {
    this.file = file;
  }

  /**
   * The members by name, but for folders.
   *
   * @param file what messages name
   */
  static NavigableMap<String, ZipMember> read(ByteReader reader, String file) throws IOException {
    ZipDirectory directory = new ZipDirectory(file);
    try (Arena arena = Arena.ofConfined()) {
      directory.read(reader, arena);
    }
    return directory.members;
  }

  /** Where the central directory is. */
  private record Extent(long offset, long bytes, long entries) {}

  private void read(ByteReader reader, Arena arena) throws IOException {
    Extent extent = extent(reader, arena);
    HeapRoom.check(
        MEMBER_BYTES * extent.entries() + extent.bytes(),
        "directory of a zip file with %d members: file=%s".formatted(extent.entries(), file));
    MemorySegment entries = arena.allocate(extent.bytes());
    fill(reader, extent.offset(), entries);
    List<ZipMember> all = new ArrayList<>();
    long at = 0;
    for (long i = 0; i < extent.entries(); i++) {
      at += entry(entries, at, extent, all);
    }
    if (at != extent.bytes()) {
      throw error("bytes behind the central directory's last entry", extent.offset() + at);
    }
    refuseOverlaps(all, extent);
  }

  private static void fill(ByteReader reader, long position, MemorySegment into)
      throws IOException {
    try {
      reader.read(position, into);
    } catch (EOFException e) {
      throw new FormatException("file ends early: expected=" + (position + into.byteSize()), e);
    }
  }

  private Extent extent(ByteReader reader, Arena arena) throws IOException {
    long size = reader.size();
    long tailBytes = Math.min(size, END_BYTES + MOST_COMMENT_BYTES);
    MemorySegment tail = arena.allocate(tailBytes);
    fill(reader, size - tailBytes, tail);
    for (long at = tailBytes - END_BYTES; at >= 0; at--) {
      if (tail.get(INT, at) == END && shortAt(tail, at + 20) == tailBytes - at - END_BYTES) {
        return extent(reader, arena, size - tailBytes + at, tail.asSlice(at, END_BYTES));
      }
    }
    throw new FormatException("no zip file, or a truncated one: " + file);
  }

  private Extent extent(ByteReader reader, Arena arena, long endOffset, MemorySegment end)
      throws IOException {
    long end64Offset = end64Offset(reader, arena, endOffset);
    Extent extent;
    boolean oneDisk;
    if (end64Offset < 0) {
      extent = new Extent(intAt(end, 16), intAt(end, 12), shortAt(end, 10));
      oneDisk = end.get(INT, 4) == 0 && shortAt(end, 8) == extent.entries();
    } else {
      MemorySegment end64 = arena.allocate(END64_BYTES);
      fill(reader, end64Offset, end64);
      if (end64.get(INT, 0) != END64) {
        throw error("no zip64 end of central directory", end64Offset);
      }
      extent = new Extent(end64.get(LONG, 48), end64.get(LONG, 40), end64.get(LONG, 32));
      oneDisk = end64.get(LONG, 16) == 0 && end64.get(LONG, 24) == extent.entries();
    }
    if (!oneDisk) {
      throw error("a zip file in several parts", endOffset);
    }
    long behind = end64Offset < 0 ? endOffset : end64Offset;
    boolean fits =
        extent.offset() >= 0
            && extent.bytes() >= 0
            && extent.offset() <= behind
            && extent.bytes() == behind - extent.offset()
            && extent.entries() >= 0
            && extent.entries() <= extent.bytes() / ENTRY_BYTES;
    if (extent.bytes() > MOST_BYTES && fits) {
      throw error("central directory is too large: bytes=" + extent.bytes(), extent.offset());
    }
    if (!fits) {
      throw error("central directory is not where it should be: " + extent, endOffset);
    }
    return extent;
  }

  /** Where the zip64 record is; -1 if there is none. */
  private static long end64Offset(ByteReader reader, Arena arena, long endOffset)
      throws IOException {
    long at = endOffset - LOCATOR64_BYTES;
    if (at < END64_BYTES) {
      return -1;
    }
    MemorySegment locator = arena.allocate(LOCATOR64_BYTES);
    fill(reader, at, locator);
    long offset = locator.get(LONG, 8);
    boolean isOne = locator.get(INT, 0) == LOCATOR64 && offset >= 0 && offset <= at - END64_BYTES;
    return isOne ? offset : -1;
  }

  /** Reads an entry and returns its length. */
  private long entry(MemorySegment entries, long at, Extent extent, List<ZipMember> all)
      throws FormatException {
    long left = entries.byteSize() - at;
    if (left < ENTRY_BYTES || entries.get(INT, at) != ENTRY) {
      throw error("no entry in the central directory", extent.offset() + at);
    }
    int nameBytes = shortAt(entries, at + 28);
    int extraBytes = shortAt(entries, at + 30);
    long bytes = (long) ENTRY_BYTES + nameBytes + extraBytes + shortAt(entries, at + 32);
    if (bytes > left) {
      throw error("entry leads out of the central directory", extent.offset() + at);
    }
    String name =
        new String(
            entries.asSlice(at + ENTRY_BYTES, nameBytes).toArray(ValueLayout.JAVA_BYTE),
            StandardCharsets.UTF_8);
    ZipMember member =
        member(
            entries.asSlice(at, ENTRY_BYTES),
            entries.asSlice(at + ENTRY_BYTES + nameBytes, extraBytes));
    boolean inside =
        member.headerOffset() >= 0
            && member.storedBytes() >= 0
            && member.bytes() >= 0
            && member.headerOffset() <= extent.offset()
            && member.storedBytes() <= extent.offset() - member.leastDataOffset();
    if (!inside || !member.isPlausible()) {
      throw error("member is not where it should be: " + name + ", " + member, at);
    }
    all.add(member);
    if (!name.endsWith("/")) {
      if (!StoreKey.isInside(name)) {
        throw error("not a path below the store: " + name, extent.offset() + at);
      }
      members.put(name, member);
    }
    return bytes;
  }

  /** Sizes and offset that don't fit into an entry are in its extra field. */
  private static ZipMember member(MemorySegment entry, MemorySegment extra) {
    long[] values = {intAt(entry, 24), intAt(entry, 20), intAt(entry, 42)};
    long at = 0;
    while (at + 4 <= extra.byteSize()) {
      long end = Math.min(extra.byteSize(), at + 4 + shortAt(extra, at + 2));
      if (shortAt(extra, at) == EXTRA64) {
        long from = at + 4;
        for (int i = 0; i < values.length; i++) {
          if (values[i] == IN_EXTRA && from + Long.BYTES <= end) {
            values[i] = extra.get(LONG, from);
            from += Long.BYTES;
          }
        }
      }
      at = end;
    }
    return new ZipMember(
        values[2],
        shortAt(entry, 28),
        shortAt(entry, 8),
        shortAt(entry, 10),
        entry.get(INT, 16),
        values[1],
        values[0]);
  }

  /** Members that share bytes would inflate far beyond the file. */
  private void refuseOverlaps(List<ZipMember> all, Extent extent) throws FormatException {
    all.sort(Comparator.comparingLong(ZipMember::headerOffset));
    for (int i = 0; i < all.size(); i++) {
      long next = i + 1 < all.size() ? all.get(i + 1).headerOffset() : extent.offset();
      if (all.get(i).leastDataOffset() + all.get(i).storedBytes() > next) {
        throw error("members overlap", next);
      }
    }
  }

  private FormatException error(String message, long offset) {
    return new FormatException(
        "malformed zip file: %s: file=%s, offset=%d".formatted(message, file, offset));
  }

  private static int shortAt(MemorySegment memory, long offset) {
    return Short.toUnsignedInt(memory.get(SHORT, offset));
  }

  private static long intAt(MemorySegment memory, long offset) {
    return Integer.toUnsignedLong(memory.get(INT, offset));
  }
}
