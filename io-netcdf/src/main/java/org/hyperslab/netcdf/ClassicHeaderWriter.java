package org.hyperslab.netcdf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the header of a classic file. */
final class ClassicHeaderWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int version;

  private ClassicHeaderWriter(int version) {
    this.version = version;
  }

  static byte[] write(ClassicHeader header) {
    ClassicHeaderWriter w = new ClassicHeaderWriter(header.version());
    w.i32(0x434446 << 8 | header.version());
    w.size(
        header.dimensions().stream()
            .filter(ClassicDimension::record)
            .mapToLong(ClassicDimension::length)
            .findAny()
            .orElse(0));
    w.dimensions(header.dimensions());
    w.attributes(header.attributes());
    w.variables(header);
    return w.out.toByteArray();
  }

  private void i32(int value) {
    out.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
  }

  private void i64(long value) {
    out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
  }

  private void size(long value) {
    if (version == 5) {
      i64(value);
    } else {
      i32((int) value);
    }
  }

  private void padded(byte[] bytes) {
    out.writeBytes(bytes);
    out.writeBytes(new byte[-bytes.length & 3]);
  }

  private void name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    size(bytes.length);
    padded(bytes);
  }

  private void list(int tag, int count) {
    i32(count == 0 ? 0 : tag);
    size(count);
  }

  private void dimensions(List<ClassicDimension> dimensions) {
    list(ClassicHeaderReader.DIMENSIONS, dimensions.size());
    for (ClassicDimension d : dimensions) {
      name(d.name());
      size(d.record() ? 0 : d.length());
    }
  }

  private void attributes(List<ClassicAttribute> attributes) {
    list(ClassicHeaderReader.ATTRIBUTES, attributes.size());
    for (ClassicAttribute a : attributes) {
      name(a.name());
      i32(a.type().code());
      size(a.count());
      byte[] bytes = new byte[a.values().remaining()];
      a.values().duplicate().get(bytes);
      padded(bytes);
    }
  }

  private void variables(ClassicHeader header) {
    list(ClassicHeaderReader.VARIABLES, header.variables().size());
    for (ClassicVariable v : header.variables()) {
      name(v.name());
      size(v.dimensions().size());
      v.dimensions().forEach(this::size);
      attributes(v.attributes());
      i32(v.type().code());
      long bytes = (v.layout().runBytes() + 3) & -4;
      size(version == 5 || bytes <= 0xffff_fffcL ? bytes : -1);
      if (version == 1) {
        i32((int) v.layout().begin());
      } else {
        i64(v.layout().begin());
      }
    }
  }
}
