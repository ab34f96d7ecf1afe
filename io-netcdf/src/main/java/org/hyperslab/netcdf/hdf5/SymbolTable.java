package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The links of a group of the old kind: a B-tree of symbol nodes, with names in a local heap. */
final class SymbolTable {
  private static final int SOFT_LINK = 2;

  private final MetadataFile file;
  private final Cursor names;
  private final Set<Long> seen = new HashSet<>();
  private final List<Link> links = new ArrayList<>();

  private SymbolTable(MetadataFile file, Cursor names) {
    this.file = file;
    this.names = names;
  }

  /**
   * Reads the links.
   *
   * @param message the symbol table message
   */
  static List<Link> links(MetadataFile file, Cursor message) throws IOException {
    long tree = message.address();
    SymbolTable table = new SymbolTable(file, heap(file, message.address()));
    table.tree(tree, -1);
    return table.links;
  }

  private static Cursor heap(MetadataFile file, long address) throws IOException {
    int l = file.id().lengthBytes();
    Cursor c = file.read(address, 8L + 2L * l + file.id().offsetBytes(), "HEAP", "local heap");
    c.expect(0, "version");
    c.skip(3);
    long bytes = c.length();
    c.skip(l);
    return file.read(c.address(), bytes, "local heap");
  }

  /**
   * Reads a node and all below it.
   *
   * @param level the level it has to have, -1 for any
   */
  private void tree(long address, int level) throws IOException {
    if (!seen.add(address)) {
      throw file.id().malformed("B-tree refers to a node twice", address);
    }
    int o = file.id().offsetBytes();
    int l = file.id().lengthBytes();
    Cursor c = file.read(address, 8L + 2L * o, "TREE", "B-tree node");
    c.expect(0, "type");
    int ownLevel = c.u8();
    if (level >= 0 && ownLevel != level) {
      throw c.malformed("wrong level " + ownLevel);
    }
    int children = c.u16();
    Cursor entries = file.read(address + 8L + 2L * o, (long) children * (o + l), "B-tree node");
    for (int i = 0; i < children; i++) {
      entries.skip(l);
      long child = entries.address();
      if (ownLevel > 0) {
        tree(child, ownLevel - 1);
      } else {
        node(child);
      }
    }
  }

  private void node(long address) throws IOException {
    if (!seen.add(address)) {
      throw file.id().malformed("B-tree refers to a node twice", address);
    }
    Cursor head = file.read(address, 8, "SNOD", "symbol node");
    head.expect(1, "version");
    head.skip(1);
    int count = head.u16();
    int entryBytes = 2 * file.id().offsetBytes() + 24;
    Cursor c = file.read(address + 8, (long) count * entryBytes, "symbol node");
    for (int i = 0; i < count; i++) {
      Cursor entry = c.slice(entryBytes, "symbol table entry");
      String name = name(entry.address(), entry);
      long header = entry.address();
      int kind = (int) entry.u32();
      entry.skip(4);
      links.add(
          kind == SOFT_LINK
              ? new Link(name, -1, Cursor.UNDEFINED, name(entry.u32(), entry))
              : new Link(name, -1, header, null));
    }
  }

  private String name(long offset, Cursor entry) throws IOException {
    if (offset < 0 || offset > names.left()) {
      throw entry.malformed("name is outside the heap");
    }
    Cursor at = names.copy();
    at.skip(offset);
    long before = at.left();
    String name = at.terminatedText();
    file.charge(before - at.left(), offset);
    return name;
  }
}
