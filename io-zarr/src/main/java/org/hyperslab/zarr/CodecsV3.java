package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.codec.BloscShuffle;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * The field {@code codecs} of an array's {@code zarr.json}: the specification's own, and numcodecs'
 * under the names that zarr-python gives them.
 */
final class CodecsV3 {
  private static final String NUMCODECS = "numcodecs.";

  private CodecsV3() {}

  /** The codecs of a field in the order of encoding. */
  static List<Codec> parse(JsonObject parent, String field, CodecParser parser)
      throws FormatException {
    List<Codec> codecs = new ArrayList<>();
    boolean bytes = false;
    for (JsonNode json : parent.list(field)) {
      NamedConfig named = NamedConfig.of(parent, json, field);
      Codec codec = codec(named, parser);
      if (codec == null) {
        throw parent.error(field, "codec is not supported: " + named.name());
      }
      boolean inPlace =
          switch (codec) {
            case TransposeCodec t -> !bytes && !isSequential(codecs);
            case ElementFilter f -> !bytes;
            case EndianCodec e -> !bytes;
            case ByteCodec b -> bytes && !(codecs.getLast() instanceof ShardingCodec);
            case ShardingCodec s -> codecs.isEmpty();
            case UnreadCodec u -> false;
          };
      if (!inPlace) {
        throw parent.error(field, "codec in the wrong place: " + named.name());
      }
      bytes |= codec instanceof EndianCodec || codec instanceof ShardingCodec;
      codecs.add(codec);
    }
    if (!bytes) {
      throw parent.error(field, "no codec turns elements into bytes");
    }
    return codecs;
  }

  /** What follows the codec that makes bytes. */
  static List<ByteCodec> byteCodecs(JsonObject array, List<JsonNode> steps, CodecParser parser)
      throws FormatException {
    List<ByteCodec> codecs = new ArrayList<>();
    for (JsonNode json : steps) {
      NamedConfig named = NamedConfig.of(array, json, "codecs");
      if (!(codec(named, parser) instanceof ByteCodec codec)) {
        throw array.error("codecs", "codec is not supported here: " + named.name());
      }
      codecs.add(codec);
    }
    return codecs;
  }

  /** The codecs' names. */
  static List<Codec> names(JsonObject array) throws FormatException {
    List<Codec> names = new ArrayList<>();
    for (JsonNode json : array.list("codecs")) {
      names.add(new UnreadCodec(NamedConfig.of(array, json, "codecs").name()));
    }
    return names;
  }

  /** Behind a filter that goes by the elements' order, another order is not supported. */
  private static boolean isSequential(List<Codec> codecs) {
    return codecs.stream().anyMatch(c -> c instanceof ElementFilter f && f.isSequential());
  }

  private static @Nullable Codec codec(NamedConfig named, CodecParser parser)
      throws FormatException {
    JsonObject config = named.config();
    String name = named.name();
    UserCodec registered = parser.registered(name, config);
    if (registered != null) {
      return registered;
    }
    return switch (name) {
      case "bytes", "endian" -> new EndianCodec(endian(config, parser.elementBytes()));
      case "transpose" -> {
        List<Integer> order = new ArrayList<>();
        for (long d : config.shape("order").toArray()) {
          order.add((int) Math.min(d, Integer.MAX_VALUE));
        }
        yield new TransposeCodec(order);
      }
      case "sharding_indexed" -> sharding(config, parser);
      case "gzip" -> CodecParser.gzip(config);
      case "zstd" -> CodecParser.zstd(config);
      case "blosc" -> CodecParser.blosc(config, shuffle(config), typeSize(config, parser));
      case "crc32c" -> ChecksumCodec.crc32c();
      default -> {
        ByteCodec codec =
            name.startsWith(NUMCODECS)
                ? parser.numcodec(name.substring(NUMCODECS.length()), config)
                : null;
        yield codec instanceof ElementFilter f ? parser.inNativeOrder(f) : codec;
      }
    };
  }

