package org.hyperslab.dataset;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.grid.Shape;

/**
 * The content of a variable that has no numbers: texts, characters, or a type that can be listed
 * but not read. Thread-safe.
 */
public interface TextSource {
  /** The type as the format calls it, for people: {@code char}, {@code string}, {@code S8}. */
  String type();

  /** The variable's shape. For {@code char} the last dimension counts characters. */
  Shape shape();

  /** Whether the elements are single characters that make texts along the last dimension. */
  default boolean isChars() {
    return false;
  }

  /**
   * Reads everything, in C order: one text per element, or for characters one per row of the last
   * dimension (one in all for a variable without dimensions), up to its first NUL.
   *
   * @throws IOException if it cannot be read, or is of a type that has no texts
   */
  List<String> read() throws IOException;

  /** Texts that are in memory, of the type {@code string}. */
  static TextSource of(Shape shape, String... texts) {
    if (shape.size() != texts.length) {
      throw new IllegalArgumentException(
          "texts don't fill the shape: texts=" + texts.length + ", shape=" + shape);
    }
    List<String> all = List.copyOf(Arrays.asList(texts));
    return new TextSource() {
      @Override
      public String type() {
        return "string";
      }

      @Override
      public Shape shape() {
        return shape;
      }

      @Override
      public List<String> read() {
        return all;
      }
    };
  }
}
