package org.hyperslab.dataset;

import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;

/**
 * An array with names for its dimensions, and attributes. Nothing is read before a computation asks
 * for it. Immutable and thread-safe.
 */
public final class Variable {
  private final String name;
  private final List<String> dimensions;
  private final @Nullable ChunkedArray array;
  private final @Nullable TextSource text;
  private final Attributes attributes;
  private final String storage;

  private Variable(
      String name,
      List<String> dimensions,
      @Nullable ChunkedArray array,
      @Nullable TextSource text,
      Attributes attributes,
      String storage) {
    this.name = name;
    this.dimensions = dimensions;
    this.array = array;
    this.text = text;
    this.attributes = attributes;
    this.storage = storage;
  }

  /**
   * A variable of numbers.
   *
   * @param dimensions one name per dimension of the array
   * @param array as it is stored: packed, if the attributes say so
   */
  public static Variable of(
      String name, List<String> dimensions, ChunkedArray array, Attributes attributes) {
    checkRank(name, dimensions, array.shape());
    return new Variable(name, List.copyOf(dimensions), array, null, attributes, "");
  }

  /** A variable of something else than numbers. */
  public static Variable ofText(
      String name, List<String> dimensions, TextSource text, Attributes attributes) {
    checkRank(name, dimensions, text.shape());
    return new Variable(name, List.copyOf(dimensions), null, text, attributes, "");
  }

  private static void checkRank(String name, List<String> dimensions, Shape shape) {
    if (dimensions.size() != shape.rank()) {
      throw new IllegalArgumentException(
          "dimension names don't fit the shape: variable=%s, dimensions=%s, shape=%s"
              .formatted(name, dimensions, shape));
    }
  }

  public String name() {
    return name;
  }

  /** The names of the dimensions, slowest first. */
  public List<String> dimensions() {
    return dimensions;
  }

  /** The dimensions without that of the characters, where there is one. */
  List<String> elementDimensions() {
    boolean chars = text != null && text.isChars() && !dimensions.isEmpty();
    return chars ? dimensions.subList(0, rank() - 1) : dimensions;
  }

  public int rank() {
    return dimensions.size();
  }

  public Shape shape() {
    return array != null ? array.shape() : text().shape();
  }

  public Attributes attributes() {
    return attributes;
  }

  /**
   * How the variable is stored, for people: codecs or filters; empty if there is nothing to say.
   */
  public String storage() {
    return storage;
  }

  /** The name of the element type: a dtype's, or for texts what the format calls it. */
  public String type() {
    return array != null ? array.dtype().toString() : text().type();
  }

  /** Whether this has numbers, so that there is an {@link #array()}, and else a {@link #text()}. */
  public boolean isNumeric() {
    return array != null;
  }

  /**
   * The numbers as they are stored, packed and with fill values for what is missing.
   *
   * @throws IllegalArgumentException if this has no numbers
   */
  public ChunkedArray array() {
    if (array == null) {
      throw new IllegalArgumentException(
          "variable has no numbers: variable=" + name + ", type=" + type());
    }
    return array;
  }

  /**
   * The texts.
   *
   * @throws IllegalArgumentException if this has numbers
   */
  public TextSource text() {
    if (text == null) {
      throw new IllegalArgumentException(
          "variable has numbers, not texts: variable=" + name + ", type=" + type());
    }
    return text;
  }

  /**
   * The place of a dimension.
   *
   * @throws IllegalArgumentException if this has no such dimension
   */
  public int axis(String dimension) {
    int axis = dimensions.indexOf(dimension);
    if (axis < 0) {
      throw new IllegalArgumentException(
          "variable has no such dimension: dimension=%s, variable=%s, dimensions=%s"
              .formatted(dimension, name, dimensions));
    }
    return axis;
  }

  /**
   * The same with the values that the attributes say the stored numbers stand for: unpacked, NaN
   * where something is missing, without the attributes that say so; lazy as everything is. Which
   * attributes and which dtype: CF's {@code scale_factor}, {@code add_offset}, {@code _FillValue},
   * {@code missing_value}, {@code valid_range}, {@code valid_min} and {@code valid_max}, and {@code
   * _Unsigned}. Integers of up to 16 bits become float32 if something can be missing or if they
   * have only a scale; otherwise, and if they are wider, float64; float32 stays. That is what
   * xarray 2023.01 does, except that it has no valid range. Without such attributes this.
   *
   * @throws IllegalArgumentException if this has no numbers, or a scale or an offset is no number
   */
  public Variable decoded() {
    Packing packing = Packing.of(this);
    return packing == null
        ? this
        : new Variable(
            name,
            dimensions,
            packing.unpack(array()),
            null,
            attributes.without(Packing.ATTRIBUTES.toArray(new String[0])),
            storage);
  }

  /** The same under another name. */
  public Variable withName(String value) {
    return new Variable(value, dimensions, array, text, attributes, storage);
  }

  /** The same with other attributes. */
  public Variable withAttributes(Attributes value) {
    return new Variable(name, dimensions, array, text, value, storage);
  }

  /** The same with a note on how it is stored. */
  public Variable withStorage(String value) {
    return new Variable(name, dimensions, array, text, attributes, value);
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder(type()).append(' ').append(name).append('(');
    for (int d = 0; d < rank(); d++) {
      s.append(d == 0 ? "" : ", ").append(dimensions.get(d)).append('=').append(shape().dim(d));
    }
    return s.append(')').toString();
  }
}
