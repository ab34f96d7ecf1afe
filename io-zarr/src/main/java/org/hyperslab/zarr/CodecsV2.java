package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.store.FormatException;

/** The fields {@code order}, {@code filters} and {@code compressor} of a {@code .zarray}. */
final class CodecsV2 {
  private CodecsV2() {}

  /**
   * The codecs in the order of encoding.
   *
   * @param order of the stored elements' bytes
   */
  static List<Codec> parse(JsonObject array, int rank, ByteOrder order, CodecParser parser)
      throws FormatException {
    List<Codec> codecs = new ArrayList<>();
    String layout = array.text("order");
    switch (layout) {
      case "C" -> {}
      case "F" -> codecs.add(TransposeCodec.reversed(rank));
      default -> throw array.error("order", "expected C or F, got " + layout);
    }
    codecs.add(new EndianCodec(order));
    codecs.addAll(byteCodecs(array, 0, parser));
    return codecs;
  }

  /**
   * Filters and compressor.
   *
   * @param from the first filter that counts
   */
  static List<ByteCodec> byteCodecs(JsonObject array, int from, CodecParser parser)
      throws FormatException {
    List<ByteCodec> codecs = new ArrayList<>();
    List<JsonNode> filters = array.list("filters");
    for (JsonNode filter : filters.subList(from, filters.size())) {
      codecs.add(codec(array.object(filter, "filters"), "filter", parser));
    }
    if (array.optional("compressor") != null) {
      codecs.add(codec(array.object("compressor"), "compressor", parser));
    }
    return codecs;
  }

  /** The codecs' names. */
  static List<Codec> names(JsonObject array) throws FormatException {
    List<Codec> names = new ArrayList<>();
    for (JsonNode filter : array.list("filters")) {
      names.add(new UnreadCodec(array.object(filter, "filters").text("id")));
    }
    if (array.optional("compressor") != null) {
      names.add(new UnreadCodec(array.object("compressor").text("id")));
    }
    return names;
  }

  private static ByteCodec codec(JsonObject config, String what, CodecParser parser)
      throws FormatException {
    String id = config.text("id");
    ByteCodec codec = parser.registered(id, config);
    if (codec == null) {
      codec = parser.numcodec(id, config);
    }
    if (codec == null) {
      throw config.error("id", what + " is not supported: " + id);
    }
    return codec;
  }

  /** Writes the fields: what compresses last is the compressor, what goes before are filters. */
  static void write(List<Codec> codecs, ObjectNode array) {
    List<ByteCodec> steps = new ArrayList<>();
    array.put("order", "C");
    for (Codec codec : codecs) {
      switch (codec) {
        case TransposeCodec t -> array.put("order", "F");
        case EndianCodec e -> {}
        case ByteCodec b -> steps.add(b);
        case ShardingCodec s -> throw new IllegalArgumentException("Zarr v2 has no shards");
        case UnreadCodec u -> throw new IllegalArgumentException("not written: " + u);
      }
    }
    boolean compressed = !steps.isEmpty() && steps.getLast().isCompressor();
    if (compressed) {
      array.set("compressor", document(steps.removeLast()));
    } else {
      array.putNull("compressor");
    }
    if (steps.isEmpty()) {
      array.putNull("filters");
    } else {
      ArrayNode filters = array.putArray("filters");
      steps.forEach(s -> filters.add(document(s)));
    }
  }

  private static ObjectNode document(ByteCodec codec) {
    ObjectNode json = Json.object().put("id", codec.id());
    codec.configure(json);
    return json;
  }
}
