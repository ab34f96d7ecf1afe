package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * An object of a metadata document, read strictly: a field has the type that is asked for or the
 * document is refused, naming file and field.
 */
final class JsonObject {
  /** NumPy stops at 32 dimensions (64 since 2.0). */
  private static final int MAX_RANK = 64;

  private final ObjectNode node;
  private final String file;
  private final String path;

  /**
   * @param file what messages name
   */
  JsonObject(ObjectNode node, String file) {
    this(node, file, "");
  }

  private JsonObject(ObjectNode node, String file, String path) {
    this.node = node;
    this.file = file;
    this.path = path;
  }

  String file() {
    return file;
  }

  ObjectNode node() {
    return node;
  }

  FormatException error(String field, String message) {
    return new FormatException(message + ": field=" + path + field + ", file=" + file);
  }

  private FormatException wrongType(String field, String expected, JsonNode got) {
    return error(field, "expected " + expected + ", got " + excerpt(got));
  }

  /** A node in a message, cut where it gets long. */
  static String excerpt(@Nullable JsonNode node) {
    return Json.excerpt(node, 80);
  }

  /** A text in a message, cut where it gets long. */
  static String cut(String text) {
    return text.length() > 80 ? text.substring(0, 80) + "..." : text;
  }

  boolean has(String field) {
    return node.has(field);
  }

  /** The field's value; null where it is missing or JSON's null. */
  @Nullable JsonNode optional(String field) {
    JsonNode value = node.get(field);
    return value == null || value.isNull() ? null : value;
  }

  private JsonNode required(String field) throws FormatException {
    JsonNode value = node.get(field);
    if (value == null) {
      throw error(field, "missing");
    }
    return value;
  }

  String text(String field) throws FormatException {
    JsonNode value = required(field);
    if (!value.isTextual()) {
      throw wrongType(field, "a string", value);
    }
    return value.textValue();
  }

  String text(String field, String otherwise) throws FormatException {
    return optional(field) == null ? otherwise : text(field);
  }

  int integer(String field) throws FormatException {
    JsonNode value = required(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrongType(field, "an integer", value);
    }
    return value.intValue();
  }

  /** An integer between two bounds, both included. */
  int integer(String field, int least, int most) throws FormatException {
    int value = integer(field);
    if (value < least || value > most) {
      throw error(field, "expected %d to %d, got %d".formatted(least, most, value));
    }
    return value;
  }

  int integerOr(String field, int otherwise, int least, int most) throws FormatException {
    return optional(field) == null ? otherwise : integer(field, least, most);
  }

  int integerOr(String field, int otherwise) throws FormatException {
    return optional(field) == null ? otherwise : integer(field);
  }

  /** A finite number. */
  double number(String field) throws FormatException {
    JsonNode value = required(field);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrongType(field, "a finite number", value);
    }
    return value.doubleValue();
  }

  boolean bool(String field, boolean otherwise) throws FormatException {
    JsonNode value = optional(field);
    if (value == null) {
      return otherwise;
    }
    if (!value.isBoolean()) {
      throw wrongType(field, "true or false", value);
    }
    return value.booleanValue();
  }

  Shape shape(String field) throws FormatException {
    JsonNode value = required(field);
    if (!value.isArray() || value.size() > MAX_RANK) {
      throw wrongType(field, "an array of at most " + MAX_RANK + " integers", value);
    }
    long[] extents = new long[value.size()];
    for (int d = 0; d < extents.length; d++) {
      JsonNode extent = value.get(d);
      if (!extent.isIntegralNumber() || !extent.canConvertToLong()) {
        throw wrongType(field, "integers", value);
      }
      extents[d] = extent.longValue();
    }
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw error(field, String.valueOf(e.getMessage()));
    }
  }

  /** The elements of an array; empty where the field is missing or null. */
  List<JsonNode> list(String field) throws FormatException {
    JsonNode value = optional(field);
    if (value == null) {
      return List.of();
    }
    if (!value.isArray()) {
      throw wrongType(field, "an array", value);
    }
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    return elements;
  }

  JsonObject object(String field) throws FormatException {
    return object(required(field), field);
  }

  /** A value inside this object as an object; {@code field} says where it was. */
  JsonObject object(JsonNode value, String field) throws FormatException {
    if (value instanceof ObjectNode o) {
      return new JsonObject(o, file, path + field + ".");
    }
    throw wrongType(field, "an object", value);
  }

  /** An object field, empty where it is missing or null. */
  JsonObject objectOrEmpty(String field) throws FormatException {
    return optional(field) == null
        ? new JsonObject(Json.object(), file, path + field + ".")
        : object(field);
  }

  /** All fields as maps, lists, strings, numbers and booleans. */
  Map<String, @Nullable Object> toMap() {
    return map(node);
  }

  private static Map<String, @Nullable Object> map(ObjectNode node) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      map.put(field.getKey(), value(field.getValue()));
    }
    return Collections.unmodifiableMap(map);
  }

  private static @Nullable Object value(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> map((ObjectNode) node);
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonNode element : node) {
          list.add(value(element));
        }
        yield Collections.unmodifiableList(list);
      }
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> number(node);
      default -> null;
    };
  }

  private static Number number(JsonNode node) {
    if (node.isIntegralNumber()) {
      return node.canConvertToLong() ? (Number) node.longValue() : node.bigIntegerValue();
    }
    return node.doubleValue();
  }
}
