package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;
import ucar.ma2.DataType;
import ucar.nc2.Attribute;
import ucar.nc2.Group;
import ucar.nc2.NetcdfFile;

/** Makes a dataset of a file of any format that cdm-core knows, such as HDF4. */
final class CdmDataset {
  /** Cdm-core unpacks files of such names into others beside them, however large these get. */
  private static final Pattern COMPRESSED = Pattern.compile("(?i).*\\.(z|zip|gz|gzip|bz2)");

  private final Path path;
  private final CdmFiles files;

  private CdmDataset(Path path, CdmFiles files) {
    this.path = path;
    this.files = files;
  }

  /**
   * Opens a file; the dataset holds it open until it is closed.
   *
   * @throws FormatException if cdm-core cannot read the file either
   */
  static Dataset open(Path path) throws IOException {
    if (COMPRESSED.matcher(path.toString()).matches()) {
      throw new FormatException("a compressed file, to be unpacked first: file=" + path);
    }
    CdmFiles files = new CdmFiles(path);
    try {
      return files.with(file -> new CdmDataset(path, files).dataset(file));
    } catch (IOException e) {
      files.close();
      throw new FormatException(
          "neither a NetCDF or HDF5 file nor one that cdm-core reads: file=%s: %s"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  private Dataset dataset(NetcdfFile file) throws IOException {
    return group(file.getRootGroup()).resource(files::close).build();
  }

  private Dataset.Builder group(Group group) throws IOException {
    Dataset.Builder builder =
        Dataset.builder().name(path.toString()).attributes(attributes(group.attributes()));
    for (ucar.nc2.Dimension d : group.getDimensions()) {
      builder.dimension(new Dimension(d.getShortName(), d.getLength(), d.isUnlimited()));
    }
    for (ucar.nc2.Variable v : group.getVariables()) {
      builder.variable(variable(v));
    }
    for (Group g : group.getGroups()) {
      builder.group(g.getShortName(), group(g).build());
    }
    return builder;
  }

  private Variable variable(ucar.nc2.Variable v) throws FormatException {
    List<String> dimensions = new ArrayList<>();
    long[] extents = new long[v.getRank()];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = v.getShape(d);
      String name = v.getDimension(d).getShortName();
      // A dimension that is only this variable's has no name, or one that others use too.
      dimensions.add(name == null || name.isEmpty() ? v.getShortName() + "_" + d : name);
    }
    Shape shape;
    try {
      shape = Shape.of(extents);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new FormatException(
          "variable is too large: file=%s, variable=%s".formatted(path, v.getFullName()), e);
    }
    Attributes attributes = attributes(v.attributes());
    DType dtype = dtype(v.getDataType());
    return dtype == null
        ? Variable.ofText(v.getShortName(), dimensions, new CdmText(files, v, shape), attributes)
        : Variable.of(
            v.getShortName(),
            dimensions,
            ChunkedArray.from(new CdmSource(path, files, v, dtype, shape)),
            attributes);
  }

  static @Nullable DType dtype(DataType type) {
    return switch (type) {
      case BYTE -> DType.INT8;
      case UBYTE -> DType.UINT8;
      case SHORT -> DType.INT16;
      case USHORT -> DType.UINT16;
      case INT -> DType.INT32;
      case UINT -> DType.UINT32;
      case LONG -> DType.INT64;
      case ULONG -> DType.UINT64;
      case FLOAT -> DType.FLOAT32;
      case DOUBLE -> DType.FLOAT64;
      case ENUM1 -> DType.INT8;
      case ENUM2 -> DType.INT16;
      case ENUM4 -> DType.INT32;
      case BOOLEAN, CHAR, STRING, STRUCTURE, SEQUENCE, OPAQUE, OBJECT -> null;
    };
  }

  private static Attributes attributes(Iterable<Attribute> all) {
    Attributes.Builder builder = Attributes.builder();
    for (Attribute a : all) {
      DType dtype = a.getDataType() == null ? null : dtype(a.getDataType());
      if (a.isString() && a.getLength() > 0) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < a.getLength(); i++) {
          texts.add(String.valueOf(a.getStringValue(i)));
        }
        if (texts.size() == 1) {
          builder.put(a.getShortName(), texts.getFirst());
        } else {
          builder.put(a.getShortName(), texts);
        }
      } else if (dtype != null) {
        builder.put(a.getShortName(), numbers(a, dtype));
      }
    }
    return builder.build();
  }

  private static Numbers numbers(Attribute a, DType dtype) {
    long[] bits = new long[a.getLength()];
    for (int i = 0; i < bits.length; i++) {
      Number n = a.getNumericValue(i);
      bits[i] =
          n == null
              ? 0
              : switch (dtype) {
                case FLOAT32 -> Float.floatToRawIntBits(n.floatValue());
                case FLOAT64 -> Double.doubleToRawLongBits(n.doubleValue());
                default -> n.longValue();
              };
    }
    return Numbers.ofBits(dtype, bits);
  }
}
