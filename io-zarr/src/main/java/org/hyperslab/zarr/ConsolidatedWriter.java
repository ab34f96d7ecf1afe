package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.hyperslab.store.FormatException;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * Writes consolidated metadata, whole or for one array that changed. Programs that trust it would
 * otherwise read the new chunks by the old metadata. Changes are made one at a time within a
 * process; between processes the last one wins, so many processes that write into one consolidated
 * group should consolidate at the end.
 */
final class ConsolidatedWriter {
  private static final String FIELD = "consolidated_metadata";

  private ConsolidatedWriter() {}

  /** Collects the documents of all nodes below a group and writes them to it. */
  static synchronized void consolidate(Node group) throws IOException {
    Map<String, JsonNode> documents = new TreeMap<>();
    collectBelow(group, "", documents);
    write(group.place(), group.format(), documents);
  }

  private static void collectBelow(Node group, String path, Map<String, JsonNode> documents)
      throws IOException {
    Place place = group.place().resolve(path);
    if (!collect(group.place(), path, group.format(), documents)
        || isArray(place, group.format())) {
      return;
    }
    for (String name : place.store().folders(place.path())) {
      if (!StoreKey.isTemporary(name)) {
        collectBelow(group, StoreKey.join(path, name), documents);
      }
    }
  }

  private static boolean isArray(Place place, int format) throws IOException {
    Node node = format == 3 ? NodeDocuments.read(place) : null;
    return node != null
        ? node.isArray()
        : format == 2 && NodeDocuments.read(place, NodeDocuments.V2_ARRAY) != null;
  }

  /** Adds a node's documents under the keys that its format has for them. */
  private static boolean collect(
      Place root, String path, int format, Map<String, JsonNode> documents) throws IOException {
    Place place = root.resolve(path);
    if (format == 3) {
      ObjectNode document = NodeDocuments.read(place, NodeDocuments.V3);
      if (document != null && !path.isEmpty()) {
        document.remove(FIELD);
        documents.put(path, document);
      }
      return document != null;
    }
    boolean found = false;
    for (String name : NodeDocuments.V2_DOCUMENTS) {
      ObjectNode document = NodeDocuments.read(place, name);
      if (document != null) {
        documents.put(StoreKey.join(path, name), document);
        found |= !name.equals(NodeDocuments.V2_ATTRIBUTES);
      }
    }
    return found;
  }

  private static void write(Place root, int format, Map<String, JsonNode> documents)
      throws IOException {
    ObjectNode metadata = Json.object();
    documents.forEach(metadata::set);
    if (format == 2) {
      ObjectNode json = Json.object().put("zarr_consolidated_format", 1);
      json.set("metadata", metadata);
      NodeDocuments.write(root, NodeDocuments.V2_CONSOLIDATED, json);
      return;
    }
    ObjectNode json = NodeDocuments.read(root, NodeDocuments.V3);
    if (json == null) {
      throw Zarr.missing("no Zarr group", root);
    }
    ObjectNode field = json.putObject(FIELD);
    field.put("kind", "inline").put("must_understand", false).set("metadata", metadata);
    NodeDocuments.write(root, NodeDocuments.V3, json);
  }

  /**
   * Replaces what every group above an array that has consolidated metadata says of it and of what
   * was below, where a group was before; it is left out if it is gone.
   */
  static synchronized void update(Place array) throws IOException {
    for (String above = array.path(); !above.isEmpty(); ) {
      above = StoreKey.parent(above);
      Place g = new Place(array.store(), above);
      Node group = NodeDocuments.read(g);
      if (group == null || group.isArray()) {
        return;
      }
      JsonNode metadata = consolidated(group);
      if (metadata instanceof ObjectNode nodes) {
        Map<String, JsonNode> documents = new TreeMap<>();
        String path = array.path().substring(above.isEmpty() ? 0 : above.length() + 1);
        for (Map.Entry<String, JsonNode> entry : nodes.properties()) {
          if (!(entry.getKey() + "/").startsWith(path + "/")) {
            documents.put(entry.getKey(), entry.getValue());
          }
        }
        collect(g, path, group.format(), documents);
        write(g, group.format(), documents);
      }
    }
  }

  private static @Nullable JsonNode consolidated(Node group) throws IOException {
    if (group.format() == 2) {
      ObjectNode json = NodeDocuments.read(group.place(), NodeDocuments.V2_CONSOLIDATED);
      return json == null ? null : json.get("metadata");
    }
    JsonNode field = group.json().optional(FIELD);
    if (field != null && !field.isObject()) {
      throw new FormatException("consolidated metadata is no object: file=" + group.json().file());
    }
    return field == null ? null : field.get("metadata");
  }
}
