package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads all groups and the headers of all datasets. An object that several links lead to is read
 * once. A link back to a group around it is left out, as is one to another file or to nothing.
 */
final class TreeReader {
  private static final int MOST_OBJECTS = 1 << 20;
  private static final int MOST_DEPTH = 256;
  private static final int MOST_SOFT_LINKS = 16;

  private final MetadataFile file;
  private final GlobalHeap heap;
  private final Map<Long, Hdf5Object> known = new HashMap<>();

  /** By group, how many objects are in it and in those below it. */
  private final Map<Long, Integer> sizes = new HashMap<>();

  private final Map<Long, Map<String, Link>> links = new HashMap<>();
  private final Deque<Long> around = new ArrayDeque<>();
  private int objects;

  private TreeReader(MetadataFile file) {
    this.file = file;
    this.heap = new GlobalHeap(file);
  }

  /** The root group. */
  static Hdf5Group read(MetadataFile file) throws IOException {
    TreeReader reader = new TreeReader(file);
    long root = file.id().rootAddress();
    return reader.group(ObjectHeader.read(file, root), "");
  }

  private Hdf5Group group(ObjectHeader header, String path) throws IOException {
    if (around.size() > MOST_DEPTH) {
      throw file.id().malformed("groups nested too deeply: " + path, header.address());
    }
    around.push(header.address());
    Map<String, Hdf5Object> members = new LinkedHashMap<>();
    for (Link link : links(header).values()) {
      Hdf5Object member = member(link, header, path);
      if (member != null) {
        members.put(link.name(), member);
      }
    }
    around.pop();
    return new Hdf5Group(path, header.address(), Hdf5Attribute.all(file, header, heap), members);
  }

  private Map<String, Link> links(ObjectHeader group) throws IOException {
    Map<String, Link> found = links.get(group.address());
    if (found == null) {
      found = Links.read(file, group);
      links.put(group.address(), found);
    }
    return found;
  }

  private @Nullable Hdf5Object member(Link link, ObjectHeader group, String path)
      throws IOException {
    long address = link.path() == null ? link.address() : resolve(link.path(), group, 0);
    if (address == Cursor.UNDEFINED || around.contains(address)) {
      return null;
    }
    // What two links lead to counts twice, since whoever walks over the tree meets it twice.
    if (++objects > MOST_OBJECTS) {
      throw file.id().malformed("too many objects", group.address());
    }
    Hdf5Object member = known.get(address);
    if (member == null) {
      ObjectHeader header = ObjectHeader.read(file, address);
      String own = path + "/" + link.name();
      if (Links.isGroup(header)) {
        int before = objects;
        member = group(header, own);
        sizes.put(address, objects - before);
      } else if (header.has(ObjectHeader.LAYOUT)) {
        member = Hdf5Dataset.read(file, header, own, heap);
      } else {
        return null;
      }
      known.put(address, member);
    } else {
      objects = Math.addExact(objects, sizes.getOrDefault(address, 0));
    }
    return member;
  }

  /** The address that a soft link's path leads to; undefined if it leads nowhere. */
  private long resolve(String path, ObjectHeader from, int depth) throws IOException {
    if (depth > MOST_SOFT_LINKS) {
      return Cursor.UNDEFINED;
    }
    ObjectHeader at =
        path.startsWith("/") ? ObjectHeader.read(file, file.id().rootAddress()) : from;
    for (String step : path.split("/", -1)) {
      if (step.isEmpty() || step.equals(".")) {
        continue;
      }
      long next = Cursor.UNDEFINED;
      if (Links.isGroup(at)) {
        Link link = links(at).get(step);
        if (link != null) {
          next = link.path() == null ? link.address() : resolve(link.path(), at, depth + 1);
        }
      }
      if (next == Cursor.UNDEFINED) {
        return Cursor.UNDEFINED;
      }
      at = ObjectHeader.read(file, next);
    }
    return at.address();
  }
}
