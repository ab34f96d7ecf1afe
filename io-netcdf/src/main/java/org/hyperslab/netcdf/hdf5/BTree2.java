package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Walks over the records of a version 2 B-tree, in its order. */
final class BTree2 {
  /** Signature, version, type and checksum of a node. */
  private static final int NODE_OVERHEAD = 10;

  private static final int MOST_DEPTH = 32;

  private final MetadataFile file;
  private final int type;
  private final long nodeBytes;
  private final int recordBytes;
  private final Visitor visitor;
  private final Set<Long> seen = new HashSet<>();

  /** By depth: bytes of the number of records in a node, and in a node and all below it. */
  private final int[] countBytes;

  private final int[] totalBytes;

  /** Gets a record, of which it reads what it likes. */
  interface Visitor {
    void visit(Cursor record) throws IOException;
  }

  private BTree2(MetadataFile file, Cursor header, Visitor visitor) throws IOException {
    this.file = file;
    this.visitor = visitor;
    header.expect(0, "version");
    this.type = header.u8();
    this.nodeBytes = header.u32();
    this.recordBytes = header.u16();
    int depth = header.u16();
    header.skip(2);
    if (recordBytes == 0 || nodeBytes < NODE_OVERHEAD + recordBytes || depth > MOST_DEPTH) {
      throw header.malformed("impossible sizes");
    }
    this.countBytes = new int[depth + 1];
    this.totalBytes = new int[depth + 1];
    sizes(header, depth);
    long root = header.address();
    int rootRecords = header.u16();
    header.length();
    header.checksum();
    if (root != Cursor.UNDEFINED) {
      node(root, depth, rootRecords);
    }
  }

  /**
   * Visits every record.
   *
   * @param type the type of records that is expected
   */
  static void walk(MetadataFile file, long address, int type, Visitor visitor) throws IOException {
    int size = 16 + file.id().offsetBytes() + 2 + file.id().lengthBytes() + 4;
    Cursor header = file.read(address, size, "BTHD", "B-tree");
    Cursor peek = file.read(address, 6, "BTHD", "B-tree");
    peek.skip(1);
    peek.expect(type, "type");
    new BTree2(file, header, visitor);
  }

  /** How many bytes counts take follows from how many records fit into nodes. */
  private void sizes(Cursor header, int depth) throws IOException {
    long most = (nodeBytes - NODE_OVERHEAD) / recordBytes;
    int leafCountBytes = bytesFor(most);
    countBytes[0] = leafCountBytes;
    long total = most;
    for (int d = 1; d <= depth; d++) {
      int pointer = file.id().offsetBytes() + leafCountBytes + totalBytes[d - 1];
      long records = (nodeBytes - NODE_OVERHEAD - pointer) / (recordBytes + pointer);
      if (records < 1) {
        throw header.malformed("nodes are too small");
      }
      countBytes[d] = leafCountBytes;
      total = saturatedTotal(total, records);
      totalBytes[d] = bytesFor(total);
    }
  }

  private static long saturatedTotal(long below, long records) {
    long high = Math.multiplyHigh(records + 1, below);
    long product = (records + 1) * below + records;
    return high != 0 || product < 0 ? Long.MAX_VALUE : product;
  }

  private static int bytesFor(long most) {
    return (63 - Long.numberOfLeadingZeros(Math.max(1, most))) / 8 + 1;
  }

  private void node(long address, int depth, int records) throws IOException {
    if (!seen.add(address)) {
      throw file.id().malformed("B-tree refers to a node twice", address);
    }
    Cursor c = file.read(address, nodeBytes, depth == 0 ? "BTLF" : "BTIN", "B-tree node");
    c.expect(0, "version");
    c.expect(type, "type");
    Cursor all = c.slice((long) records * recordBytes, "B-tree record");
    Cursor children = null;
    if (depth > 0) {
      long pointer = (long) file.id().offsetBytes() + countBytes[depth] + totalBytes[depth - 1];
      children = c.slice((records + 1L) * pointer, "B-tree node");
    }
    c.checksum();
    for (int i = 0; i <= records; i++) {
      if (children != null) {
        long child = children.address();
        int childRecords = (int) children.unsigned(countBytes[depth]);
        children.skip(totalBytes[depth - 1]);
        node(child, depth - 1, childRecords);
      }
      if (i < records) {
        visitor.visit(all.slice(recordBytes, "B-tree record"));
      }
    }
  }
}
