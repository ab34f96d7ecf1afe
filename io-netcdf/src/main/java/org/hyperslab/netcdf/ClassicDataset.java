package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/** Makes a dataset of a classic file. It holds nothing open: every load opens the file. */
final class ClassicDataset {
  private ClassicDataset() {}

  /**
   * Reads the header.
   *
   * @param reader of the file
   * @throws FormatException if it is malformed, or the file is shorter than it says
   */
  static Dataset open(ByteFile file, ByteReader reader) throws IOException {
    ClassicHeader header = ClassicHeaderReader.read(reader, file.name());
    Dataset.Builder dataset =
        Dataset.builder().name(file.name()).attributes(attributes(header.attributes()));
    for (ClassicDimension d : header.dimensions()) {
      dataset.dimension(new Dimension(d.name(), d.length(), d.record()));
    }
    header.variables().forEach(v -> dataset.variable(variable(file, header, v)));
    return dataset.build();
  }

  private static Variable variable(ByteFile file, ClassicHeader header, ClassicVariable v) {
    List<String> dimensions = new ArrayList<>();
    v.dimensions().forEach(d -> dimensions.add(header.dimensions().get(d).name()));
    Attributes attributes = attributes(v.attributes());
    return v.type() == ClassicType.CHAR
        ? Variable.ofText(v.name(), dimensions, new ClassicText(file, v), attributes)
        : Variable.of(
            v.name(), dimensions, ChunkedArray.from(new ClassicSource(file, v)), attributes);
  }

  private static Attributes attributes(List<ClassicAttribute> stored) {
    Attributes.Builder attributes = Attributes.builder();
    stored.forEach(a -> attributes.put(a.name(), value(a)));
    return attributes.build();
  }

  private static AttributeValue value(ClassicAttribute a) {
    ByteBuffer values = a.values();
    if (a.type() == ClassicType.CHAR) {
      return new AttributeValue.Text(Texts.decode(values, false));
    }
    long[] bits = new long[a.count()];
    for (int i = 0; i < bits.length; i++) {
      int at = values.position() + i * a.type().bytes();
      bits[i] =
          switch (a.type().bytes()) {
            case 1 -> values.get(at);
            case 2 -> values.getShort(at);
            case 4 -> values.getInt(at);
            default -> values.getLong(at);
          };
    }
    return Numbers.ofBits(a.type().dtype(), bits);
  }
}
