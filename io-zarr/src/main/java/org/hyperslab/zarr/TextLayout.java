package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.store.FormatException;

/**
 * How the chunks of an array of texts are encoded.
 *
 * @param encoding of a text
 * @param textBytes bytes of a text, where all have as many
 * @param order of the bytes of a code point
 * @param columnMajor whether the first dimension varies fastest
 * @param codecs what is done to a chunk's bytes, in the order of encoding
 * @param fill what chunks that are missing hold
 */
record TextLayout(
    Encoding encoding,
    int textBytes,
    ByteOrder order,
    boolean columnMajor,
    List<ByteCodec> codecs,
    String fill) {
  /** How a text becomes bytes. */
  enum Encoding {
    /** So many bytes, NULs behind shorter texts. */
    BYTES,
    /** So many code points of 32 bits. */
    UTF32,
    /** A count, then for each text its length and UTF-8. */
    VARIABLE
  }

  private static final Pattern V2_FIXED = Pattern.compile("([<>|])([SU])(\\d{1,7})");

  /**
   * The layout that an array's document describes.
   *
   * @throws FormatException if the array has no texts, or they are encoded in a way that is not
   *     supported
   */
  static TextLayout parse(Node node) throws FormatException {
    return node.format() == 2 ? parseV2(node) : parseV3(node);
  }

  private static TextLayout parseV2(Node node) throws FormatException {
    JsonObject array = node.json();
    JsonNode dtype = array.optional("dtype");
    Matcher fixed = V2_FIXED.matcher(dtype == null ? "" : dtype.asText());
    boolean objects = dtype != null && dtype.asText().equals("|O");
    if (!objects && !fixed.matches()) {
      throw array.error("dtype", "elements of this type are not read: " + dtype);
    }
    boolean points = !objects && fixed.group(2).equals("U");
    int textBytes = objects ? 0 : Integer.parseInt(fixed.group(3)) * (points ? 4 : 1);
    boolean big = !objects && fixed.group(1).equals(">");
    List<JsonNode> filters = array.list("filters");
    if (objects && (filters.isEmpty() || !isVariable(filters.getFirst().path("id").asText()))) {
      throw array.error("filters", "objects of this kind are not read: " + filters);
    }
    CodecParser parser = CodecParser.ofBytes(node.place().codecs());
    return new TextLayout(
        objects ? Encoding.VARIABLE : points ? Encoding.UTF32 : Encoding.BYTES,
        textBytes,
        big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        array.text("order").equals("F"),
        CodecsV2.byteCodecs(array, objects ? 1 : 0, parser),
        fill(array, !objects && !points));
  }

  private static boolean isVariable(String codec) {
    return codec.equals("vlen-utf8") || codec.equals("vlen-bytes");
  }

  private static TextLayout parseV3(Node node) throws FormatException {
    JsonObject array = node.json();
    NamedConfig type = NamedConfig.of(array, "data_type");
    Encoding encoding =
        switch (type.name()) {
          case "string", "variable_length_utf8", "bytes", "variable_length_bytes" ->
              Encoding.VARIABLE;
          case "fixed_length_utf32" -> Encoding.UTF32;
          case "null_terminated_bytes" -> Encoding.BYTES;
          default ->
              throw array.error("data_type", "elements of this type are not read: " + type.name());
        };
    boolean variable = encoding == Encoding.VARIABLE;
    int textBytes =
        variable ? 0 : type.config().integerOr("length_bytes", -1, 0, Integer.MAX_VALUE);
    List<JsonNode> codecs = array.list("codecs");
    NamedConfig first =
        codecs.isEmpty()
            ? new NamedConfig("", array)
            : NamedConfig.of(array, codecs.getFirst(), "codecs");
    if (variable ? !isVariable(first.name()) : !first.name().equals("bytes")) {
      throw array.error("codecs", "texts in this encoding are not read: " + first.name());
    }
    if (encoding == Encoding.UTF32 && textBytes % 4 != 0) {
      throw array.error("data_type", "not a number of code points: bytes=" + textBytes);
    }
    boolean big = first.config().text("endian", "little").equals("big");
    CodecParser parser = CodecParser.ofBytes(node.place().codecs());
    return new TextLayout(
        encoding,
        textBytes,
        big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        false,
        CodecsV3.byteCodecs(array, codecs.subList(1, codecs.size()), parser),
        fill(array, encoding == Encoding.BYTES));
  }

  /** Byte strings are in base 64; what is no text is none. */
  private static String fill(JsonObject array, boolean bytes) throws FormatException {
    JsonNode fill = array.optional("fill_value");
    String text = fill == null || !fill.isTextual() ? "" : fill.textValue();
    if (!bytes) {
      return text;
    }
    try {
      byte[] decoded = Base64.getDecoder().decode(text);
      return TextChunk.trimmed(new String(decoded, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw array.error("fill_value", "not in base 64: " + JsonObject.excerpt(fill));
    }
  }
}
