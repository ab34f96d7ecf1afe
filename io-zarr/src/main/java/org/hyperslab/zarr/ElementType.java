package org.hyperslab.zarr;

import java.nio.ByteOrder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/**
 * The type of the elements that a filter takes or gives, as NumPy's type strings have it. Wider
 * than {@link DType}: stored floats may have 16 bits, and the bytes may be in either order.
 *
 * @param kind {@code b} bool, {@code i} signed, {@code u} unsigned, {@code f} float
 * @param bytes bytes per element
 * @param order of the bytes; native where there is only one
 */
record ElementType(char kind, int bytes, ByteOrder order) {
  private static final Pattern TYPE_STRING = Pattern.compile("([<>|=]?)([biuf])([1248])");
  private static final Pattern NAME = Pattern.compile("(int|uint|float)(8|16|32|64)");

  ElementType {
    if (bytes == 1) {
      order = ByteOrder.nativeOrder();
    }
  }

  /** A type in the machine's byte order. */
  static ElementType of(DType dtype) {
    char kind =
        switch (dtype.kind()) {
          case BOOL -> 'b';
          case SIGNED -> 'i';
          case UNSIGNED -> 'u';
          case FLOAT -> 'f';
        };
    return new ElementType(kind, dtype.bytes(), ByteOrder.nativeOrder());
  }

  /**
   * The type of {@code "<f4"}, {@code "float32"} or {@code "bool"}; null if it is none of these.
   */
  static @Nullable ElementType parse(String text) {
    Matcher string = TYPE_STRING.matcher(text);
    Matcher name = NAME.matcher(text);
    ElementType type = null;
    if (string.matches()) {
      ByteOrder order =
          switch (string.group(1)) {
            case "<" -> ByteOrder.LITTLE_ENDIAN;
            case ">" -> ByteOrder.BIG_ENDIAN;
            default -> ByteOrder.nativeOrder();
          };
      type = new ElementType(string.group(2).charAt(0), string.group(3).charAt(0) - '0', order);
    } else if (name.matches()) {
      int bytes = Integer.parseInt(name.group(2)) / 8;
      type = new ElementType(name.group(1).charAt(0), bytes, ByteOrder.nativeOrder());
    } else if (text.equals("bool") || text.equals("?")) {
      type = of(DType.BOOL);
    }
    return type == null || !type.exists() ? null : type;
  }

  private boolean exists() {
    return switch (kind) {
      case 'b' -> bytes == 1;
      case 'f' -> bytes > 1;
      default -> true;
    };
  }

  ElementType withOrder(ByteOrder value) {
    return new ElementType(kind, bytes, value);
  }

  boolean isFloat() {
    return kind == 'f';
  }

  /** Whether elements are integers, which bool is not. */
  boolean isInteger() {
    return kind == 'i' || kind == 'u';
  }

  boolean isSwapped() {
    return order != ByteOrder.nativeOrder();
  }

  /** NumPy's type string. */
  @Override
  public String toString() {
    String prefix = bytes == 1 ? "|" : order == ByteOrder.LITTLE_ENDIAN ? "<" : ">";
    return prefix + kind + bytes;
  }
}
