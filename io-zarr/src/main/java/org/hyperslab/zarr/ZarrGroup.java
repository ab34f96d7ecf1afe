package org.hyperslab.zarr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * A group in a Zarr store: attributes, arrays and groups. Reads consolidated metadata when it is
 * opened. A store on a file system is asked again each time, and what it says holds; over a
 * network, consolidated metadata is trusted. Immutable and thread-safe.
 */
public final class ZarrGroup {
  private final Node root;
  private final Consolidated consolidated;
  private final String path;
  private final Node node;

  private ZarrGroup(Node root, Consolidated consolidated, String path, Node node) {
    this.root = root;
    this.consolidated = consolidated;
    this.path = path;
    this.node = node;
  }

  static ZarrGroup root(Node node) throws IOException {
    return new ZarrGroup(node, Consolidated.of(node), "", node);
  }

  /** The version of the Zarr format, 2 or 3. */
  public int format() {
    return node.format();
  }

  /** Where the group is, for people: its folder, URL and the like. */
  public String location() {
    return node.place().toString();
  }

  /** The attributes as maps, lists, strings, numbers, booleans and nulls; not modifiable. */
  public Map<String, @Nullable Object> attributes() {
    return node.attributes().toMap();
  }

  /**
   * The names of the arrays directly in this group, sorted. Opens the metadata of every child.
   *
   * @throws IOException if a folder or document cannot be read
   */
  public List<String> arrays() throws IOException {
    return children(true);
  }

  /**
   * The names of the groups directly in this group, sorted. Opens the metadata of every child.
   *
   * @throws IOException if a folder or document cannot be read
   */
  public List<String> groups() throws IOException {
    return children(false);
  }

  private List<String> children(boolean arrays) throws IOException {
    TreeSet<String> names = new TreeSet<>(consolidated.children(path));
    if (node.place().store().canList()) {
      names.addAll(node.place().store().folders(node.place().path()));
    }
    List<String> found = new ArrayList<>();
    for (String name : names) {
      Node child = StoreKey.isTemporary(name) ? null : child(name);
      if (child != null && child.isArray() == arrays) {
        found.add(name);
      }
    }
    return found;
  }

  private @Nullable Node child(String name) throws IOException {
    Node known = consolidated.get(join(name));
    if (known != null && node.place().store().concurrentReads() > 0) {
      return known;
    }
    Node own = NodeDocuments.read(node.place().resolve(name));
    return own != null ? own : known;
  }

  private String join(String name) {
    return StoreKey.join(path, name);
  }

  /**
   * Opens an array.
   *
   * @param array its path below this group, names separated by {@code /}
   * @throws java.io.FileNotFoundException if there is no such array
   * @throws FormatException if its metadata is malformed or asks for something that is not
   *     supported
   */
  public ZarrArray array(String array) throws IOException {
    StoreKey.check(array);
    Node found = child(array);
    if (found == null || !found.isArray()) {
      throw Zarr.missing("no Zarr array", node.place().resolve(array));
    }
    return new ZarrArray(found, root.place() + "#" + join(array));
  }

  /**
   * Opens a group.
   *
   * @param group its path below this group, names separated by {@code /}
   * @throws java.io.FileNotFoundException if there is no such group
   * @throws FormatException if its metadata is malformed
   */
  public ZarrGroup group(String group) throws IOException {
    StoreKey.check(group);
    Node found = child(group);
    if (found == null || found.isArray()) {
      throw Zarr.missing("no Zarr group", node.place().resolve(group));
    }
    String below = join(group);
    if (below.chars().filter(c -> c == '/').count() > Consolidated.MOST_DEPTH) {
      throw new FormatException("groups nested too deeply: file=" + location());
    }
    return new ZarrGroup(root, consolidated, below, found);
  }

  /**
   * This as a dataset: its arrays as variables, whose dimensions v3 names itself and v2 in xarray's
   * attribute {@code _ARRAY_DIMENSIONS}, and its groups. Opens the metadata of all that is below;
   * an array of a type that is not supported can be listed, but not read. Closing it does nothing.
   *
   * @throws IOException if a document cannot be read, or is malformed
   */
  public Dataset dataset() throws IOException {
    return DatasetReader.read(this);
  }

  @Override
  public String toString() {
    return "ZarrGroup[" + node.place() + ", v" + format() + "]";
  }
}
