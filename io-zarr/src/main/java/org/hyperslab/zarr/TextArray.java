package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.hyperslab.dataset.Variable;
import org.jspecify.annotations.Nullable;

/**
 * Writes small arrays of texts, in one chunk that is not compressed: in v2 as fixed-length UTF-32
 * ({@code <U8}), as xarray does, in v3 as the data type {@code string} of the codec {@code
 * vlen-utf8}. Texts of which few are long, for which a fixed length is a waste, are objects of the
 * filter {@code vlen-utf8} in v2.
 */
final class TextArray {
  /** Fixed lengths may take this much more than the texts, or so many times as much. */
  private static final long MOST_PADDING_BYTES = 1 << 20;

  private static final int MOST_PADDING = 16;

  private TextArray() {}

  static void write(
      Node.Place place, Variable v, int format, Map<String, @Nullable Object> attributes)
      throws IOException {
    List<String> texts = v.text().read();
    List<String> dimensions =
        v.text().isChars() && v.rank() > 0
            ? v.dimensions().subList(0, v.rank() - 1)
            : v.dimensions();
    ObjectNode json = Json.object().put("zarr_format", format);
    ArrayNode shape = json.putArray("shape");
    ArrayNode chunk = Json.object().putArray("chunks");
    for (int d = 0; d < dimensions.size(); d++) {
      long length = v.shape().dim(d);
      shape.add(length);
      chunk.add(Math.max(1, length));
    }
    byte[] bytes;
    String key;
    if (format == 2) {
      int length =
          texts.stream()
              .mapToInt(t -> Math.max(1, t.codePointCount(0, t.length())))
              .max()
              .orElse(1);
      byte[] variable = vlen(texts);
      boolean fixed =
          4L * length * texts.size() - variable.length
              <= Math.max(MOST_PADDING_BYTES, (long) MOST_PADDING * variable.length);
      bytes = fixed ? utf32(texts, length) : variable;
      json.put("dtype", fixed ? "<U" + length : "|O").put("order", "C").put("fill_value", "");
      json.set("chunks", chunk);
      json.putNull("compressor");
      if (fixed) {
        json.putNull("filters");
      } else {
        json.putArray("filters").addObject().put("id", "vlen-utf8");
      }
      attributes.put(JsonAttributes.DIMENSIONS, dimensions);
      key = dimensions.isEmpty() ? "0" : "0" + ".0".repeat(dimensions.size() - 1);
      NodeDocuments.write(place, NodeDocuments.V2_ATTRIBUTES, Json.node(attributes));
    } else {
      bytes = vlen(texts);
      json.put("node_type", "array").put("data_type", "string").put("fill_value", "");
      ObjectNode grid = json.putObject("chunk_grid").put("name", "regular");
      grid.putObject("configuration").set("chunk_shape", chunk);
      ObjectNode keys = json.putObject("chunk_key_encoding").put("name", "default");
      keys.putObject("configuration").put("separator", "/");
      json.putArray("codecs").addObject().put("name", "vlen-utf8");
      json.set("dimension_names", Json.node(dimensions));
      json.set("attributes", Json.node(attributes));
      key = "c" + "/0".repeat(dimensions.size());
    }
    if (!texts.isEmpty()) {
      place.store().write(place.key(key), MemorySegment.ofArray(bytes));
    }
    NodeDocuments.write(place, NodeDocuments.ofArray(format), json);
  }

  private static byte[] utf32(List<String> texts, int length) {
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(texts.size(), 4 * length))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < texts.size(); i++) {
      int[] points = texts.get(i).codePoints().toArray();
      for (int j = 0; j < points.length; j++) {
        out.putInt(4 * (i * length + j), points[j]);
      }
    }
    return out.array();
  }

  private static byte[] vlen(List<String> texts) {
    List<byte[]> encoded = texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList();
    int size = 4 + encoded.stream().mapToInt(b -> 4 + b.length).sum();
    ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(encoded.size());
    encoded.forEach(b -> out.putInt(b.length).put(b));
    return out.array();
  }
}
