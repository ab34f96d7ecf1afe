package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links of a group, wherever they are: in its header, in a heap, or in a symbol table. */
final class Links {
  private static final int NAME_RECORDS = 5;

  private Links() {}

  /** Whether an object with this header is a group. */
  static boolean isGroup(ObjectHeader header) {
    return header.has(ObjectHeader.SYMBOL_TABLE)
        || header.has(ObjectHeader.LINK_INFO)
        || header.has(ObjectHeader.GROUP_INFO)
        || header.has(ObjectHeader.LINK);
  }

  /** All links by name, in the order of their making where the file keeps it, else by name. */
  static Map<String, Link> read(MetadataFile file, ObjectHeader header) throws IOException {
    List<Link> links = new ArrayList<>();
    Cursor table = header.find(file, ObjectHeader.SYMBOL_TABLE, "symbol table");
    if (table != null) {
      links.addAll(SymbolTable.links(file, table));
    }
    for (ObjectHeader.Message m : header.all(ObjectHeader.LINK)) {
      add(links, Link.read(m.data().named("link")));
    }
    Cursor info = header.find(file, ObjectHeader.LINK_INFO, "link info");
    if (info != null) {
      readDense(file, info, links);
    }
    boolean ordered = links.stream().allMatch(l -> l.order() >= 0);
    links.sort(ordered ? Comparator.comparingLong(Link::order) : Comparator.comparing(Link::name));
    Map<String, Link> named = new LinkedHashMap<>();
    for (Link link : links) {
      if (named.put(link.name(), link) != null) {
        throw file.id().malformed("group has a name twice: " + link.name(), header.address());
      }
    }
    return named;
  }

  private static void readDense(MetadataFile file, Cursor info, List<Link> links)
      throws IOException {
    info.expect(0, "version");
    int flags = info.u8();
    info.skip((flags & 1) != 0 ? 8 : 0);
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
          record.skip(4);
          add(links, Link.read(heap.get(record, "link")));
        });
  }

  private static void add(List<Link> links, @Nullable Link link) {
    if (link != null) {
      links.add(link);
    }
  }
}
