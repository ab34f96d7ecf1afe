package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteOrder;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.block.DType;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * The type of an array's elements as its metadata has it, and how they are computed with.
 *
 * @param name for people: NumPy's name, or what the metadata says where NumPy has none
 * @param kind what there is to do with elements
 * @param element the stored element, in native order; {@code c} is complex, {@code V} anything
 * @param dtype what blocks hold: of a complex array its two components, of one that isn't numeric
 *     nothing that means anything
 */
record StoredType(String name, Kind kind, ElementType element, DType dtype) {
  /** What there is to do with elements. */
  enum Kind {
    /** Nothing. */
    NUMBER,
    /** 16-bit floats, which are computed with as float32. */
    HALF,
    /** Pairs of real and imaginary part. */
    COMPLEX,
    /** Points or spans of time as int64, the least number being none (NaT). */
    TIME,
    /** Texts, structures, objects: nothing to compute with. */
    OPAQUE
  }

  private static final Pattern V2 =
      Pattern.compile("([<>|])([biufcmMSUVO])(\\d{0,9})(?:\\[([0-9]{0,9}[a-zA-Zμ]{1,2})])?");
  private static final Pattern TIME_NAME =
      Pattern.compile("(datetime64|timedelta64)\\[([0-9]{0,9}[a-zA-Zμ]{1,2})]");
  private static final Pattern RAW_BITS = Pattern.compile("r[1-9]\\d{0,8}");
  private static final Set<String> UNITS =
      Set.of("Y", "M", "W", "D", "h", "m", "s", "ms", "us", "μs", "ns", "ps", "fs", "as");
  private static final Set<String> V3_OPAQUE =
      Set.of(
          "string",
          "bytes",
          "variable_length_utf8",
          "variable_length_bytes",
          "fixed_length_utf32",
          "null_terminated_bytes",
          "raw_bytes",
          "struct",
          "structured");
  private static final String NUMPY = "numpy.";

  /** A number that is stored as it is computed with. */
  static StoredType of(DType dtype) {
    return new StoredType(dtype.toString(), Kind.NUMBER, ElementType.of(dtype), dtype);
  }

  private static StoredType half() {
    ElementType element = new ElementType('f', 2, ByteOrder.nativeOrder());
    return new StoredType("float16", Kind.HALF, element, DType.FLOAT32);
  }

  private static StoredType complex(int bytes) {
    return new StoredType(
        "complex" + 8 * bytes,
        Kind.COMPLEX,
        new ElementType('c', bytes, ByteOrder.nativeOrder()),
        bytes == 8 ? DType.FLOAT32 : DType.FLOAT64);
  }

  private static StoredType time(char kind, String unit) {
    String name = kind == 'M' ? "datetime64" : "timedelta64";
    ElementType element = new ElementType(kind, 8, ByteOrder.nativeOrder());
    String full = unit.isEmpty() ? name : name + "[" + unit + "]";
    return new StoredType(full, Kind.TIME, element, DType.INT64);
  }

  private static StoredType opaque(String name) {
    ElementType element = new ElementType('V', 1, ByteOrder.nativeOrder());
    return new StoredType(name, Kind.OPAQUE, element, DType.UINT8);
  }

  /** The type that elements of a dtype are to be stored as; null if it is none. */
  static @Nullable StoredType named(String name, DType dtype) {
    Matcher time = TIME_NAME.matcher(name);
    if (name.equals(dtype.toString())) {
      return of(dtype);
    } else if (name.equals("float16") && dtype == DType.FLOAT32) {
      return half();
    } else if (dtype == DType.INT64 && time.matches() && isUnit(time.group(2))) {
      return time(name.startsWith("d") ? 'M' : 'm', time.group(2));
    }
    return null;
  }

  private static boolean isUnit(String unit) {
    return UNITS.contains(unit.replaceFirst("^[0-9]+", ""));
  }

