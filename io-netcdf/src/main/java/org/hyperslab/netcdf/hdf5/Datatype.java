package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hyperslab.store.FormatException;

/** A datatype message. */
sealed interface Datatype {
  /** Bytes of an element. */
  long size();

  /** An integer that fills its bytes. */
  record IntegerType(long size, boolean signed, ByteOrder order) implements Datatype {}

  /** An IEEE float of 2, 4 or 8 bytes. */
  record FloatType(long size, ByteOrder order) implements Datatype {}

  /**
   * A text of fixed size.
   *
   * @param spacePadded whether blanks at the end are no part of the text
   */
  record FixedText(long size, boolean spacePadded) implements Datatype {}

  /** Texts of any length, in the global heap. */
  record VariableText(long size) implements Datatype {}

  /** Sequences of any length, in the global heap. */
  record Sequence(long size, Datatype element) implements Datatype {}

  /** Names for some values of an integer type. */
  record Enumeration(IntegerType base, List<String> names, List<Long> values) implements Datatype {
    @Override
    public long size() {
      return base.size;
    }

    /** Whether the values are FALSE = 0 and TRUE = 1, as h5py and others write booleans. */
    boolean isBool() {
      return base.size == 1
          && names.size() == 2
          && names.stream()
              .map(n -> n.toUpperCase(Locale.ROOT))
              .toList()
              .containsAll(List.of("FALSE", "TRUE"))
          && values.get(names.get(0).equalsIgnoreCase("FALSE") ? 0 : 1) == 0
          && values.get(names.get(0).equalsIgnoreCase("FALSE") ? 1 : 0) == 1;
    }
  }

  /** An array as an element. */
  record ArrayType(long size, Datatype element, List<Long> extents) implements Datatype {}

  /** An address of an object. */
  record ObjectReference(long size) implements Datatype {}

  /** Several members. */
  record Compound(long size, List<Member> members) implements Datatype {}

  /** A member of a compound type. */
  record Member(String name, long offset, Datatype type) {}

  /**
   * Anything else.
   *
   * @param name what people call it
   */
  record Other(long size, String name) implements Datatype {}

  /** What people call the type. */
  default String describe() {
    return switch (this) {
      case IntegerType i -> (i.signed ? "int" : "uint") + 8 * i.size;
      case FloatType f -> "float" + 8 * f.size;
      case FixedText t -> t.size == 1 ? "char" : "S" + t.size;
      case VariableText t -> "string";
      case Sequence s -> "sequence of " + s.element.describe();
      case Enumeration e -> "enum of " + e.base.describe();
      case ArrayType a -> "array of " + a.element.describe();
      case ObjectReference r -> "reference";
      case Compound c -> "compound";
      case Other o -> o.name;
    };
  }

  /** Types in types deeper than this are no data. */
  int MOST_DEPTH = 16;

  static Datatype read(Cursor c) throws IOException {
    return read(c, 0);
  }

  private static Datatype read(Cursor c, int depth) throws FormatException {
    if (depth > MOST_DEPTH) {
      throw c.malformed("types nested too deeply");
    }
    int classAndVersion = c.u8();
    int version = classAndVersion >> 4;
    if (version < 1 || version > 5) {
      throw c.malformed("unsupported version of a datatype: " + version);
    }
    int bits = c.u16() | c.u8() << 16;
    long size = c.u32();
    if (size == 0) {
      throw c.malformed("datatype of 0 bytes");
    }
    return switch (classAndVersion & 15) {
      case 0 -> integer(c, bits, size);
      case 1 -> floating(c, bits, size);
      case 2 -> {
        c.skip(2);
        yield new Other(size, "time");
      }
      case 3 -> new FixedText(size, (bits & 15) == 2);
      case 4 -> {
        c.skip(4);
        yield new Other(size, "bitfield");
      }
      case 5 -> {
        c.skip(bits & 0xff);
        yield new Other(size, "opaque");
      }
      case 6 -> compound(c, version, bits & 0xffff, size, depth);
      case 7 -> (bits & 15) == 0 ? new ObjectReference(size) : new Other(size, "reference");
      case 8 -> enumeration(c, version, bits & 0xffff, depth);
      case 9 -> {
        Datatype base = read(c, depth + 1);
        yield (bits & 15) == 1 ? new VariableText(size) : new Sequence(size, base);
      }
      case 10 -> array(c, version, size, depth);
      default -> throw c.malformed("unknown class of a datatype: " + (classAndVersion & 15));
    };
  }

