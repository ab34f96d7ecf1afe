package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes what a JSON document says: it stays JSON, but lies. */
final class JsonMutator {
  private static final List<String> LIES =
      List.of(
          "0",
          "1",
          "-1",
          "0.5",
          "2147483647",
          "-2147483648",
          "4294967296",
          "1099511627776",
          "9223372036854775807",
          "9223372036854775808",
          "1e308",
          "1e999",
          "NaN",
          "null",
          "true",
          "[]",
          "{}",
          "\"\"",
          "\"..\"",
          "\"<f4\"",
          "\"|V8\"",
          "\"<M8[ns]\"",
          "\"float64\"",
          "\"uint8\"",
          "\"AAAAAAAA+H8=\"",
          "[1]",
          "[0, 0]",
          "[1, 2, 3, 4]",
          "[9223372036854775807]",
          "[4294967296, 4294967296]",
          "{\"id\": \"zlib\", \"level\": 1}",
          "{\"id\": \"blosc\", \"cname\": \"zstd\", \"shuffle\": 2, \"blocksize\": 2147483647}",
          "{\"id\": \"packbits\"}",
          "{\"id\": \"shuffle\", \"elementsize\": 255}",
          "{\"name\": \"sharding_indexed\", \"configuration\": {\"chunk_shape\": [1], \"codecs\":"
              + " [{\"name\": \"bytes\"}], \"index_codecs\": [{\"name\": \"bytes\","
              + " \"configuration\": {\"endian\": \"little\"}}]}}",
          "{\"name\": \"transpose\", \"configuration\": {\"order\": [0]}}",
          "{\"name\": \"gzip\", \"configuration\": {\"level\": 1}}",
          "[".repeat(70) + "]".repeat(70));

  private JsonMutator() {}

  /**
   * The changed document; as it was if it is none.
   *
   * @param others documents that values are taken from
   */
  static byte[] mutate(byte[] document, List<byte[]> others, Random random) throws IOException {
    ObjectNode root;
    try {
      root = Json.parse(document, "document");
    } catch (IOException e) {
      return document;
    }
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      change(root, others, random);
    }
    return Json.bytes(root);
  }

  private static void change(ObjectNode root, List<byte[]> others, Random random)
      throws IOException {
    List<JsonNode> containers = containers(root);
    JsonNode container = containers.get(random.nextInt(containers.size()));
    JsonNode value = value(containers, others, random);
    boolean removes = random.nextInt(6) == 0;
    if (container instanceof ObjectNode o && !o.isEmpty()) {
      List<String> names = new ArrayList<>();
      o.fieldNames().forEachRemaining(names::add);
      String name = names.get(random.nextInt(names.size()));
      if (removes) {
        o.remove(name);
      } else {
        o.set(name, value);
      }
    } else if (container instanceof ArrayNode a && !a.isEmpty()) {
      int at = random.nextInt(a.size());
      if (removes) {
        a.remove(at);
      } else if (random.nextBoolean()) {
        a.set(at, value);
      } else {
        a.insert(at, random.nextBoolean() ? a.get(at).deepCopy() : value);
      }
    }
  }

  private static JsonNode value(List<JsonNode> containers, List<byte[]> others, Random random)
      throws IOException {
    if (random.nextInt(3) > 0) {
      String lie = "{\"lie\": " + LIES.get(random.nextInt(LIES.size())) + "}";
      try {
        return Json.parse(lie.getBytes(java.nio.charset.StandardCharsets.UTF_8), "lie").get("lie");
      } catch (IOException e) {
        return Json.object();
      }
    }
    List<JsonNode> from = containers;
    if (!others.isEmpty() && random.nextBoolean()) {
      from = containers(Json.parse(others.get(random.nextInt(others.size())), "other"));
    }
    return from.get(random.nextInt(from.size())).deepCopy();
  }

  private static List<JsonNode> containers(JsonNode node) {
    List<JsonNode> all = new ArrayList<>();
    if (node.isContainerNode()) {
      all.add(node);
      node.forEach(child -> all.addAll(containers(child)));
    }
    return all;
  }
}
