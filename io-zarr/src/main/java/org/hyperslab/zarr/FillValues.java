package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Fill values between JSON and bits. Both versions: numbers, and {@code "NaN"}, {@code "Infinity"},
 * {@code "-Infinity"} for floats. v3 has booleans as such and floats by their bits, {@code
 * "0x7fc00000"}; v2 has null (what is missing is undefined; here 0) and booleans as such or as 0
 * and 1. Base64, which v2 has for byte strings and structured types, is legal for no type that is
 * supported here.
 */
final class FillValues {
  private static final Pattern HALF_BITS = Pattern.compile("0x[0-9a-fA-F]{4}");

  private FillValues() {}

  /** The field {@code fill_value} of an array's metadata. */
  static Fill parse(JsonObject array, StoredType type, int format) throws FormatException {
    JsonNode json = array.optional("fill_value");
    Fill fill =
        switch (type.kind()) {
          case OPAQUE -> Fill.of(FillValue.zero(type.dtype()));
          case COMPLEX -> complex(json, type.dtype(), format);
          case HALF -> fill(half(json, format));
          case TIME -> fill(time(json, format));
          case NUMBER -> fill(parse(json, type.dtype(), format));
        };
    if (fill == null) {
      throw array.error(
          "fill_value", "no value of " + type.name() + ": " + JsonObject.excerpt(json));
    }
    return fill;
  }

  private static @Nullable Fill fill(@Nullable FillValue value) {
    return value == null ? null : Fill.of(value);
  }

  private static @Nullable Fill complex(@Nullable JsonNode json, DType dtype, int format) {
    if (json == null || !json.isArray()) {
      return fill(format == 2 && json == null ? FillValue.zero(dtype) : null);
    }
    FillValue real = json.size() == 2 ? parse(json.get(0), dtype, format) : null;
    FillValue imaginary = json.size() == 2 ? parse(json.get(1), dtype, format) : null;
    return real == null || imaginary == null ? null : new Fill(real, imaginary);
  }

  /** A float16's value as float32. */
  private static @Nullable FillValue half(@Nullable JsonNode json, int format) {
    if (json != null && format == 3 && HALF_BITS.matcher(json.asText()).matches()) {
      short bits = (short) Integer.parseInt(json.textValue(), 2, 6, 16);
      return FillValue.of(DType.FLOAT32, Float.float16ToFloat(bits));
    }
    FillValue value = parse(json, DType.FLOAT32, format);
    if (value == null || (json != null && json.asText().startsWith("0x"))) {
      return null;
    }
    float number = Float.intBitsToFloat((int) value.bits());
    return FillValue.of(DType.FLOAT32, Float.float16ToFloat(Float.floatToFloat16(number)));
  }

  private static @Nullable FillValue time(@Nullable JsonNode json, int format) {
    boolean none = json != null && json.asText().equals("NaT");
    return none ? FillValue.of(DType.INT64, Long.MIN_VALUE) : parse(json, DType.INT64, format);
  }

  /** The value, or null if it is none of the type's. */
  private static @Nullable FillValue parse(@Nullable JsonNode json, DType dtype, int format) {
    if (json == null) {
      return format == 2 ? FillValue.zero(dtype) : null;
    }
    return switch (dtype.kind()) {
      case BOOL -> bool(json, format);
      case SIGNED, UNSIGNED -> integer(json, dtype, format);
      case FLOAT -> floating(json, dtype, format);
    };
  }

  private static @Nullable FillValue bool(JsonNode json, int format) {
    if (json.isBoolean()) {
      return FillValue.of(DType.BOOL, json.booleanValue() ? 1 : 0);
    }
    boolean zeroOrOne = json.isNumber() && (json.doubleValue() == 0 || json.doubleValue() == 1);
    return format == 2 && zeroOrOne ? FillValue.of(DType.BOOL, json.longValue()) : null;
  }

