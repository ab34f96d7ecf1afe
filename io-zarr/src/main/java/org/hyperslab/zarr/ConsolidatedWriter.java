package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hyperslab.store.FormatException;
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
    Path root = group.folder();
    Map<String, JsonNode> documents = new TreeMap<>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            if (!folder.equals(root) && NodePath.isTemporary(folder.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            boolean isNode = collect(root, folder, group.format(), documents);
            boolean isArray = isNode && isArray(folder, group.format());
            return isNode && !isArray ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
          }
        });
    write(root, group.format(), documents);
  }

  private static boolean isArray(Path folder, int format) throws IOException {
    Node node = format == 3 ? NodeDocuments.read(folder) : null;
    return node != null
        ? node.isArray()
        : format == 2 && Files.exists(folder.resolve(NodeDocuments.V2_ARRAY));
  }

  /** Adds a node's documents under the keys that its format has for them. */
  private static boolean collect(
      Path root, Path folder, int format, Map<String, JsonNode> documents) throws IOException {
    String path = root.relativize(folder).toString().replace('\\', '/');
    if (format == 3) {
      ObjectNode document = NodeDocuments.read(folder, NodeDocuments.V3);
      if (document != null && !path.isEmpty()) {
        document.remove(FIELD);
        documents.put(path, document);
      }
      return document != null;
    }
    boolean found = false;
    for (String name : NodeDocuments.V2_DOCUMENTS) {
      ObjectNode document = NodeDocuments.read(folder, name);
      if (document != null) {
        documents.put(path.isEmpty() ? name : path + "/" + name, document);
        found |= !name.equals(NodeDocuments.V2_ATTRIBUTES);
      }
    }
    return found;
  }

  private static void write(Path root, int format, Map<String, JsonNode> documents)
      throws IOException {
    ObjectNode metadata = Json.object();
    documents.forEach(metadata::set);
    if (format == 2) {
      ObjectNode json = Json.object().put("zarr_consolidated_format", 1);
      json.set("metadata", metadata);
      ChunkFile.write(root.resolve(NodeDocuments.V2_CONSOLIDATED), Json.bytes(json));
      return;
    }
    ObjectNode json = Json.read(root.resolve(NodeDocuments.V3));
    ObjectNode field = json.putObject(FIELD);
    field.put("kind", "inline").put("must_understand", false).set("metadata", metadata);
    ChunkFile.write(root.resolve(NodeDocuments.V3), Json.bytes(json));
  }

  /** Replaces an array's documents in every group above it that has consolidated metadata. */
  static synchronized void update(Path array) throws IOException {
    for (Path g = array.getParent(); g != null; g = g.getParent()) {
      Node group = NodeDocuments.read(g);
      if (group == null || group.isArray()) {
        return;
      }
      JsonNode metadata = consolidated(group);
      if (metadata instanceof ObjectNode nodes) {
        Map<String, JsonNode> documents = new TreeMap<>();
        String path = g.relativize(array).toString().replace('\\', '/');
        List<String> stale = new ArrayList<>(List.of(path));
        for (String name : NodeDocuments.V2_DOCUMENTS) {
          stale.add(path + "/" + name);
        }
        for (Map.Entry<String, JsonNode> entry : nodes.properties()) {
          if (!stale.contains(entry.getKey())) {
            documents.put(entry.getKey(), entry.getValue());
          }
        }
        collect(g, array, group.format(), documents);
        write(g, group.format(), documents);
      }
    }
  }

  private static @Nullable JsonNode consolidated(Node group) throws IOException {
    if (group.format() == 2) {
      ObjectNode json = NodeDocuments.read(group.folder(), NodeDocuments.V2_CONSOLIDATED);
      return json == null ? null : json.get("metadata");
    }
    JsonNode field = group.json().optional(FIELD);
    if (field != null && !field.isObject()) {
      throw new FormatException("consolidated metadata is no object: file=" + group.file());
    }
    return field == null ? null : field.get("metadata");
  }
}
