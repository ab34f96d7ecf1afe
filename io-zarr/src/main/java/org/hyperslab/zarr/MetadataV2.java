package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
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
    StoredType type = StoredType.parseV2(array);
    Shape shape = array.shape("shape");
    ByteOrder order =
        array.optional("dtype") instanceof TextNode t && t.textValue().startsWith(">")
            ? ByteOrder.BIG_ENDIAN
            : ByteOrder.LITTLE_ENDIAN;
    CodecParser parser = new CodecParser(type.element().withOrder(order), registered);
    ArrayMetadata metadata =
        new ArrayMetadata(
            2,
            shape,
            array.shape("chunks"),
            type,
            type.isNumeric()
                ? CodecsV2.parse(array, shape.rank(), order, parser)
                : CodecsV2.names(array),
            FillValues.parse(array, type, 2),
            keys(array),
            dimensionNames(attributes, shape.rank()),
            attributes.toMap());
    return (type.isComplex() ? metadata.withComponents(array.file()) : metadata)
        .checked(array.file());
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
    ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    json.put("dtype", metadata.type().toV2(order));
    json.set("fill_value", FillValues.toJson(metadata, 2));
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
