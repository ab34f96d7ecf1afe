package org.hyperslab.zarr;

import org.hyperslab.store.FormatException;

/**
 * An array's or a group's metadata, not yet looked into.
 *
 * @param format 2 or 3
 * @param isArray else a group
 * @param json the document
 * @param attributes v2's second document, v3's field
 * @param place where the node is
 */
record Node(int format, boolean isArray, JsonObject json, JsonObject attributes, Place place) {
  /**
   * Where a node is.
   *
   * @param path in the store; empty for its root
   * @param codecs the user's, for the arrays that are opened here and below
   */
  record Place(ZarrStore store, String path, ZarrCodecs codecs) {
    Place(ZarrStore store, String path) {
      this(store, path, ZarrCodecs.none());
    }

    Place resolve(String below) {
      return new Place(store, StoreKey.join(path, below), codecs);
    }

    /** The key of an object below. */
    String key(String below) {
      return StoreKey.join(path, below);
    }

    @Override
    public String toString() {
      return store.locate(path);
    }
  }

  static Node ofV3(JsonObject json, Place place) throws FormatException {
    String type = json.text("node_type");
    boolean array = type.equals("array");
    if (!array && !type.equals("group")) {
      throw json.error("node_type", "expected array or group, got " + type);
    }
    if (json.integer("zarr_format") != 3) {
      throw json.error("zarr_format", "expected 3");
    }
    return new Node(3, array, json, json.objectOrEmpty("attributes"), place);
  }

  ArrayMetadata arrayMetadata() throws FormatException {
    return format == 3
        ? MetadataV3.parse(json, place.codecs())
        : MetadataV2.parse(json, attributes, place.codecs());
  }
}
