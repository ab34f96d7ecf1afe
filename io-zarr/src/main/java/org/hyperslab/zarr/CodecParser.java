package org.hyperslab.zarr;

import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.hyperslab.codec.BloscCompressor;
import org.hyperslab.codec.BloscSettings;
import org.hyperslab.codec.BloscShuffle;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configurations of an array's codecs, in the order of encoding, and follows the type of
 * the elements from one to the next. Stateful: one per list of codecs.
 */
final class CodecParser {
  private static final int MIN_ZSTD_LEVEL = -131072;
  private static final int MAX_ZSTD_LEVEL = 22;
  private static final int MAX_ELEMENT_BYTES = 255;
  private static final int MAX_DIGITS = 300;

  private final ZarrCodecs registered;
  private @Nullable ElementType type;

  /**
   * @param type of the array's elements as they are stored; v2's has its byte order
   */
  CodecParser(ElementType type, ZarrCodecs registered) {
    this.type = type;
    this.registered = registered;
  }

  /** A parser of codecs for bytes that are no numbers. */
  static CodecParser ofBytes(ZarrCodecs registered) {
    return new CodecParser(new ElementType('V', 1, ByteOrder.nativeOrder()), registered);
  }

  /** A parser of other codecs for elements of a type. */
  CodecParser forNumbers(ElementType other) {
    return new CodecParser(other, registered);
  }

  /** A parser of codecs for the elements that are coded now, those of inner chunks. */
  CodecParser again() {
    return new CodecParser(Objects.requireNonNull(type), registered);
  }

  /** Bytes per element where there still are elements, else 1. */
  int elementBytes() {
    return type == null ? 1 : type.bytes();
  }

  /** The user's codec with a name, or null. */
  @Nullable UserCodec registered(String name, JsonObject config) throws FormatException {
    ZarrCodec.Factory factory = registered.named(name);
    if (factory == null) {
      return null;
    }
    Map<String, @Nullable Object> configuration = new LinkedHashMap<>(config.toMap());
    configuration.remove("id");
    type = null;
    try {
      return new UserCodec(name, configuration, factory.create(configuration));
    } catch (IllegalArgumentException e) {
      throw config.error("id", name + ": " + e.getMessage());
    }
  }

  /**
   * Numcodecs' codec with a name, or null.
   *
   * @param byId v2's {@code id}, v3's name behind {@code numcodecs.}
   */
  @Nullable ByteCodec numcodec(String byId, JsonObject config) throws FormatException {
    ByteCodec codec =
        switch (byId) {
          case "gzip" -> gzip(config);
          case "zlib" -> new ZlibCodec(deflateLevel(config));
          case "zstd" -> zstd(config);
          case "lz4" -> new Lz4Codec(Math.max(1, config.integerOr("acceleration", 1)));
          case "bz2" -> new Bz2Codec(config.integerOr("level", 1, 1, 9));
          case "blosc" -> {
            int shuffle = config.integerOr("shuffle", 1, -1, 2);
            if (shuffle < 0) {
              shuffle = elementBytes() == 1 ? 2 : 1;
            }
            yield blosc(config, BloscShuffle.numbered(shuffle), elementBytes());
          }
          case "shuffle" ->
              new ShuffleCodec(config.integerOr("elementsize", 4, 1, MAX_ELEMENT_BYTES));
          default -> {
            Checksum checksum = Checksum.named(byId);
            yield checksum == null ? filter(byId, config) : checksum(checksum, config);
          }
        };
    type = codec instanceof ElementFilter f ? f.encodedType() : null;
    return codec;
  }

  private static int deflateLevel(JsonObject config) throws FormatException {
    return config.integerOr("level", -1, -1, 9);
  }

  static GzipCodec gzip(JsonObject config) throws FormatException {
    return new GzipCodec(deflateLevel(config));
  }

  static ZstdCodec zstd(JsonObject config) throws FormatException {
    return new ZstdCodec(
        config.integerOr("level", 0, MIN_ZSTD_LEVEL, MAX_ZSTD_LEVEL),
        config.bool("checksum", false));
  }

  static BloscCodec blosc(JsonObject config, BloscShuffle shuffle, int typeSize)
      throws FormatException {
    String name = config.text("cname").toLowerCase(Locale.ROOT);
    BloscCompressor compressor = BloscCompressor.named(name);
    if (compressor == null) {
      throw config.error("cname", "blosc compressor is not supported: " + name);
    }
    return new BloscCodec(
        new BloscSettings(
            compressor,
            config.integerOr("clevel", 5, 0, 9),
            shuffle,
            typeSize,
            config.integerOr("blocksize", 0, 0, Integer.MAX_VALUE)));
  }

