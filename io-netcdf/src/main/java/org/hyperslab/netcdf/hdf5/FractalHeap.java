package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A fractal heap, which holds the links of large groups and the attributes of objects with many.
 * Objects lie in direct blocks of a doubling table, in the id itself, or by themselves in the file.
 */
final class FractalHeap {
  private static final int MOST_DEPTH = 64;

  private final MetadataFile file;
  private final long address;
  private final int idBytes;
  private final long hugeTree;
  private final int width;
  private final long startBytes;
  private final long mostDirectBytes;
  private final int offsetBytes;
  private final int lengthBytes;
  private final long root;
  private final int rootRows;
  private final Map<Long, Cursor> indirectBlocks = new HashMap<>();

  private FractalHeap(MetadataFile file, long address) throws IOException {
    this.file = file;
    this.address = address;
    int o = file.id().offsetBytes();
    int l = file.id().lengthBytes();
    Cursor c = file.read(address, 26L + 3L * o + 12L * l, "FRHP", "fractal heap");
    c.expect(0, "version");
    this.idBytes = c.u16();
    if (c.u16() != 0) {
      throw c.malformed("filters in a fractal heap are not supported");
    }
    c.skip(1);
    long mostManaged = c.u32();
    c.skip(l);
    this.hugeTree = c.address();
    c.skip((long) l + o + 8L * l);
    this.width = c.u16();
    this.startBytes = c.length();
    this.mostDirectBytes = c.length();
    int heapBits = c.u16();
    c.skip(2);
    this.root = c.address();
    this.rootRows = c.u16();
    c.checksum();
    if (idBytes < 1
        || Integer.bitCount(width) != 1
        || startBytes <= 0
        || Long.bitCount(startBytes) != 1
        || mostDirectBytes < startBytes
        || Long.bitCount(mostDirectBytes) != 1
        || mostDirectBytes > MetadataFile.MOST_BYTES
        || heapBits < 1
        || heapBits > 64) {
      throw c.malformed("impossible sizes");
    }
    this.offsetBytes = (heapBits + 7) / 8;
    this.lengthBytes =
        Math.min(
            (Long.numberOfTrailingZeros(mostDirectBytes) + 7) / 8,
            (63 - Long.numberOfLeadingZeros(Math.max(1, mostManaged))) / 8 + 1);
  }

  static FractalHeap open(MetadataFile file, long address) throws IOException {
    return new FractalHeap(file, address);
  }

  /** How long ids are. */
  int idBytes() {
    return idBytes;
  }

  /** The object with the next {@link #idBytes()} bytes as its id. */
  Cursor get(Cursor ids, String what) throws IOException {
    Cursor id = ids.slice(idBytes, "heap id");
    int flags = id.u8();
    if (flags >> 6 != 0) {
      throw id.malformed("unsupported version of a heap id");
    }
    return switch (flags >> 4 & 3) {
      case 0 -> {
        long offset = id.size(offsetBytes);
        yield managed(offset, id.size(lengthBytes), what);
      }
      case 1 -> huge(id, what);
      case 2 -> {
        int bytes = (flags & 15) + 1;
        if (idBytes > 18) {
          bytes = ((flags & 15) << 8 | id.u8()) + 1;
        }
        yield id.slice(bytes, what);
      }
      default -> throw id.malformed("unknown kind of a heap id");
    };
  }

  private Cursor managed(long offset, long bytes, String what) throws IOException {
    if (root == Cursor.UNDEFINED) {
      throw file.id().malformed("heap is empty", address);
    }
    if (rootRows == 0) {
      return inside(root, startBytes, offset, bytes, what);
    }
    long block = root;
    int rows = rootRows;
    long left = offset;
    for (int depth = 0; depth < MOST_DEPTH; depth++) {
      int row = row(left);
      if (row >= rows) {
        throw file.id().malformed("heap object is outside its heap", block);
      }
      long rowBytes = rowBytes(row);
      long column = (left - rowStart(row)) / rowBytes;
      long child = child(block, rows, row * (long) width + column);
      left -= rowStart(row) + column * rowBytes;
      if (rowBytes <= mostDirectBytes) {
        return inside(child, rowBytes, left, bytes, what);
      }
      block = child;
      rows =
          1 + Long.numberOfTrailingZeros(rowBytes) - Long.numberOfTrailingZeros(startBytes * width);
    }
    throw file.id().malformed("heap is too deep", address);
  }

  private Cursor inside(long block, long blockBytes, long offset, long bytes, String what)
      throws IOException {
    if (offset > blockBytes || bytes > blockBytes - offset) {
      throw file.id().malformed("heap object is outside its block", block);
    }
    file.read(block, 4, "FHDB", "heap block");
    return file.read(block + offset, bytes, what);
  }

  /** Blocks of the first two rows have the starting size, those of each further row twice it. */
  private long rowBytes(int row) {
    return row == 0 ? startBytes : startBytes << Math.min(40, row - 1);
  }

  private long rowStart(int row) {
    return row == 0 ? 0 : width * rowBytes(row);
  }

  private int row(long offset) {
    long rows = offset / (startBytes * width);
    return rows == 0 ? 0 : 64 - Long.numberOfLeadingZeros(rows);
  }

  private long child(long block, int rows, long entry) throws IOException {
    Cursor entries = indirectBlocks.get(block);
    if (entries == null) {
      int o = file.id().offsetBytes();
      entries =
          file.read(
              block, 4 + 1 + o + offsetBytes + (long) rows * width * o + 4, "FHIB", "heap block");
      Cursor whole = entries.copy();
      whole.skip(whole.left() - 4);
      whole.checksum();
      entries.expect(0, "version");
      entries.skip(o + offsetBytes);
      indirectBlocks.put(block, entries);
    }
    Cursor c = entries.copy();
    c.skip(entry * file.id().offsetBytes());
    return c.address();
  }

  private Cursor huge(Cursor id, String what) throws IOException {
    if (idBytes - 1 >= file.id().offsetBytes() + file.id().lengthBytes()) {
      long at = id.address();
      return file.read(at, id.length(), what);
    }
    long number = id.unsigned(Math.min(id.left(), file.id().lengthBytes()));
    long[] found = {Cursor.UNDEFINED, 0};
    BTree2.walk(
        file,
        hugeTree,
        1,
        r -> {
          long at = r.address();
          long bytes = r.length();
          if (r.unsigned(file.id().lengthBytes()) == number) {
            found[0] = at;
            found[1] = bytes;
          }
        });
    return file.read(found[0], found[1], what);
  }
}
