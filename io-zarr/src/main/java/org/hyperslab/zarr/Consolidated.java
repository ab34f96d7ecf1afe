package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * The nodes below a group as its consolidated metadata has them: v2's {@code .zmetadata}, v3's
 * field {@code consolidated_metadata}. Such a copy can be stale; where a node has a document of its
 * own, that one holds.
 */
final class Consolidated {
  /** Groups in groups deeper than this are no data. */
  static final int MOST_DEPTH = 256;

  /** By path below the group. */
  private final NavigableMap<String, Node> nodes = new TreeMap<>();

  private Consolidated() {}

  static Consolidated of(Node group) throws IOException {
    Consolidated consolidated = new Consolidated();
    if (group.format() == 3) {
      consolidated.readV3(group);
    } else {
      consolidated.readV2(group.place());
    }
    return consolidated;
  }

  private void readV3(Node group) throws FormatException {
    JsonNode field = group.json().optional("consolidated_metadata");
    if (field == null) {
      return;
    }
    JsonObject consolidated = group.json().object(field, "consolidated_metadata");
    if (!consolidated.text("kind", "inline").equals("inline")) {
      throw consolidated.error("kind", "expected inline, got " + consolidated.text("kind"));
    }
    JsonObject metadata = consolidated.object("metadata");
    for (Map.Entry<String, JsonNode> entry : metadata.node().properties()) {
      JsonObject json = metadata.object(entry.getValue(), entry.getKey());
      Place place = place(group.place(), entry.getKey(), metadata);
      nodes.put(entry.getKey(), Node.ofV3(json, place));
    }
  }

  private void readV2(Place root) throws IOException {
    ObjectNode document = NodeDocuments.read(root, NodeDocuments.V2_CONSOLIDATED);
    if (document == null) {
      return;
    }
    String key = root.key(NodeDocuments.V2_CONSOLIDATED);
    JsonObject json = new JsonObject(document, root.store().locate(key));
    if (json.integer("zarr_consolidated_format") != 1) {
      throw json.error("zarr_consolidated_format", "expected 1");
    }
    JsonObject metadata = json.object("metadata");
    for (Map.Entry<String, JsonNode> entry : metadata.node().properties()) {
      String name = entry.getKey();
      int slash = name.lastIndexOf('/');
      String type = name.substring(slash + 1);
      boolean array = type.equals(NodeDocuments.V2_ARRAY);
      if (slash > 0 && (array || type.equals(NodeDocuments.V2_GROUP))) {
        String path = name.substring(0, slash);
        String attributesKey = path + "/" + NodeDocuments.V2_ATTRIBUTES;
        nodes.put(
            path,
            new Node(
                2,
                array,
                metadata.object(name),
                metadata.objectOrEmpty(attributesKey),
                place(root, path, metadata)));
      }
    }
  }

  private static Place place(Place root, String path, JsonObject metadata) throws FormatException {
    if (!StoreKey.isInside(path)) {
      throw metadata.error(path, "not a path below the store");
    }
    if (path.chars().filter(c -> c == '/').count() > MOST_DEPTH) {
      throw metadata.error(JsonObject.cut(path), "groups nested too deeply");
    }
    return root.resolve(path);
  }

  /** The node at a path below the group, or null. */
  @Nullable Node get(String path) {
    return nodes.get(path);
  }

  /** The names of the nodes directly below a path; the group itself is {@code ""}. */
  Collection<String> children(String path) {
    String prefix = path.isEmpty() ? "" : path + "/";
    TreeSet<String> names = new TreeSet<>();
    NavigableMap<String, Node> below =
        path.isEmpty() ? nodes : nodes.subMap(prefix, true, path + "0", false);
    String node = below.isEmpty() ? null : below.firstKey();
    while (node != null) {
      String name = node.substring(prefix.length());
      int slash = name.indexOf('/');
      if (slash < 0) {
        names.add(name);
        node = below.higherKey(node);
      } else {
        // What is below a child is passed over; "0" follows "/".
        node = below.ceilingKey(prefix + name.substring(0, slash) + "0");
      }
    }
    return names;
  }
}