  private static ByteOrder order(int bits) {
    return (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static Datatype integer(Cursor c, int bits, long size) throws FormatException {
    int offset = c.u16();
    int precision = c.u16();
    boolean whole =
        offset == 0 && precision == 8 * size && (size == 1 || size == 2 || size == 4 || size == 8);
    return whole
        ? new IntegerType(size, (bits & 8) != 0, order(bits))
        : new Other(size, "integer of " + precision + " bits");
  }

  private static Datatype floating(Cursor c, int bits, long size) throws FormatException {
    int offset = c.u16();
    int precision = c.u16();
    int exponentAt = c.u8();
    int exponentBits = c.u8();
    int mantissaAt = c.u8();
    int mantissaBits = c.u8();
    long bias = c.u32();
    boolean plain =
        offset == 0
            && precision == 8 * size
            && mantissaAt == 0
            && exponentAt == mantissaBits
            && (bits & 0x70) == 0x20
            && (bits >> 8 & 0xff) == 8 * size - 1;
    boolean ieee =
        switch ((int) size) {
          case 2 -> exponentBits == 5 && mantissaBits == 10 && bias == 15;
          case 4 -> exponentBits == 8 && mantissaBits == 23 && bias == 127;
          case 8 -> exponentBits == 11 && mantissaBits == 52 && bias == 1023;
          default -> false;
        };
    return plain && ieee
        ? new FloatType(size, order(bits))
        : new Other(size, "float of " + precision + " bits");
  }

  private static Datatype compound(Cursor c, int version, int count, long size, int depth)
      throws FormatException {
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = c.position();
      String name = c.terminatedText();
      if (version < 3) {
        c.skip(-(c.position() - from) & 7);
      }
      long offset = c.unsigned(version < 3 ? 4 : bytesFor(size));
      List<Long> extents = version == 1 ? oldMemberExtents(c) : List.of();
      Datatype type = read(c, depth + 1);
      if (offset > size - type.size()) {
        throw c.malformed("member is outside its compound type: " + name);
      }
      members.add(new Member(name, offset, extents.isEmpty() ? type : arrayOf(c, type, extents)));
    }
    return new Compound(size, List.copyOf(members));
  }

  private static List<Long> oldMemberExtents(Cursor c) throws FormatException {
    int rank = c.u8();
    c.skip(3 + 4 + 4);
    List<Long> extents = new ArrayList<>();
    for (int d = 0; d < 4; d++) {
      long extent = c.u32();
      if (d < rank) {
        extents.add(extent);
      }
    }
    return extents;
  }

  /** Bytes that hold numbers up to this one. */
  private static int bytesFor(long most) {
    return (64 - Long.numberOfLeadingZeros(most) + 7) / 8;
  }

  private static Datatype enumeration(Cursor c, int version, int count, int depth)
      throws FormatException {
    if (!(read(c, depth + 1) instanceof IntegerType base)) {
      throw c.malformed("enumeration of something else than integers");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = c.position();
      names.add(c.terminatedText());
      if (version < 3) {
        c.skip(-(c.position() - from) & 7);
      }
    }
    List<Long> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(Elements.integer(base, c.bytes(base.size), 0));
    }
    return new Enumeration(base, List.copyOf(names), List.copyOf(values));
  }

  private static Datatype array(Cursor c, int version, long size, int depth)
      throws FormatException {
    int rank = c.u8();
    c.skip(version < 3 ? 3 : 0);
    List<Long> extents = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      extents.add(c.u32());
    }
    c.skip(version < 3 ? 4L * rank : 0);
    Datatype array = arrayOf(c, read(c, depth + 1), extents);
    if (array.size() != size) {
      throw c.malformed("array type has the wrong size: " + size);
    }
    return array;
  }

  private static Datatype arrayOf(Cursor c, Datatype element, List<Long> extents)
      throws FormatException {
    long size = element.size();
    for (long extent : extents) {
      if (extent == 0 || size > Integer.MAX_VALUE / extent) {
        throw c.malformed("array type is too large: " + extents);
      }
      size *= extent;
    }
    return new ArrayType(size, element, List.copyOf(extents));
  }
}
