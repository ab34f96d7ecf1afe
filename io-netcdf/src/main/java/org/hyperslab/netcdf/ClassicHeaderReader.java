package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/**
 * Reads and checks the header of a classic file, after "The NetCDF Classic Format Specification".
 * Sizes of variables are computed from dimensions; those in the file are redundant, and wrong for
 * large variables.
 */
final class ClassicHeaderReader {
  static final int DIMENSIONS = 10;
  static final int VARIABLES = 11;
  static final int ATTRIBUTES = 12;

  /** More dimensions are legal but refused. */
  private static final int MOST_RANK = 64;

  private final ClassicInput in;
  private final int version;
  private final long records;

  /** A variable whose place is not known to be good. */
  record Declared(
      String name,
      ClassicType type,
      List<Integer> dimensions,
      List<ClassicAttribute> attributes,
      long begin) {}

  private ClassicHeaderReader(ClassicInput in) throws IOException {
    this.in = in;
    int magic = in.i32();
    this.version = magic & 0xff;
    if (magic >>> 8 != 0x434446 || (version != 1 && version != 2 && version != 5)) {
      throw in.malformed("no magic number of a classic file", 0);
    }
    if (version == 5) {
      in.widen();
    }
    this.records = in.rawSize();
    if (records < -1) {
      throw in.malformed("number of records is out of range: " + records);
    }
  }

  /**
   * Reads a header.
   *
   * @throws FormatException if it is malformed, or says that the file is longer than it is
   */
  static ClassicHeader read(ByteReader reader, String file) throws IOException {
    return new ClassicHeaderReader(new ClassicInput(reader, file)).read();
  }

  private ClassicHeader read() throws IOException {
    List<ClassicDimension> dimensions = dimensions();
    List<ClassicAttribute> attributes = attributes();
    List<Declared> declared = variables(dimensions);
    ClassicPlaces places = new ClassicPlaces(in, dimensions, declared);
    long counted = places.records(records);
    return new ClassicHeader(
        version,
        dimensions.stream()
            .map(d -> d.record() ? new ClassicDimension(d.name(), counted, true) : d)
            .toList(),
        attributes,
        places.variables(counted));
  }

  /** The length of a list, whose tag is absent if it is empty. */
  private int list(int tag, String what, int leastBytesEach) throws IOException {
    long at = in.position();
    int found = in.i32();
    int count = in.objects("number of " + what, leastBytesEach);
    if (found != tag && (found != 0 || count != 0)) {
      throw in.malformed("no list of " + what + ": tag=" + found, at);
    }
    return count;
  }

  private List<ClassicDimension> dimensions() throws IOException {
    int count = list(DIMENSIONS, "dimensions", 8);
    List<ClassicDimension> dimensions = new ArrayList<>();
    Set<String> names = new HashSet<>();
    boolean hasRecords = false;
    for (int i = 0; i < count; i++) {
      long at = in.position();
      String name = in.name();
      long length = version == 5 ? in.i64() : Integer.toUnsignedLong(in.i32());
      if (length < 0 || (length == 0 && hasRecords) || !names.add(name)) {
        throw in.malformed(
            "dimension is negative, the second record dimension or there twice: " + name, at);
      }
      hasRecords |= length == 0;
      dimensions.add(new ClassicDimension(name, length, length == 0));
    }
    return dimensions;
  }

  private List<ClassicAttribute> attributes() throws IOException {
    int count = list(ATTRIBUTES, "attributes", 12);
    List<ClassicAttribute> attributes = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long at = in.position();
      String name = in.name();
      if (!names.add(name)) {
        throw in.malformed("attribute is there twice: " + name, at);
      }
      ClassicType type = type("attribute " + name);
      long elements = in.count("length of attribute " + name, 0);
      byte[] values = in.padded(elements * type.bytes(), "attribute " + name);
      attributes.add(new ClassicAttribute(name, type, ByteBuffer.wrap(values).asReadOnlyBuffer()));
    }
    return attributes;
  }

  private ClassicType type(String what) throws IOException {
    long at = in.position();
    int code = in.i32();
    ClassicType type = ClassicType.of(code, version);
    if (type == null) {
      throw in.malformed("unknown type of " + what + ": " + code, at);
    }
    return type;
  }

  private List<Declared> variables(List<ClassicDimension> dimensions) throws IOException {
    int count = list(VARIABLES, "variables", 28);
    List<Declared> variables = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long at = in.position();
      String name = in.name();
      if (!names.add(name)) {
        throw in.malformed("variable is there twice: " + name, at);
      }
      List<Integer> own = dimensionsOf(name, dimensions);
      List<ClassicAttribute> attributes = attributes();
      ClassicType type = type("variable " + name);
      in.rawSize();
      long begin = version == 1 ? in.i32() : in.i64();
      variables.add(new Declared(name, type, own, attributes, begin));
    }
    return variables;
  }

  private List<Integer> dimensionsOf(String variable, List<ClassicDimension> all)
      throws IOException {
    int rank = in.count("rank of variable " + variable, 4);
    if (rank > MOST_RANK) {
      throw in.malformed("too many dimensions: variable=" + variable + ", rank=" + rank);
    }
    List<Integer> own = new ArrayList<>();
    for (int d = 0; d < rank; d++) {
      long at = in.position();
      long id = in.rawSize();
      if (id < 0 || id >= all.size()) {
        throw in.malformed("no such dimension: variable=" + variable + ", dimension=" + id, at);
      }
      if (d > 0 && all.get((int) id).record()) {
        throw in.malformed("record dimension is not the first: variable=" + variable, at);
      }
      own.add((int) id);
    }
    return own;
  }
}
