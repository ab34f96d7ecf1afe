package org.hyperslab.netcdf;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.hyperslab.ChunkedArray;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.TimeUnits;
import org.hyperslab.dataset.Variable;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.FormatException;

/** Several files as one, one behind another along a dimension. */
final class Joined {
  /** Attributes that say what stored numbers mean. */
  private static final List<String> MEANINGS =
      List.of(
          "scale_factor",
          "add_offset",
          "_FillValue",
          "missing_value",
          "valid_range",
          "valid_min",
          "valid_max",
          "_Unsigned");

  /** The stored numbers that stand for no time. */
  private static final List<String> MISSING = List.of("_FillValue", "missing_value");

  private final List<ByteFile> files;
  private final List<Dataset> parts;
  private final String along;

  private Joined(List<ByteFile> files, List<Dataset> parts, String along) {
    this.files = files;
    this.parts = parts;
    this.along = along;
  }

  static Dataset open(List<ByteFile> files, String along) throws IOException {
    if (files.isEmpty()) {
      throw new IllegalArgumentException("no files");
    }
    List<Dataset> parts = new ArrayList<>();
    try {
      openAll(files, parts);
      return new Joined(files, parts, along).join();
    } catch (IOException | RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  /** Opens all files, and names all that cannot be. */
  private static void openAll(List<ByteFile> files, List<Dataset> parts) throws IOException {
    List<IOException> failures = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (ByteFile file : files) {
      try {
        parts.add(NetCdf.open(file));
      } catch (IOException e) {
        names.add(file.name());
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      IOException e =
          new IOException(
              "files cannot be opened: %d of %d: %s: %s"
                  .formatted(names.size(), files.size(), names, failures.getFirst().getMessage()),
              failures.getFirst());
      failures.stream().skip(1).forEach(e::addSuppressed);
      throw e;
    }
  }

  private static void closeAll(List<Dataset> parts) throws IOException {
    for (Dataset part : parts) {
      part.close();
    }
  }

  private Dataset join() throws FormatException {
    Dataset first = parts.getFirst();
    Dataset.Builder builder =
        Dataset.builder()
            .name(files.getFirst().name() + " and " + (files.size() - 1) + " more")
            .attributes(first.attributes())
            .resource(() -> closeAll(parts));
    long length = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (!parts.get(i).hasDimension(along)) {
        throw mismatch(i, "no such dimension: " + along);
      }
      length = Math.addExact(length, parts.get(i).dimension(along).length());
    }
    for (Dimension d : first.dimensions()) {
      builder.dimension(d.name().equals(along) ? new Dimension(along, length, d.unlimited()) : d);
    }
    for (Variable v : first.variables()) {
      boolean grows = v.dimensions().contains(along);
      builder.variable(grows && v.isNumeric() ? joined(v) : v);
      if (grows && !v.isNumeric()) {
        throw new FormatException(
            "texts cannot be joined: file=%s, variable=%s"
                .formatted(files.getFirst().name(), v.name()));
      }
    }
    return builder.build();
  }

  private Variable joined(Variable first) throws FormatException {
    int axis = first.axis(along);
    List<ChunkedArray> arrays = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Dataset part = parts.get(i);
      if (!part.hasVariable(first.name()) || !part.variable(first.name()).isNumeric()) {
        throw mismatch(i, "no such variable: " + first.name());
      }
      Variable v = part.variable(first.name());
      boolean same =
          v.dimensions().equals(first.dimensions())
              && v.shape().with(axis, 0).equals(first.shape().with(axis, 0))
              && v.array().dtype() == first.array().dtype();
      if (!same) {
        throw mismatch(i, "variable differs: %s, in the first file %s".formatted(v, first));
      }
      for (String meaning : MEANINGS) {
        if (!Objects.equals(v.attributes().get(meaning), first.attributes().get(meaning))) {
          throw mismatch(
              i,
              "attribute differs: variable=%s, %s=%s, in the first file %s"
                  .formatted(
                      v.name(),
                      meaning,
                      v.attributes().get(meaning),
                      first.attributes().get(meaning)));
        }
      }
      arrays.add(
          inUnitsOf(parts.getFirst().described(first.name()), part.described(first.name()), i));
    }
    return Variable.of(
            first.name(),
            first.dimensions(),
            ChunkedArray.concatenate(axis, arrays.toArray(ChunkedArray[]::new)),
            first.attributes())
        .withStorage(first.storage());
  }

  /** Times count from different days in different files; all become the first file's. */
  private ChunkedArray inUnitsOf(Variable first, Variable v, int i) throws FormatException {
    Attributes a = v.attributes();
    String units = a.text("units");
    String wanted = first.attributes().text("units");
    String calendar = a.text("calendar");
    String wantedCalendar = first.attributes().text("calendar");
    if (Objects.equals(units, wanted) && Objects.equals(calendar, wantedCalendar)) {
      return v.array();
    }
    if (units == null || wanted == null || !TimeUnits.isTime(units) || !TimeUnits.isTime(wanted)) {
      throw mismatch(
          i,
          "units differ: variable=%s, %s, in the first file %s".formatted(v.name(), units, wanted));
    }
    try {
      TimeUnits own = TimeUnits.parse(units, calendar);
      TimeUnits common = TimeUnits.parse(wanted, wantedCalendar);
      if (own.equals(common)) {
        return v.array();
      }
      double begin = common.encode(own.origin());
      double scale = (double) own.nanosPerUnit() / common.nanosPerUnit();
      ChunkedArray stored = v.array().cast(DType.FLOAT64);
      return withMissing(v, stored, stored.multiply(scale).add(begin), i);
    } catch (IllegalArgumentException e) {
      throw mismatch(i, "times differ: variable=%s: %s".formatted(v.name(), e.getMessage()));
    }
  }

  /** What stands for no time stays what it is. */
  private ChunkedArray withMissing(Variable v, ChunkedArray stored, ChunkedArray times, int i)
      throws FormatException {
    ChunkedArray result = times;
    for (String name : MEANINGS) {
      if (MISSING.contains(name)) {
        Numbers missing = v.attributes().numbers(name);
        for (int n = 0; missing != null && n < missing.size(); n++) {
          result = ChunkedArray.where(stored.equal(missing.getDouble(n)), stored, result);
        }
      } else if (v.attributes().has(name)) {
        throw mismatch(
            i,
            "times count from different moments and are packed or have a valid range:"
                + " variable=%s, attribute=%s".formatted(v.name(), name));
      }
    }
    return result;
  }

  private FormatException mismatch(int i, String message) {
    return new FormatException(
        "files don't fit together: file=%s: %s".formatted(files.get(i).name(), message));
  }
}