  private static @Nullable FillValue integer(JsonNode json, DType dtype, int format) {
    BigInteger value;
    if (json.isIntegralNumber()) {
      value = json.bigIntegerValue();
    } else if (format == 2 && json.isFloatingPointNumber() && isWhole(json.doubleValue())) {
      value = new BigDecimal(json.doubleValue()).toBigInteger();
    } else {
      return null;
    }
    int bits = 8 * dtype.bytes();
    boolean fits =
        dtype.kind() == DType.Kind.SIGNED
            ? value.bitLength() < bits
            : value.signum() >= 0 && value.bitLength() <= bits;
    return fits ? FillValue.of(dtype, value.longValue()) : null;
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && !Double.isInfinite(value);
  }

  private static @Nullable FillValue floating(JsonNode json, DType dtype, int format) {
    if (json.isNumber()) {
      return FillValue.of(dtype, json.doubleValue());
    }
    if (!json.isTextual()) {
      return null;
    }
    return switch (json.textValue()) {
      case "NaN" -> FillValue.of(dtype, Double.NaN);
      case "Infinity" -> FillValue.of(dtype, Double.POSITIVE_INFINITY);
      case "-Infinity" -> FillValue.of(dtype, Double.NEGATIVE_INFINITY);
      default -> format == 3 ? bits(json.textValue(), dtype) : null;
    };
  }

  private static @Nullable FillValue bits(String hex, DType dtype) {
    boolean wellFormed = hex.length() == 2 + 2 * dtype.bytes() && hex.matches("0x[0-9a-fA-F]+");
    return wellFormed
        ? new FillValue(dtype, Long.parseUnsignedLong(hex, 2, hex.length(), 16))
        : null;
  }

  /** The field's value for the array's metadata. */
  static JsonNode toJson(ArrayMetadata metadata, int format) {
    FillValue value = metadata.fill().value();
    return switch (metadata.type().kind()) {
      case COMPLEX ->
          Json.object()
              .arrayNode()
              .add(toJson(value, format))
              .add(toJson(metadata.fill().imaginary(), format));
      case HALF -> {
        float number = Float.intBitsToFloat((int) value.bits());
        float rounded = Float.float16ToFloat(Float.floatToFloat16(number));
        FillValue stored = FillValue.of(DType.FLOAT32, Float.isNaN(number) ? Float.NaN : rounded);
        yield toJson(stored, format);
      }
      case NUMBER, TIME, OPAQUE -> toJson(value, format);
    };
  }

  private static JsonNode toJson(FillValue fill, int format) {
    long bits = fill.bits();
    return switch (fill.dtype()) {
      case BOOL -> BooleanNode.valueOf(bits != 0);
      case INT8 -> LongNode.valueOf((byte) bits);
      case INT16 -> LongNode.valueOf((short) bits);
      case INT32 -> LongNode.valueOf(bits << 32 >> 32);
      case INT64, UINT8, UINT16, UINT32 -> LongNode.valueOf(bits);
      case UINT64 -> BigIntegerNode.valueOf(new BigInteger(Long.toUnsignedString(bits)));
      case FLOAT32 -> floatingToJson(Float.intBitsToFloat((int) bits), fill, format);
      case FLOAT64 -> floatingToJson(Double.longBitsToDouble(bits), fill, format);
    };
  }

  private static JsonNode floatingToJson(double value, FillValue fill, int format) {
    if (Double.isNaN(value)) {
      boolean usual = fill.equals(FillValue.of(fill.dtype(), Double.NaN)) || format == 2;
      String hex = "0x%0" + 2 * fill.dtype().bytes() + "x";
      return TextNode.valueOf(usual ? "NaN" : hex.formatted(fill.bits()));
    }
    if (Double.isInfinite(value)) {
      return TextNode.valueOf(value > 0 ? "Infinity" : "-Infinity");
    }
    return DoubleNode.valueOf(value);
  }
}
