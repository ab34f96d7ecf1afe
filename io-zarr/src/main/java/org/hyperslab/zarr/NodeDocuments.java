package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/** The metadata documents at one place: an array's, a group's or none. */
final class NodeDocuments {
  static final String V3 = "zarr.json";
  static final String V2_ARRAY = ".zarray";
  static final String V2_GROUP = ".zgroup";
  static final String V2_ATTRIBUTES = ".zattrs";
  static final String V2_CONSOLIDATED = ".zmetadata";

  static final List<String> V2_DOCUMENTS = List.of(V2_ARRAY, V2_GROUP, V2_ATTRIBUTES);

  /** The documents that make a place an array or a group. */
  static final List<String> NODES = List.of(V3, V2_ARRAY, V2_GROUP);

  private static final Set<String> ALL =
      Set.of(V3, V2_ARRAY, V2_GROUP, V2_ATTRIBUTES, V2_CONSOLIDATED);

  private NodeDocuments() {}

  /** Whether a file of that name is a document. */
  static boolean isDocument(String name) {
    return ALL.contains(name);
  }

  /** Whether there is an array or a group, whatever its documents say. */
  static boolean isNode(Place place) throws IOException {
    for (String document : NODES) {
      if (place.store().exists(place.key(document))) {
        return true;
      }
    }
    return false;
  }

  /** Deletes all objects at a place and below it, what makes it a node first. */
  static void deleteAll(Place place) throws IOException {
    for (String document : NODES) {
      place.store().delete(place.key(document));
    }
    List<String> keys = new ArrayList<>();
    place.store().visit(place.path(), (key, bytes) -> keys.add(key));
    place.store().deleteAll(keys);
  }

  /** The document, or null if there is none. */
  static @Nullable ObjectNode read(Place place, String document) throws IOException {
    return Json.read(place.store(), place.key(document));
  }

  /** The document that an array of a version of the format always has. */
  static String ofArray(int format) {
    return format == 3 ? V3 : V2_ARRAY;
  }

  /** What is at a place; v3 where it has documents of both versions, null where it has none. */
  static @Nullable Node read(Place place) throws IOException {
    ObjectNode v3 = read(place, V3);
    if (v3 != null) {
      return Node.ofV3(object(v3, place, V3), place);
    }
    for (String name : new String[] {V2_ARRAY, V2_GROUP}) {
      ObjectNode v2 = read(place, name);
      if (v2 != null) {
        ObjectNode attributes = read(place, V2_ATTRIBUTES);
        return new Node(
            2,
            name.equals(V2_ARRAY),
            object(v2, place, name),
            object(attributes == null ? Json.object() : attributes, place, V2_ATTRIBUTES),
            place);
      }
    }
    return null;
  }

  private static JsonObject object(ObjectNode json, Place place, String document) {
    return new JsonObject(json, place.store().locate(place.key(document)));
  }

  static void write(Place place, String document, JsonNode json) throws IOException {
    place.store().write(place.key(document), MemorySegment.ofArray(Json.bytes(json)));
  }
}