  private static ChecksumCodec checksum(Checksum checksum, JsonObject config)
      throws FormatException {
    boolean starts = ChecksumCodec.startsByDefault(checksum);
    String location = config.text("location", starts ? "start" : "end");
    return switch (location) {
      case "start" -> new ChecksumCodec(checksum, true);
      case "end" -> new ChecksumCodec(checksum, false);
      default -> throw config.error("location", "expected start or end, got " + location);
    };
  }

  private @Nullable ElementFilter filter(String id, JsonObject config) throws FormatException {
    return switch (id) {
      case "delta" -> {
        ElementType decoded = decodedType(config, "dtype");
        ElementType encoded = encodedType(config, decoded);
        boolean integers = decoded.isInteger() && encoded.isInteger();
        boolean floats = decoded.isFloat() && decoded.bytes() > 2 && sameType(decoded, encoded);
        yield new DeltaFilter(check(integers || floats, config, id, decoded, encoded), encoded);
      }
      case "fixedscaleoffset" -> {
        ElementType decoded = decodedType(config, "dtype");
        ElementType encoded = encodedType(config, decoded);
        boolean numbers = isNumber(decoded) && isNumber(encoded);
        yield new FixedScaleOffsetFilter(
            config.number("offset"),
            config.number("scale"),
            check(numbers, config, id, decoded, encoded),
            encoded);
      }
      case "quantize" -> {
        ElementType decoded = decodedType(config, "dtype");
        ElementType encoded = encodedType(config, decoded);
        boolean floats = decoded.isFloat() && decoded.bytes() > 2 && encoded.isFloat();
        yield new QuantizeFilter(
            config.integer("digits", -MAX_DIGITS, MAX_DIGITS),
            check(floats, config, id, decoded, encoded),
            encoded);
      }
      case "astype" ->
          new AsTypeFilter(decodedType(config, "decode_dtype"), type(config, "encode_dtype"));
      case "bitround" -> {
        if (type == null || !type.isFloat()) {
          throw config.error("keepbits", "bitround is for floats, not for " + type);
        }
        int most = BitRoundFilter.mantissaBits(type);
        yield new BitRoundFilter(type, config.integer("keepbits", 0, most));
      }
      case "packbits" -> {
        if (type == null || type.bytes() != 1) {
          throw config.error("id", "packbits is for bools, not for " + type);
        }
        yield new PackBitsFilter();
      }
      default -> null;
    };
  }

  private static boolean sameType(ElementType a, ElementType b) {
    return a.withOrder(b.order()).equals(b);
  }

  private static boolean isNumber(ElementType type) {
    return type.isInteger() || (type.isFloat() && type.bytes() > 2);
  }

  private static ElementType check(
      boolean supported, JsonObject config, String id, ElementType decoded, ElementType encoded)
      throws FormatException {
    if (!supported) {
      throw config.error("astype", id + " is not supported from " + decoded + " to " + encoded);
    }
    return decoded;
  }

  /** The type that a filter says it is for: what it gets must be as wide, as NumPy's views are. */
  private ElementType decodedType(JsonObject config, String field) throws FormatException {
    if (config.optional(field) == null && type != null) {
      return type;
    }
    ElementType declared = type(config, field);
    if (type != null && type.bytes() != declared.bytes()) {
      throw config.error(field, "filter is for %s, elements are %s".formatted(declared, type));
    }
    return declared;
  }

  private static ElementType encodedType(JsonObject config, ElementType decoded)
      throws FormatException {
    return config.optional("astype") == null ? decoded : type(config, "astype");
  }

  private static ElementType type(JsonObject config, String field) throws FormatException {
    String text = config.text(field);
    ElementType type = ElementType.parse(text);
    if (type == null) {
      throw config.error(field, "type is not supported: " + text);
    }
    return type;
  }

  /** The filter between types in the machine's order, as v3 has them in front of {@code bytes}. */
  ElementFilter inNativeOrder(ElementFilter filter) {
    ElementFilter made = filter.withOrder(ByteOrder.nativeOrder());
    type = made.encodedType();
    return made;
  }
}
