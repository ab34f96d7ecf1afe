package org.hyperslab.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.jspecify.annotations.Nullable;

/** The labels of a dimension, in memory. */
sealed interface Coordinate {
  /** Numbers. */
  final class Numeric implements Coordinate {
    private final double[] values;
    private final boolean single;

    /**
     * @param single whether they are float32, so that a label is to be rounded to that
     */
    Numeric(double[] values, boolean single) {
      this.values = values;
      this.single = single;
    }

    int size() {
      return values.length;
    }

    double value(int i) {
      return values[i];
    }

    /** A label that a user wrote, as the coordinate's type has it. */
    double label(double wanted) {
      return single ? (float) wanted : wanted;
    }
  }

  /** Times, as {@link CalendarDate#micros()}. */
  final class Times implements Coordinate {
    private static final long MISSING = Long.MIN_VALUE;

    private final long[] micros;
    private final Calendar calendar;

    Times(long[] micros, Calendar calendar) {
      this.micros = micros;
      this.calendar = calendar;
    }

    int size() {
      return micros.length;
    }

    long micros(int i) {
      return micros[i];
    }

    /** Whether there is no time. */
    boolean isMissing(int i) {
      return micros[i] == MISSING;
    }

    Calendar calendar() {
      return calendar;
    }

    CalendarDate date(int i) {
      return CalendarDate.ofMicros(calendar, micros[i]);
    }

    /** The largest unit of which all times are multiples, up to a day. */
    long resolution() {
      long[] units = {CalendarDate.MICROS_PER_DAY, 3_600_000_000L, 60_000_000L, 1_000_000L};
      for (long unit : units) {
        if (Arrays.stream(micros).allMatch(t -> Math.floorMod(t, unit) == 0)) {
          return unit;
        }
      }
      return 1;
    }
  }

  /** Texts. */
  record Texts(List<String> values) implements Coordinate {}

  /**
   * Reads the labels of a dimension.
   *
   * @throws IllegalArgumentException if it has none, or they are times in units that are none, or
   *     one is missing
   */
  static Coordinate read(Dataset dataset, String dimension, Session session) {
    Coordinate labels = readAll(dataset, dimension, session);
    if (labels instanceof Times times) {
      refuseMissing(times, dimension);
    }
    return labels;
  }

  /** As {@link #read}, with times that are missing. */
  static Coordinate readAll(Dataset dataset, String dimension, Session session) {
    Variable v = dataset.coordinate(dimension);
    if (v == null) {
      dataset.dimension(dimension);
      throw new IllegalArgumentException(
          "dimension has no coordinate, select by index instead: dimension=%s, dataset=%s"
              .formatted(dimension, dataset.name()));
    }
    if (!v.isNumeric()) {
      try {
        return new Texts(v.text().read());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    ChunkedArray array = v.decoded().array();
    String units = v.attributes().text("units");
    TimeUnits time = TimeUnits.isTime(units) ? units(v, units) : null;
    try (DenseArray values = array.compute(session)) {
      return time == null
          ? new Numeric(values.toDoubles(), values.dtype() == DType.FLOAT32)
          : times(values, time, v);
    }
  }

  /**
   * Reads the bounds of a dimension's times.
   *
   * @throws IllegalArgumentException if it has none, or they are no times
   */
  static List<Interval> readBounds(Dataset dataset, String dimension, Session session) {
    Variable v = dataset.bounds(dimension);
    String units = v == null ? null : v.attributes().text("units");
    if (v == null || v.rank() != 2 || v.shape().dim(1) != 2 || !TimeUnits.isTime(units)) {
      throw new IllegalArgumentException(
          "coordinate has no bounds of times: coordinate=%s, bounds=%s, units=%s"
              .formatted(dimension, v, units));
    }
    try (DenseArray values = v.decoded().array().compute(session)) {
      Times times = times(values, units(v, units), v);
      refuseMissing(times, v.name());
      return IntStream.range(0, times.size() / 2)
          .mapToObj(i -> new Interval(times.date(2 * i), times.date(2 * i + 1)))
          .toList();
    }
  }

  private static void refuseMissing(Times times, String coordinate) {
    for (int i = 0; i < times.size(); i++) {
      if (times.isMissing(i)) {
        throw new IllegalArgumentException(
            "coordinate has no time: coordinate=%s, index=%d: it is missing"
                .formatted(coordinate, i));
      }
    }
  }

  private static TimeUnits units(Variable v, @Nullable String units) {
    try {
      return TimeUnits.parse(String.valueOf(units), v.attributes().text("calendar"));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "coordinate is no time: coordinate=%s: %s".formatted(v.name(), e.getMessage()), e);
    }
  }

  /** NaN is no time, nor is the least integer, as in NumPy. */
  private static Times times(DenseArray values, TimeUnits units, Variable v) {
    boolean floats = values.dtype().isFloat();
    double[] numbers = floats ? values.toDoubles() : new double[0];
    long[] integers = floats ? new long[0] : values.toLongs();
    long[] micros = new long[Math.toIntExact(values.shape().size())];
    for (int i = 0; i < micros.length; i++) {
      try {
        boolean missing = floats ? Double.isNaN(numbers[i]) : integers[i] == Long.MIN_VALUE;
        if (missing) {
          micros[i] = Times.MISSING;
        } else {
          micros[i] = floats ? units.micros(numbers[i]) : units.micros(integers[i]);
        }
      } catch (ArithmeticException e) {
        throw new IllegalArgumentException(
            "coordinate has no time: coordinate=%s, index=%d: %s"
                .formatted(v.name(), i, e.getMessage()),
            e);
      }
    }
    return new Times(micros, units.calendar());
  }
}
