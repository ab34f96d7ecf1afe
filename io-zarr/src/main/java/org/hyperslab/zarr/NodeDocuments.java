package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The metadata documents in one folder: an array's, a group's or none. */
final class NodeDocuments {
  static final String V3 = "zarr.json";
  static final String V2_ARRAY = ".zarray";
  static final String V2_GROUP = ".zgroup";
  static final String V2_ATTRIBUTES = ".zattrs";
  static final String V2_CONSOLIDATED = ".zmetadata";

  static final List<String> V2_DOCUMENTS = List.of(V2_ARRAY, V2_GROUP, V2_ATTRIBUTES);

  private NodeDocuments() {}

  /** The document, or null if there is none. */
  static @Nullable ObjectNode read(Path folder, String document) throws IOException {
    try {
      return Json.read(folder.resolve(document));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** What is in a folder; v3 where it has documents of both versions, null where it has none. */
  static @Nullable Node read(Path folder) throws IOException {
    ObjectNode v3 = read(folder, V3);
    if (v3 != null) {
      Path file = folder.resolve(V3);
      return Node.ofV3(new JsonObject(v3, file.toString()), folder, file);
    }
    for (String name : new String[] {V2_ARRAY, V2_GROUP}) {
      ObjectNode v2 = read(folder, name);
      if (v2 != null) {
        Path file = folder.resolve(name);
        ObjectNode attributes = read(folder, V2_ATTRIBUTES);
        return new Node(
            2,
            name.equals(V2_ARRAY),
            new JsonObject(v2, file.toString()),
            new JsonObject(
                attributes == null ? Json.object() : attributes,
                folder.resolve(V2_ATTRIBUTES).toString()),
            folder,
            file);
      }
    }
    return null;
  }
}