  /** Version 2's {@code dtype}: a type string, or a list of fields. */
  static StoredType parseV2(JsonObject array) throws FormatException {
    JsonNode json = array.optional("dtype");
    if (json != null && json.isArray()) {
      return opaque("structured");
    }
    String text = array.text("dtype");
    Matcher parts = V2.matcher(text);
    StoredType type = parts.matches() ? parseV2(text, parts) : null;
    if (type == null) {
      throw array.error("dtype", "dtype is not supported: " + text);
    }
    return type;
  }

  private static @Nullable StoredType parseV2(String text, Matcher parts) {
    char kind = parts.group(2).charAt(0);
    String size = parts.group(3);
    String unit = parts.group(4);
    boolean ordered = !parts.group(1).equals("|");
    boolean time = kind == 'M' || kind == 'm';
    if (unit != null && !(time && isUnit(unit))) {
      return null;
    }
    return switch (kind) {
      case 'S', 'U', 'V', 'O' -> opaque(text);
      case 'M', 'm' -> ordered && size.equals("8") ? time(kind, unit == null ? "" : unit) : null;
      case 'c' ->
          ordered && (size.equals("8") || size.equals("16"))
              ? complex(Integer.parseInt(size))
              : null;
      default -> number(text, ordered);
    };
  }

  private static @Nullable StoredType number(String text, boolean ordered) {
    ElementType element = ElementType.parse(text);
    if (element == null || (!ordered && element.bytes() > 1)) {
      return null;
    }
    for (DType dtype : DType.values()) {
      if (ElementType.of(dtype).equals(element.withOrder(ByteOrder.nativeOrder()))) {
        return of(dtype);
      }
    }
    return half();
  }

  /** Version 3's {@code data_type}: a name, or a name with a configuration. */
  static StoredType parseV3(JsonObject array) throws FormatException {
    JsonNode json = array.optional("data_type");
    if (!(json instanceof ObjectNode)) {
      array.text("data_type");
    }
    NamedConfig named = NamedConfig.of(array, "data_type");
    String name = named.name();
    return switch (name) {
      case "float16" -> half();
      case "complex64" -> complex(8);
      case "complex128" -> complex(16);
      case NUMPY + "datetime64" -> time('M', unit(named.config()));
      case NUMPY + "timedelta64" -> time('m', unit(named.config()));
      default -> {
        for (DType dtype : DType.values()) {
          if (dtype.toString().equals(name)) {
            yield of(dtype);
          }
        }
        if (!V3_OPAQUE.contains(name) && !RAW_BITS.matcher(name).matches()) {
          throw array.error("data_type", "dtype is not supported: " + name);
        }
        yield opaque(name);
      }
    };
  }

  private static String unit(JsonObject config) throws FormatException {
    String unit = config.text("unit");
    if (unit.equals("generic")) {
      return "";
    }
    if (!UNITS.contains(unit)) {
      throw config.error("unit", "no unit of time: " + unit);
    }
    int factor = config.integerOr("scale_factor", 1, 1, Integer.MAX_VALUE);
    return factor == 1 ? unit : factor + unit;
  }

  /** Time's unit as NumPy has it, such as {@code ns} or {@code 10s}; else, and without, null. */
  @Nullable String unit() {
    int begin = name.indexOf('[');
    return kind == Kind.TIME && begin > 0 ? name.substring(begin + 1, name.length() - 1) : null;
  }

  boolean isComplex() {
    return kind == Kind.COMPLEX;
  }

  boolean isNumeric() {
    return kind != Kind.OPAQUE;
  }

  /** Version 2's type string. */
  String toV2(ByteOrder order) {
    String unit = unit();
    return element.withOrder(order) + (unit == null ? "" : "[" + unit + "]");
  }

  /** Version 3's {@code data_type}. */
  JsonNode toV3() {
    if (kind != Kind.TIME) {
      return TextNode.valueOf(name);
    }
    String unit = unit();
    String digits = unit == null ? "" : unit.replaceFirst("[^0-9].*", "");
    ObjectNode json = Json.object().put("name", NUMPY + name.replaceFirst("\\[.*", ""));
    json.putObject("configuration")
        .put("unit", unit == null ? "generic" : unit.substring(digits.length()))
        .put("scale_factor", digits.isEmpty() ? 1 : Integer.parseInt(digits));
    return json;
  }
}