  private static ShardingCodec sharding(JsonObject config, CodecParser parser)
      throws FormatException {
    String location = config.text("index_location", "end");
    if (!location.equals("start") && !location.equals("end")) {
      throw config.error("index_location", "expected start or end, got " + location);
    }
    CodecParser ofIndex = parser.forNumbers(ElementType.of(DType.UINT64));
    List<Codec> index = parse(config, "index_codecs", ofIndex);
    boolean checked = index.size() == 2 && index.getLast().equals(ChecksumCodec.crc32c());
    if (!(index.getFirst() instanceof EndianCodec e) || index.size() > (checked ? 2 : 1)) {
      throw config.error("index_codecs", "codecs of an index are not supported: " + index);
    }
    List<Codec> codecs = parse(config, "codecs", parser.again());
    return new ShardingCodec(
        config.shape("chunk_shape"), codecs, e.order(), checked, location.equals("start"));
  }

  private static ByteOrder endian(JsonObject config, int elementBytes) throws FormatException {
    String endian = elementBytes == 1 ? config.text("endian", "little") : config.text("endian");
    return switch (endian) {
      case "little" -> ByteOrder.LITTLE_ENDIAN;
      case "big" -> ByteOrder.BIG_ENDIAN;
      default -> throw config.error("endian", "expected little or big, got " + endian);
    };
  }

  private static BloscShuffle shuffle(JsonObject config) throws FormatException {
    String name = config.text("shuffle", "noshuffle");
    for (BloscShuffle s : BloscShuffle.values()) {
      if (s.toString().equals(name)) {
        return s;
      }
    }
    throw config.error("shuffle", "expected noshuffle, shuffle or bitshuffle, got " + name);
  }

  private static int typeSize(JsonObject config, CodecParser parser) throws FormatException {
    return config.integerOr("typesize", parser.elementBytes(), 1, 255);
  }

  /** The codecs as the field has them. */
  static ArrayNode document(List<Codec> codecs, int elementBytes) {
    ArrayNode json = Json.object().arrayNode();
    int bytes = elementBytes;
    for (Codec codec : codecs) {
      if (codec instanceof ElementFilter f) {
        bytes = f.encodedType().bytes();
      }
      json.add(document(codec, bytes));
    }
    return json;
  }

  private static ObjectNode document(Codec codec, int elementBytes) {
    ObjectNode json = Json.object();
    switch (codec) {
      case TransposeCodec c -> {
        ArrayNode order = config(json, "transpose").putArray("order");
        c.order().forEach(order::add);
      }
      case EndianCodec c -> {
        json.put("name", "bytes");
        if (elementBytes > 1) {
          boolean big = c.order() == ByteOrder.BIG_ENDIAN;
          json.putObject("configuration").put("endian", big ? "big" : "little");
        }
      }
      case UnreadCodec c -> throw new IllegalArgumentException("not written: " + c);
      case ShardingCodec c -> {
        ObjectNode config = config(json, "sharding_indexed");
        config.set("chunk_shape", MetadataV2.extents(c.chunkShape()));
        config.set("codecs", document(c.codecs(), elementBytes));
        List<Codec> index = new ArrayList<>(List.of(new EndianCodec(c.indexOrder())));
        if (c.indexChecked()) {
          index.add(ChecksumCodec.crc32c());
        }
        config.set("index_codecs", document(index, Long.BYTES));
        config.put("index_location", c.indexAtStart() ? "start" : "end");
      }
      case GzipCodec c -> c.configure(config(json, c.id()));
      case ZstdCodec c ->
          config(json, c.id()).put("level", c.level()).put("checksum", c.checksum());
      case BloscCodec c ->
          config(json, c.id())
              .put("typesize", c.settings().typeSize())
              .put("cname", c.settings().compressor().toString())
              .put("clevel", c.settings().level())
              .put("shuffle", c.settings().shuffle().toString())
              .put("blocksize", c.settings().blockBytes());
      case UserCodec c -> c.configure(config(json, c.id()));
      case ByteCodec c -> {
        if (c.equals(ChecksumCodec.crc32c())) {
          json.put("name", c.id());
        } else {
          c.configure(config(json, NUMCODECS + c.id()));
        }
      }
    }
    return json;
  }

  private static ObjectNode config(ObjectNode json, String name) {
    return json.put("name", name).putObject("configuration");
  }
}
