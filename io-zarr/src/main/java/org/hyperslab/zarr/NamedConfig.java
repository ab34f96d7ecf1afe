package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import org.hyperslab.store.FormatException;

/**
 * Version 3's extension points: a name with a configuration; the specification allows the bare name
 * where there is nothing to configure.
 */
record NamedConfig(String name, JsonObject config) {
  static NamedConfig of(JsonObject parent, String field) throws FormatException {
    JsonNode value = parent.optional(field);
    if (value == null) {
      throw parent.error(field, "missing");
    }
    return of(parent, value, field);
  }

  static NamedConfig of(JsonObject parent, JsonNode value, String field) throws FormatException {
    if (value.isTextual()) {
      return new NamedConfig(value.textValue(), parent.object(Json.object(), field));
    }
    JsonObject object = parent.object(value, field);
    return new NamedConfig(object.text("name"), object.objectOrEmpty("configuration"));
  }
}
