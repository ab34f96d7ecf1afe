package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/** The documents {@code .zarray} and {@code .zattrs} (zarr-specs, v2). */
final class MetadataV2 {
  /** Where xarray keeps the names of an array's dimensions. */
  static final String DIMENSIONS = "_ARRAY_DIMENSIONS";

  private MetadataV2() {}

  static ArrayMetadata parse(JsonObject array, JsonObject attributes, ZarrCodecs registered)
      throws FormatException {
    if (array.integer("zarr_format") != 2) {
      throw array.error("zarr_format", "expected 2");
    }
    String typeString = array.text("dtype");
    DType dtype = dtype(typeString);
    if (dtype == null) {
      throw array.error("dtype", "dtype is not supported: " + typeString);
    }
    FillValue fill = FillValues.parse(array.optional("fill_value"), dtype, 2);
    if (fill == null) {
      throw array.error(
          "fill_value",
          "no value of " + dtype + ": " + JsonObject.excerpt(array.optional("fill_value")));
    }
    Shape shape = array.shape("shape");
    ByteOrder order = typeString.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    ElementType type = ElementType.of(dtype);
    return new ArrayMetadata(
            2,
            shape,
            array.shape("chunks"),
            dtype,
            CodecsV2.parse(
                array, shape.rank(), order, new CodecParser(type.withOrder(order), registered)),
            fill,
            keys(array),
            dimensionNames(attributes, shape.rank()),
            attributes.toMap())
        .checked(array.file());
  }

  /** NumPy's type string, such as {@code <f4}; null for one that is not supported. */
  private static @Nullable DType dtype(String typeString) {
    if (typeString.length() != 3 || "<>|".indexOf(typeString.charAt(0)) < 0) {
      return null;
    }
    for (DType t : DType.values()) {
      boolean named = typeString.endsWith(kind(t) + Integer.toString(t.bytes()));
      if (named && (t.bytes() == 1 || typeString.charAt(0) != '|')) {
        return t;
      }
    }
    return null;
  }

  private static String kind(DType dtype) {
    return switch (dtype.kind()) {
      case BOOL -> "b";
      case SIGNED -> "i";
      case UNSIGNED -> "u";
      case FLOAT -> "f";
    };
  }

  private static ChunkKeys keys(JsonObject array) throws FormatException {
    String separator = array.text("dimension_separator", ChunkKeys.DOT);
    if (!separator.equals(ChunkKeys.DOT) && !separator.equals(ChunkKeys.SLASH)) {
      throw array.error("dimension_separator", "expected . or /, got " + separator);
    }
    return new ChunkKeys(false, separator);
  }

  /**
   * The names under xarray's attribute; one that is not as xarray writes it is an attribute like
   * any other.
   */
  private static List<@Nullable String> dimensionNames(JsonObject attributes, int rank) {
    List<@Nullable String> names = new ArrayList<>();
    JsonNode stored = attributes.optional(DIMENSIONS);
    if (stored != null && stored.isArray() && stored.size() == rank) {
      for (JsonNode name : stored) {
        if (!name.isTextual()) {
          return List.of();
        }
        names.add(name.textValue());
      }
    }
    return names;
  }

  /** The document {@code .zarray}. */
  static ObjectNode arrayDocument(ArrayMetadata metadata) {
    ObjectNode json = Json.object();
    json.put("zarr_format", 2);
    json.set("shape", extents(metadata.shape()));
    json.set("chunks", extents(metadata.chunkShape()));
    CodecsV2.write(metadata.codecs(), json);
    boolean big =
        metadata.codecs().stream()
            .anyMatch(c -> c instanceof EndianCodec e && e.order() == ByteOrder.BIG_ENDIAN);
    ElementType type = ElementType.of(metadata.dtype());
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    json.put("dtype", type.withOrder(order).toString());
    json.set("fill_value", FillValues.toJson(metadata.fill(), 2));
    json.put("dimension_separator", metadata.keys().separator());
    return json;
  }

  static ArrayNode extents(Shape shape) {
    ArrayNode json = Json.object().arrayNode();
    for (long extent : shape.toArray()) {
      json.add(extent);
    }
    return json;
  }

  /** The document {@code .zattrs}: the attributes, with the dimensions' names if there are any. */
  static ObjectNode attributesDocument(ArrayMetadata metadata) {
    ObjectNode json = (ObjectNode) Json.node(metadata.attributes());
    if (!metadata.dimensionNames().isEmpty()) {
      ArrayNode names = json.putArray(DIMENSIONS);
      metadata.dimensionNames().forEach(names::add);
    }
    return json;
  }
}
