package org.hyperslab.netcdf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Numbers;

/** Attributes in the types that a classic format has. */
final class ClassicAttributes {
  private ClassicAttributes() {}

  /**
   * Attributes for a file of a version. Several texts become one, with commas between; what only
   * JSON can say becomes a text of JSON. Integers that CDF-2 has no type for become ints where they
   * fit, and doubles else.
   */
  static List<ClassicAttribute> of(Attributes attributes, int version) {
    List<ClassicAttribute> all = new ArrayList<>();
    attributes.forEach((name, value) -> all.add(of(name, value, version)));
    return all;
  }

  private static ClassicAttribute of(String name, AttributeValue value, int version) {
    return switch (value) {
      case AttributeValue.Text t -> text(name, t.text());
      case AttributeValue.Texts t -> text(name, t.toString());
      case AttributeValue.Structure s -> text(name, JsonText.of(s.value()));
      case Numbers n -> numbers(name, version == 5 ? n : narrowed(n));
    };
  }

  private static ClassicAttribute text(String name, String text) {
    return new ClassicAttribute(
        name, ClassicType.CHAR, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Numbers narrowed(Numbers n) {
    if (!ClassicType.of(n.dtype()).needsCdf5()) {
      return n;
    }
    boolean fits = true;
    for (int i = 0; i < n.size(); i++) {
      long v = n.getLong(i);
      fits &= v == (int) v && (v >= 0 || n.dtype() != DType.UINT64);
    }
    return fits ? Numbers.of(DType.INT32, n.toLongs()) : Numbers.of(DType.FLOAT64, n.toDoubles());
  }

  private static ClassicAttribute numbers(String name, Numbers n) {
    ClassicType type = ClassicType.of(n.dtype());
    ByteBuffer bytes = ByteBuffer.allocate(n.size() * type.bytes());
    for (int i = 0; i < n.size(); i++) {
      switch (type.bytes()) {
        case 1 -> bytes.put((byte) n.bits(i));
        case 2 -> bytes.putShort((short) n.bits(i));
        case 4 -> bytes.putInt((int) n.bits(i));
        default -> bytes.putLong(n.bits(i));
      }
    }
    return new ClassicAttribute(name, type, bytes.flip());
  }
}
