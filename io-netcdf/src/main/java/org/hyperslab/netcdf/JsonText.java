package org.hyperslab.netcdf;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON for attributes that no NetCDF type can hold. */
final class JsonText {
  private JsonText() {}

  /** A value made of maps, lists, strings, numbers, booleans and nulls; anything else as a text. */
  static String of(@Nullable Object value) {
    StringBuilder out = new StringBuilder();
    append(value, out);
    return out.toString();
  }

  private static void append(@Nullable Object value, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map -> {
        String separator = "{";
        for (Map.Entry<?, ?> e : map.entrySet()) {
          out.append(separator);
          quote(String.valueOf(e.getKey()), out);
          out.append(": ");
          append(e.getValue(), out);
          separator = ", ";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      }
      case Iterable<?> list -> {
        String separator = "[";
        for (Object e : list) {
          out.append(separator);
          append(e, out);
          separator = ", ";
        }
        out.append(separator.equals("[") ? "[]" : "]");
      }
      case null -> out.append("null");
      case Number n -> out.append(n);
      case Boolean b -> out.append(b);
      default -> quote(value.toString(), out);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    text.chars()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
              } else if (c < 0x20) {
                out.append("\\u%04x".formatted(c));
              } else {
                out.append((char) c);
              }
            });
    out.append('"');
  }
}
