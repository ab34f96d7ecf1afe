package org.hyperslab.dataset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/** Attributes by name, in the order in which they were put. Immutable. */
public final class Attributes {
  private static final Attributes NONE = new Attributes(new LinkedHashMap<>());

  private final Map<String, AttributeValue> values;

  private Attributes(Map<String, AttributeValue> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  public static Attributes none() {
    return NONE;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** One attribute, a text. */
  public static Attributes of(String name, String text) {
    return builder().put(name, text).build();
  }

  /** Collects attributes. A name that is put again keeps its place and gets the new value. */
  public static final class Builder {
    private final Map<String, AttributeValue> values = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, AttributeValue value) {
      values.put(name, value);
      return this;
    }

    /** A text. */
    public Builder put(String name, String text) {
      return put(name, new AttributeValue.Text(text));
    }

    /** Several texts. */
    public Builder put(String name, List<String> texts) {
      return put(name, new AttributeValue.Texts(texts));
    }

    /** Numbers of a float type, or integers that the doubles hold exactly. */
    public Builder put(String name, DType dtype, double... numbers) {
      return put(name, Numbers.of(dtype, numbers));
    }

    public Builder putAll(Attributes others) {
      values.putAll(others.values);
      return this;
    }

    public Attributes build() {
      return new Attributes(new LinkedHashMap<>(values));
    }
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public int size() {
    return values.size();
  }

  public Set<String> names() {
    return values.keySet();
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }

  /** The attribute's value, or null if there is none. */
  public @Nullable AttributeValue get(String name) {
    return values.get(name);
  }

  /** The text of an attribute that is one text; null for anything else, and if there is none. */
  public @Nullable String text(String name) {
    return switch (values.get(name)) {
      case AttributeValue.Text t -> t.text();
      case AttributeValue.Texts t when t.texts().size() == 1 -> t.texts().getFirst();
      case null, default -> null;
    };
  }

  /** The numbers of an attribute that has some; null for anything else, and if there is none. */
  public @Nullable Numbers numbers(String name) {
    return values.get(name) instanceof Numbers n ? n : null;
  }

  /** These and one more, or with another value. */
  public Attributes with(String name, AttributeValue value) {
    return builder().putAll(this).put(name, value).build();
  }

  /** These and one more, or with another value. */
  public Attributes with(String name, String text) {
    return with(name, new AttributeValue.Text(text));
  }

  /** These without some, which need not be there. */
  public Attributes without(String... names) {
    Map<String, AttributeValue> rest = new LinkedHashMap<>(values);
    for (String name : names) {
      rest.remove(name);
    }
    return new Attributes(rest);
  }

  public void forEach(BiConsumer<String, AttributeValue> action) {
    values.forEach(action);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Attributes a && a.values.equals(values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
