package org.hyperslab.zarr;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;

/** Zarr groups as datasets, as xarray sees them. */
final class DatasetReader {
  /** Where links lead to groups in several ways, there can be far more than are stored. */
  private static final int MOST_GROUPS = 1 << 20;

  /** Lengths of the dimensions so far. */
  private final Map<String, Long> lengths = new HashMap<>();

  private DatasetReader() {}

  static Dataset read(ZarrGroup group) throws IOException {
    return read(group, new int[1]);
  }

  private static Dataset read(ZarrGroup group, int[] groups) throws IOException {
    if (++groups[0] > MOST_GROUPS) {
      throw new FormatException("too many groups: file=" + group.location());
    }
    DatasetReader reader = new DatasetReader();
    Dataset.Builder b =
        Dataset.builder()
            .name(group.location())
            .attributes(JsonAttributes.read(group.attributes()));
    for (String name : group.arrays()) {
      reader.add(b, group, name);
    }
    for (String name : group.groups()) {
      b.group(name, read(group.group(name), groups));
    }
    return b.build();
  }

  static Dataset read(ZarrArray array, String name) {
    Dataset.Builder b = Dataset.builder().name(array.name());
    new DatasetReader().add(b, array, name);
    return b.build();
  }

  private void add(Dataset.Builder b, ZarrGroup group, String name) throws IOException {
    try {
      add(b, group.array(name), name);
    } catch (FormatException e) {
      b.variable(
          Variable.ofText(
              name, List.of(), new Unreadable("unsupported", Shape.of(), e), Attributes.none()));
    }
  }

  /** Adds an array; a complex one as two variables. */
  private void add(Dataset.Builder b, ZarrArray array, String name) {
    List<String> dimensions = dimensions(array, name);
    if (!array.isNumeric()) {
      Attributes attributes = JsonAttributes.read(array.attributes());
      b.variable(
          Variable.ofText(name, dimensions, text(array), attributes).withStorage(array.codecs()));
    } else if (array.isComplex()) {
      Attributes attributes = JsonAttributes.read(array.attributes());
      b.variable(Variable.of(name + "_real", dimensions, array.real(), attributes));
      b.variable(Variable.of(name + "_imag", dimensions, array.imaginary(), attributes));
    } else {
      b.variable(
          Variable.of(name, dimensions, array.array(), attributes(array))
              .withStorage(array.codecs()));
    }
  }

  private static TextSource text(ZarrArray array) {
    try {
      return array.text();
    } catch (FormatException e) {
      return new Unreadable(array.storedType(), array.shape(), e);
    }
  }

  private List<String> dimensions(ZarrArray array, String name) {
    List<String> dimensions = new ArrayList<>();
    for (int d = 0; d < array.shape().rank(); d++) {
      String given = array.dimensionNames().isEmpty() ? null : array.dimensionNames().get(d);
      long length = array.shape().dim(d);
      String dimension = given == null || given.isEmpty() ? "dim_" + d : given;
      Long known = lengths.putIfAbsent(dimension, length);
      if (known != null && known != length) {
        dimension = name + "_" + dimension;
        lengths.put(dimension, length);
      }
      dimensions.add(dimension);
    }
    return dimensions;
  }

  /**
   * An array's attributes. In v2 its fill value is what {@code _FillValue} is elsewhere, if it
   * names its dimensions: that is how xarray stores it.
   */
  private static Attributes attributes(ZarrArray array) {
    Attributes attributes = JsonAttributes.read(array.attributes());
    DType dtype = array.dtype();
    if (array.format() == 2 && !array.dimensionNames().isEmpty() && array.hasFillValue()) {
      FillValue fill = array.fillValue();
      return attributes.with(JsonAttributes.FILL, Numbers.ofBits(dtype, fill.bits()));
    }
    Double fill = JsonAttributes.decodeFill(attributes.text(JsonAttributes.FILL));
    return fill == null || !dtype.isFloat()
        ? attributes
        : attributes.with(JsonAttributes.FILL, Numbers.of(dtype, fill));
  }

  /** An array that can be listed only. */
  private record Unreadable(String type, Shape shape, FormatException reason)
      implements TextSource {
    @Override
    public List<String> read() throws IOException {
      throw new FormatException(String.valueOf(reason.getMessage()), reason);
    }
  }
}
