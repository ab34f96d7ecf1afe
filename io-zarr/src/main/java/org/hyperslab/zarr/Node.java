package org.hyperslab.zarr;

import java.nio.file.Path;
import org.hyperslab.store.FormatException;

/**
 * An array's or a group's metadata, not yet looked into.
 *
 * @param format 2 or 3
 * @param isArray else a group
 * @param json the document
 * @param attributes v2's second document, v3's field
 * @param folder where the node is
 * @param file where the document was found: in the folder, or a consolidated document above
 */
record Node(
    int format, boolean isArray, JsonObject json, JsonObject attributes, Path folder, Path file) {
  static Node ofV3(JsonObject json, Path folder, Path file) throws FormatException {
    String type = json.text("node_type");
    boolean array = type.equals("array");
    if (!array && !type.equals("group")) {
      throw json.error("node_type", "expected array or group, got " + type);
    }
    if (json.integer("zarr_format") != 3) {
      throw json.error("zarr_format", "expected 3");
    }
    return new Node(3, array, json, json.objectOrEmpty("attributes"), folder, file);
  }

  ArrayMetadata arrayMetadata() throws FormatException {
    return format == 3 ? MetadataV3.parse(json) : MetadataV2.parse(json, attributes);
  }
}
