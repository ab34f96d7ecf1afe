package org.hyperslab.netcdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import ucar.ma2.Array;
import ucar.ma2.ArrayChar;
import ucar.ma2.DataType;
import ucar.nc2.Variable;

/** A variable of texts, or of a type that can only be listed, that cdm-core reads. */
final class CdmText implements TextSource {
  private final CdmFiles files;
  private final String variable;
  private final DataType type;
  private final Shape shape;

  CdmText(CdmFiles files, Variable v, Shape shape) {
    this.files = files;
    this.variable = v.getFullName();
    this.type = v.getDataType();
    this.shape = shape;
  }

  @Override
  public String type() {
    return type.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public Shape shape() {
    return shape;
  }

  @Override
  public boolean isChars() {
    return type == DataType.CHAR;
  }

  @Override
  public List<String> read() throws IOException {
    if (type != DataType.CHAR && type != DataType.STRING) {
      throw new FormatException(
          "type is not supported: file=%s, variable=%s, type=%s"
              .formatted(files.path(), variable, type()));
    }
    Array array =
        files.with(
            file -> {
              Variable v = file.findVariable(variable);
              if (v == null) {
                throw new FormatException("variable is gone: " + variable);
              }
              return v.read();
            });
    List<String> texts = new ArrayList<>();
    if (array instanceof ArrayChar chars) {
      ArrayChar.StringIterator each = chars.getStringIterator();
      while (each.hasNext()) {
        texts.add(each.next());
      }
    } else {
      for (int i = 0; i < array.getSize(); i++) {
        texts.add(String.valueOf(array.getObject(i)));
      }
    }
    return texts;
  }
}
