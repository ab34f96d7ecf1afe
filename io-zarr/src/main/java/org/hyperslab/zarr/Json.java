package org.hyperslab.zarr;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.CharConversionException;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.HeapRoom;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes metadata documents. What is read is bounded in size and nesting, has no key
 * twice and nothing behind the object. {@code NaN} and {@code Infinity} are numbers, in both
 * directions: Python writes them.
 */
final class Json {
  /** A consolidated document of some ten thousand arrays stays below. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER_LENGTH = 400;

  /**
   * What a token of a document, such as a bracket, a name or a number, takes of the heap at most.
   */
  private static final int TOKEN_BYTES = 64;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxDocumentLength(MAX_BYTES)
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(MAX_NUMBER_LENGTH)
                          .maxTokenCount(HeapRoom.bytes() / TOKEN_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads a document.
   *
   * @return null if there is none
   * @throws FormatException if it is malformed or no object
   */
  static @Nullable ObjectNode read(ZarrStore store, String key) throws IOException {
    byte[] bytes = store.readSmall(key, mostBytes());
    return bytes == null ? null : parse(bytes, store.locate(key));
  }

  /**
   * Parses a document.
   *
   * @param file what messages name
   * @throws FormatException if it is malformed or no object
   */
  static ObjectNode parse(byte[] bytes, String file) throws IOException {
    if (bytes.length > mostBytes()) {
      throw new FormatException("metadata too large: bytes>" + mostBytes() + ", file=" + file);
    }
    try (JsonParser parser = MAPPER.createParser(bytes)) {
      JsonNode node = MAPPER.readTree(parser);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new FormatException("metadata is not a JSON object: file=" + file);
    } catch (JsonProcessingException e) {
      throw new FormatException(
          "malformed metadata: file="
              + file
              + ", offset="
              + (e.getLocation() == null ? -1 : e.getLocation().getByteOffset())
              + ": "
              + e.getOriginalMessage(),
          e);
    } catch (CharConversionException e) {
      throw new FormatException("malformed metadata: file=" + file + ": " + e.getMessage(), e);
    }
  }

  private static int mostBytes() {
    return (int) Math.min(MAX_BYTES, HeapRoom.bytes() / 2);
  }

  /** The begin of a node's text, for messages. */
  static String excerpt(@Nullable JsonNode node, int most) {
    StringWriter text = new StringWriter();
    try {
      MAPPER.writeValue(new CutWriter(text, most), node);
    } catch (IOException e) {
      return text.append("...").toString();
    }
    return text.toString();
  }

  /** Fails when it has got so much. */
  private static final class CutWriter extends FilterWriter {
    private int left;

    CutWriter(Writer to, int most) {
      super(to);
      this.left = most;
    }

    @Override
    public void write(int c) throws IOException {
      write(new char[] {(char) c}, 0, 1);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      write(text.substring(offset, offset + Math.min(length, left + 1)).toCharArray());
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
      int fits = Math.min(length, left);
      out.write(chars, offset, fits);
      left -= fits;
      if (fits < length) {
        throw new IOException("cut");
      }
    }
  }

  /** The document as it is stored. */
  static byte[] bytes(JsonNode node) throws IOException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
  }

  /** A map, list, string, number or boolean as a node. */
  static JsonNode node(Object value) {
    return MAPPER.valueToTree(value);
  }
}
