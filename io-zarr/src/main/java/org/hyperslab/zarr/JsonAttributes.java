package org.hyperslab.zarr;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * Attributes of datasets as JSON, which has no types of numbers: integers become int64 (uint64 if
 * they are too large), others float64. Where xarray finds dimension names in v2, and how it writes
 * the fill values of floats in v3, is its own convention.
 */
final class JsonAttributes {
  /** The attribute with the names of the dimensions; v3 has a field for that. */
  static final String DIMENSIONS = "_ARRAY_DIMENSIONS";

  static final String FILL = "_FillValue";

  private JsonAttributes() {}

  static Attributes read(Map<String, @Nullable Object> json) {
    Attributes.Builder b = Attributes.builder();
    json.forEach(
        (name, value) -> {
          if (!name.equals(DIMENSIONS)) {
            b.put(name, value(value));
          }
        });
    return b.build();
  }

  private static AttributeValue value(@Nullable Object value) {
    if (value instanceof String s) {
      return new AttributeValue.Text(s);
    }
    List<?> all = value instanceof List<?> l ? l : value == null ? List.of() : List.of(value);
    if (value == null || (all.isEmpty() && value instanceof List)) {
      return new AttributeValue.Structure(value);
    }
    if (all.stream().allMatch(v -> v instanceof String)) {
      return new AttributeValue.Texts(all.stream().map(String.class::cast).toList());
    }
    if (all.stream().allMatch(v -> v instanceof Long)) {
      return Numbers.of(
          DType.INT64, all.stream().map(Long.class::cast).mapToLong(Long::longValue).toArray());
    }
    if (all.stream()
        .allMatch(v -> v instanceof Long || (v instanceof BigInteger b && isUnsigned(b)))) {
      return Numbers.ofBits(
          DType.UINT64,
          all.stream().map(Number.class::cast).mapToLong(Number::longValue).toArray());
    }
    if (all.stream().allMatch(v -> v instanceof Number)) {
      return Numbers.of(
          DType.FLOAT64,
          all.stream().map(Number.class::cast).mapToDouble(Number::doubleValue).toArray());
    }
    return new AttributeValue.Structure(value);
  }

  private static boolean isUnsigned(BigInteger value) {
    return value.signum() >= 0 && value.bitLength() <= 64;
  }

  static Map<String, @Nullable Object> toJson(Attributes attributes) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    attributes.forEach((name, value) -> json.put(name, toJson(value)));
    return json;
  }

  private static @Nullable Object toJson(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text t -> t.text();
      case AttributeValue.Texts t -> t.texts();
      case AttributeValue.Structure s -> s.value();
      case Numbers n -> {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < n.size(); i++) {
          all.add(number(n, i));
        }
        yield n.size() == 1 ? all.getFirst() : all;
      }
    };
  }

  private static Object number(Numbers n, int i) {
    return switch (n.dtype()) {
      case FLOAT32 -> Float.valueOf((float) n.getDouble(i));
      case FLOAT64 -> Double.valueOf(n.getDouble(i));
      case UINT64 -> new BigInteger(Long.toUnsignedString(n.bits(i)));
      default -> Long.valueOf(n.getLong(i));
    };
  }

  /** The fill value of floats as xarray writes it in v3: the bytes of a float64, in base 64. */
  static String encodeFill(double fill) {
    byte[] bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(fill).array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The reverse of {@link #encodeFill}; null if the text is something else. */
  static @Nullable Double decodeFill(@Nullable String text) {
    if (text == null || text.length() != 12 || !text.endsWith("=")) {
      return null;
    }
    try {
      return ByteBuffer.wrap(Base64.getDecoder().decode(text))
          .order(ByteOrder.LITTLE_ENDIAN)
          .getDouble();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
