package org.hyperslab.netcdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;

/**
 * What a classic file for a dataset looks like: its version, which dimension is the record
 * dimension, and where every variable is. Texts that aren't arrays of characters get a dimension
 * for their longest, named {@code stringN}.
 */
final class ClassicDesign {
  /** The largest size that a CDF-2 header can hold. */
  private static final long MOST_CDF2_BYTES = 0xffff_fffcL;

  private static final long MOST_CDF2_LENGTH = Integer.MAX_VALUE - 3;

  private final Dataset dataset;
  private final NetCdfFormat format;
  private final String recordDimension;

  /**
   * @throws IllegalArgumentException if the format cannot hold the dataset
   */
  ClassicDesign(Dataset dataset, NetCdfFormat format) {
    this.dataset = dataset;
    this.format = format;
    this.recordDimension = chooseRecordDimension(dataset);
    if (!dataset.groups().isEmpty()) {
      throw new IllegalArgumentException(
          "classic files have no groups: groups=" + dataset.groups().keySet());
    }
    for (Dimension d : dataset.dimensions()) {
      if (d.length() == 0 && !d.name().equals(recordDimension)) {
        throw new IllegalArgumentException(
            "in classic files only the record dimension may be empty: dimension=" + d.name());
      }
    }
    String reason = whyNotCdf2();
    if (format == NetCdfFormat.CDF2 && !reason.isEmpty()) {
      throw new IllegalArgumentException("CDF-2 cannot hold the dataset: " + reason);
    }
  }

  /** The first unlimited or empty dimension that is nowhere behind others; empty if none is. */
  private static String chooseRecordDimension(Dataset dataset) {
    String chosen = "";
    for (Dimension d : dataset.dimensions()) {
      boolean leads =
          dataset.variables().stream().allMatch(v -> v.dimensions().lastIndexOf(d.name()) < 1);
      if (leads && (d.length() == 0 || (d.unlimited() && chosen.isEmpty()))) {
        chosen = d.name();
      }
    }
    return chosen;
  }

  private String whyNotCdf2() {
    for (Dimension d : dataset.dimensions()) {
      if (d.length() > MOST_CDF2_LENGTH) {
        return "dimension " + d.name() + " is too long: " + d.length();
      }
    }
    for (Variable v : dataset.variables()) {
      if (v.isNumeric()) {
        ClassicType type = ClassicType.of(v.array().dtype());
        if (type.needsCdf5()) {
          return "variable " + v.name() + " is of type " + v.type();
        }
        long run = type.bytes();
        for (int d = 0; d < v.rank(); d++) {
          run *= isRecord(v.dimensions(), d) ? 1 : v.shape().dim(d);
        }
        if (run > MOST_CDF2_BYTES) {
          return "variable " + v.name() + " is too large: bytes=" + run;
        }
      }
    }
    return "";
  }

  private boolean isRecord(List<String> dimensions, int d) {
    return d == 0 && dimensions.get(0).equals(recordDimension);
  }

  private int version() {
    return switch (format) {
      case CDF5 -> 5;
      case CDF2 -> 2;
      case CLASSIC, NETCDF4 -> whyNotCdf2().isEmpty() ? 2 : 5;
    };
  }

  /**
   * The file's header.
   *
   * @param texts the variables that have texts
   */
  ClassicHeader header(Map<String, TextRows> texts) {
    int version = version();
    Map<String, ClassicDimension> dimensions = new LinkedHashMap<>();
    for (Dimension d : dataset.dimensions()) {
      dimensions.put(
          d.name(), new ClassicDimension(d.name(), d.length(), d.name().equals(recordDimension)));
    }
    List<ClassicHeaderReader.Declared> declared = new ArrayList<>();
    for (Variable v : dataset.variables()) {
      List<String> names = new ArrayList<>(v.dimensions());
      TextRows rows = texts.get(v.name());
      if (rows != null && !v.text().isChars()) {
        names.add(characters(rows.width(), dimensions));
      }
      List<String> order = List.copyOf(dimensions.keySet());
      declared.add(
          new ClassicHeaderReader.Declared(
              v.name(),
              rows != null ? ClassicType.CHAR : ClassicType.of(v.array().dtype()),
              names.stream().map(order::indexOf).toList(),
              ClassicAttributes.of(v.attributes(), version),
              0));
    }
    return place(version, List.copyOf(dimensions.values()), declared);
  }

  /** A dimension for characters, made if there is none of that name and length. */
  private static String characters(int width, Map<String, ClassicDimension> dimensions) {
    String name = "string" + width;
    while (dimensions.containsKey(name)
        && (dimensions.get(name).length() != width || dimensions.get(name).record())) {
      name += "_";
    }
    dimensions.putIfAbsent(name, new ClassicDimension(name, width, false));
    return name;
  }

  private ClassicHeader place(
      int version, List<ClassicDimension> dimensions, List<ClassicHeaderReader.Declared> declared) {
    List<ClassicAttribute> attributes = ClassicAttributes.of(dataset.attributes(), version);
    List<ClassicVariable> unplaced = new ArrayList<>();
    long recordBytes = 0;
    int inRecords = 0;
    for (ClassicHeaderReader.Declared v : declared) {
      boolean record = !v.dimensions().isEmpty() && dimensions.get(v.dimensions().get(0)).record();
      long[] shape = v.dimensions().stream().mapToLong(d -> dimensions.get(d).length()).toArray();
      ClassicLayout layout =
          new ClassicLayout(Shape.of(shape), v.type().bytes(), 0, record ? 1 : 0);
      unplaced.add(new ClassicVariable(v.name(), v.type(), v.dimensions(), v.attributes(), layout));
      if (record) {
        recordBytes += (layout.runBytes() + 3) & -4;
        inRecords++;
      }
    }
    if (inRecords == 1) {
      recordBytes =
          unplaced.stream()
              .filter(v -> v.layout().hasRecords())
              .mapToLong(v -> v.layout().runBytes())
              .sum();
    }
    long at =
        ClassicHeaderWriter.write(new ClassicHeader(version, dimensions, attributes, unplaced))
            .length;
    List<ClassicVariable> placed = new ArrayList<>(unplaced);
    for (boolean records : new boolean[] {false, true}) {
      for (int i = 0; i < placed.size(); i++) {
        ClassicVariable v = placed.get(i);
        if (v.layout().hasRecords() == records) {
          placed.set(i, v.at(at, records ? recordBytes : 0));
          at += (v.layout().runBytes() + 3) & -4;
        }
      }
    }
    return new ClassicHeader(version, dimensions, attributes, placed);
  }
}
