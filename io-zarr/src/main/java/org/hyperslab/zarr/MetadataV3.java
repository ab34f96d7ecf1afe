package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/** The document {@code zarr.json} of an array (zarr-specs, v3). */
final class MetadataV3 {
  private static final Set<String> FIELDS =
      Set.of(
          "zarr_format",
          "node_type",
          "shape",
          "data_type",
          "chunk_grid",
          "chunk_key_encoding",
          "fill_value",
          "codecs",
          "attributes",
          "storage_transformers",
          "dimension_names");

  private MetadataV3() {}

  static ArrayMetadata parse(JsonObject array, ZarrCodecs registered) throws FormatException {
    if (array.integer("zarr_format") != 3) {
      throw array.error("zarr_format", "expected 3");
    }
    if (!array.text("node_type").equals("array")) {
      throw array.error("node_type", "expected array");
    }
    refuseExtensions(array);
    StoredType type = StoredType.parseV3(array);
    NamedConfig grid = NamedConfig.of(array, "chunk_grid");
    if (!grid.name().equals("regular")) {
      throw array.error("chunk_grid", "chunk grid is not supported: " + grid.name());
    }
    Shape shape = array.shape("shape");
    CodecParser parser = new CodecParser(type.element(), registered);
    ArrayMetadata metadata =
        new ArrayMetadata(
            3,
            shape,
            grid.config().shape("chunk_shape"),
            type,
            type.isNumeric() ? CodecsV3.parse(array, "codecs", parser) : CodecsV3.names(array),
            FillValues.parse(array, type, 3),
            keys(array),
            dimensionNames(array),
            array.objectOrEmpty("attributes").toMap());
    return (type.isComplex() ? metadata.withComponents(array.file()) : metadata)
        .checked(array.file());
  }

  /** A field that the specification doesn't have may be ignored only if it says so itself. */
  private static void refuseExtensions(JsonObject array) throws FormatException {
    for (Map.Entry<String, JsonNode> field : array.node().properties()) {
      JsonNode must = field.getValue().get("must_understand");
      boolean ignorable = must != null && must.isBoolean() && !must.booleanValue();
      if (!FIELDS.contains(field.getKey()) && !ignorable) {
        throw array.error(field.getKey(), "extension is not supported");
      }
    }
    for (JsonNode transformer : array.list("storage_transformers")) {
      throw array.error(
          "storage_transformers",
          "storage transformer is not supported: " + JsonObject.excerpt(transformer));
    }
  }

  private static ChunkKeys keys(JsonObject array) throws FormatException {
    NamedConfig encoding = NamedConfig.of(array, "chunk_key_encoding");
    boolean prefixed =
        switch (encoding.name()) {
          case "default" -> true;
          case "v2" -> false;
          default ->
              throw array.error(
                  "chunk_key_encoding", "chunk key encoding is not supported: " + encoding.name());
        };
    String separator =
        encoding.config().text("separator", prefixed ? ChunkKeys.SLASH : ChunkKeys.DOT);
    if (!separator.equals(ChunkKeys.DOT) && !separator.equals(ChunkKeys.SLASH)) {
      throw encoding.config().error("separator", "expected . or /, got " + separator);
    }
    return new ChunkKeys(prefixed, separator);
  }

  private static List<@Nullable String> dimensionNames(JsonObject array) throws FormatException {
    List<@Nullable String> names = new ArrayList<>();
    for (JsonNode name : array.list("dimension_names")) {
      if (!name.isTextual() && !name.isNull()) {
        throw array.error("dimension_names", "expected strings, got " + JsonObject.excerpt(name));
      }
      names.add(name.textValue());
    }
    return names;
  }

  /** The document {@code zarr.json}. */
  static ObjectNode arrayDocument(ArrayMetadata metadata) {
    ObjectNode json = Json.object();
    json.put("zarr_format", 3);
    json.put("node_type", "array");
    json.set("shape", MetadataV2.extents(metadata.shape()));
    json.set("data_type", metadata.type().toV3());
    ObjectNode grid = json.putObject("chunk_grid");
    grid.put("name", "regular");
    grid.putObject("configuration").set("chunk_shape", MetadataV2.extents(metadata.chunkShape()));
    ObjectNode keys = json.putObject("chunk_key_encoding");
    keys.put("name", metadata.keys().prefixed() ? "default" : "v2");
    keys.putObject("configuration").put("separator", metadata.keys().separator());
    json.set("fill_value", FillValues.toJson(metadata, 3));
    json.set("codecs", CodecsV3.document(metadata.codecs(), metadata.type().element().bytes()));
    json.set("attributes", Json.node(metadata.attributes()));
    if (!metadata.dimensionNames().isEmpty()) {
      ArrayNode names = json.putArray("dimension_names");
      metadata.dimensionNames().forEach(names::add);
    }
    json.putArray("storage_transformers");
    return json;
  }
}
