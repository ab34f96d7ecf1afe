package org.hyperslab.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The value of an attribute. Immutable. */
public sealed interface AttributeValue
    permits AttributeValue.Text, AttributeValue.Texts, AttributeValue.Structure, Numbers {
  /** A text. */
  record Text(String text) implements AttributeValue {
    @Override
    public String toString() {
      return text;
    }
  }

  /** Several texts, as NetCDF-4's arrays of strings. */
  record Texts(List<String> texts) implements AttributeValue {
    public Texts {
      texts = List.copyOf(texts);
    }

    @Override
    public String toString() {
      return String.join(", ", texts);
    }
  }

  /**
   * Anything else that JSON can say: maps, lists of several types, booleans, null. Formats without
   * such attributes store it as JSON in a text.
   *
   * @param value maps, lists, strings, numbers, booleans and nulls; not to be changed
   */
  record Structure(@Nullable Object value) implements AttributeValue {
    @Override
    public String toString() {
      return String.valueOf(value);
    }
  }
}
