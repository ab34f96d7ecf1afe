package org.hyperslab.netcdf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;

/**
 * Where the variables of a file are, checked: behind the header, inside the file, none in another.
 * Records lie behind the other variables. Each has, for every record variable in the order of their
 * begins, a run that is padded to four bytes, unless there is only one such variable.
 */
final class ClassicPlaces {
  private final ClassicInput in;
  private final List<ClassicDimension> dimensions;
  private final List<ClassicHeaderReader.Declared> variables;
  private final long headerEnd;
  private final long recordBytes;

  /** The header is read up to its end. */
  ClassicPlaces(
      ClassicInput in,
      List<ClassicDimension> dimensions,
      List<ClassicHeaderReader.Declared> variables)
      throws FormatException {
    this.in = in;
    this.dimensions = dimensions;
    this.variables = variables;
    this.headerEnd = in.position();
    long sum = 0;
    List<ClassicHeaderReader.Declared> inRecords =
        variables.stream().filter(this::isRecord).toList();
    for (ClassicHeaderReader.Declared v : inRecords) {
      sum = plus(sum, inRecords.size() == 1 ? runBytes(v) : padded(runBytes(v)), v);
    }
    this.recordBytes = sum;
  }

  private static long padded(long bytes) {
    return (bytes + 3) & -4;
  }

  private boolean isRecord(ClassicHeaderReader.Declared v) {
    return !v.dimensions().isEmpty() && dimensions.get(v.dimensions().getFirst()).record();
  }

  /** Bytes of a variable, or of its part of a record. None can be longer than the file. */
  private long runBytes(ClassicHeaderReader.Declared v) throws FormatException {
    long bytes = v.type().bytes();
    for (int d : v.dimensions()) {
      if (!dimensions.get(d).record()) {
        long length = dimensions.get(d).length();
        if (length > (Long.MAX_VALUE >> 8) / bytes) {
          throw in.malformed("variable is too large: " + v.name());
        }
        bytes *= length;
      }
    }
    return bytes;
  }

  private long plus(long a, long b, ClassicHeaderReader.Declared v) throws FormatException {
    long sum = a + b;
    if (sum < 0 || sum > Long.MAX_VALUE >> 4) {
      throw in.malformed("variable is outside the file: " + v.name());
    }
    return sum;
  }

  /**
   * The number of records.
   *
   * @param stored as the header has it; -1 if its writer did not know, and the file's length tells
   */
  long records(long stored) throws FormatException {
    if (stored >= 0) {
      return stored;
    }
    long first =
        variables.stream()
            .filter(this::isRecord)
            .mapToLong(ClassicHeaderReader.Declared::begin)
            .min()
            .orElse(in.fileBytes());
    return recordBytes == 0 ? 0 : Math.max(0, (in.fileBytes() - first) / recordBytes);
  }

  /** The variables with their places. */
  List<ClassicVariable> variables(long records) throws FormatException {
    List<ClassicVariable> placed = new ArrayList<>();
    for (ClassicHeaderReader.Declared v : variables) {
      ClassicLayout layout = layout(v, records);
      placed.add(new ClassicVariable(v.name(), v.type(), v.dimensions(), v.attributes(), layout));
    }
    checkDisjoint(placed);
    return placed;
  }

  private ClassicLayout layout(ClassicHeaderReader.Declared v, long records)
      throws FormatException {
    long[] extents = new long[v.dimensions().size()];
    for (int d = 0; d < extents.length; d++) {
      ClassicDimension dimension = dimensions.get(v.dimensions().get(d));
      extents[d] = dimension.record() ? records : dimension.length();
    }
    long run = runBytes(v);
    boolean record = isRecord(v);
    if (v.begin() < headerEnd && (!record || records > 0)) {
      throw in.malformed("variable begins inside the header: " + v.name());
    }
    if (record && records > in.fileBytes()) {
      throw in.malformed("more records than bytes: records=" + records);
    }
    long before = record && records > 0 ? Math.multiplyHigh(records - 1, recordBytes) : 0;
    long skipped = record && records > 0 ? (records - 1) * recordBytes : 0;
    long end = before != 0 || skipped < 0 ? -1 : v.begin() + skipped + run;
    if ((end < 0 || end > in.fileBytes()) && (!record || records > 0)) {
      throw in.malformed(
          "file is truncated: bytes=%d, end of variable %s=%s"
              .formatted(in.fileBytes(), v.name(), end < 0 ? "beyond 2^63" : end));
    }
    return new ClassicLayout(
        Shape.of(extents), v.type().bytes(), v.begin(), record ? recordBytes : 0);
  }

  private void checkDisjoint(List<ClassicVariable> placed) throws FormatException {
    List<ClassicVariable> inOrder = new ArrayList<>(placed);
    inOrder.removeIf(v -> v.shape().size() == 0);
    inOrder.sort(
        Comparator.comparing((ClassicVariable v) -> v.layout().hasRecords())
            .thenComparingLong(v -> v.layout().begin()));
    long firstRecord = Long.MAX_VALUE;
    long end = headerEnd;
    for (ClassicVariable v : inOrder) {
      ClassicLayout layout = v.layout();
      if (layout.hasRecords() && firstRecord == Long.MAX_VALUE) {
        firstRecord = layout.begin();
      }
      long runEnd = layout.begin() + layout.runBytes();
      boolean beyondRecord = layout.hasRecords() && runEnd - firstRecord > recordBytes;
      if (layout.begin() < end || beyondRecord) {
        throw in.malformed("variable begins inside another: " + v.name());
      }
      end = runEnd;
    }
  }
}
