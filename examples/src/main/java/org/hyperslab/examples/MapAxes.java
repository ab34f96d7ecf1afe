package org.hyperslab.examples;

import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.examples.picture.Axes;
import org.jspecify.annotations.Nullable;

/** Where the pixels of a map lie: by its coordinates, if these are evenly spaced, or counted. */
final class MapAxes {
  /** Steps may differ by so much of a step, as rounding to float32 makes them do. */
  private static final double TOLERANCE = 0.02;

  private MapAxes() {}

  /**
   * An axis.
   *
   * @param first the outer edge of the first pixel
   * @param last the outer edge of the last one
   */
  private record Range(String label, double first, double last) {}

  /** The axes of a map of two dimensions, the rows first. */
  static Axes of(Dataset dataset, Variable map, Session session) {
    Range y = range(dataset.coordinate(map.dimensions().get(0)), session);
    Range x = range(dataset.coordinate(map.dimensions().get(1)), session);
    if (x == null || y == null || x.first > x.last) {
      return Axes.ofPixels(map.shape().dim(0), map.shape().dim(1));
    }
    boolean alike = Math.abs(y.last - y.first) < 5 * (x.last - x.first);
    boolean square = alike && x.last - x.first < 5 * Math.abs(y.last - y.first);
    return new Axes(x.label, y.label, x.first, x.last, y.first, y.last, square);
  }

  private static @Nullable Range range(@Nullable Variable coordinate, Session session) {
    if (coordinate == null || !coordinate.isNumeric() || coordinate.shape().size() < 2) {
      return null;
    }
    double[] values;
    try (DenseArray all = coordinate.decoded().array().compute(session)) {
      values = all.toDoubles();
    }
    double step = (values[values.length - 1] - values[0]) / (values.length - 1);
    for (int i = 0; i < values.length; i++) {
      if (!(Math.abs(values[i] - (values[0] + i * step)) <= TOLERANCE * Math.abs(step))) {
        return null;
      }
    }
    String units = coordinate.attributes().text("units");
    String label = coordinate.name() + (units == null ? "" : " (" + units + ")");
    return step == 0
        ? null
        : new Range(label, values[0] - step / 2, values[values.length - 1] + step / 2);
  }
}
