package org.hyperslab.examples.picture;

import java.util.Arrays;

/**
 * The values of a quantity on a small grid of cells, to be looked at; NaN where there is none. Row
 * 0 is the first of the array's first dimension. Immutable.
 */
public final class Field {
  private final int rows;
  private final int columns;
  private final double[] values;

  private Field(int rows, int columns, double[] values) {
    this.rows = rows;
    this.columns = columns;
    this.values = values;
  }

  /**
   * A field of given values, which are copied.
   *
   * @param values row after row
   * @throws IllegalArgumentException if there is no cell, or not a value for each
   */
  public static Field of(int rows, int columns, double... values) {
    if (rows < 1 || columns < 1 || values.length != Math.multiplyExact(rows, columns)) {
      throw new IllegalArgumentException(
          "field needs a value for each cell: rows=%d, columns=%d, values=%d"
              .formatted(rows, columns, values.length));
    }
    return new Field(rows, columns, values.clone());
  }

  /** The number of rows. */
  public int rows() {
    return rows;
  }

  /** The number of columns. */
  public int columns() {
    return columns;
  }

  /** The value of a cell. */
  public double at(int row, int column) {
    return values[row * columns + column];
  }

  /** The least finite value; NaN if there is none. */
  public double min() {
    return Arrays.stream(values).filter(Double::isFinite).min().orElse(Double.NaN);
  }

  /** The greatest finite value; NaN if there is none. */
  public double max() {
    return Arrays.stream(values).filter(Double::isFinite).max().orElse(Double.NaN);
  }

  /** The same field on at most so many cells, each the mean of those of this one that it covers. */
  Field averagedTo(int mostRows, int mostColumns) {
    if (rows <= mostRows && columns <= mostColumns) {
      return this;
    }
    FieldAverager averager =
        new FieldAverager(rows, columns, Math.min(rows, mostRows), Math.min(columns, mostColumns));
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        averager.add(r, c, values[r * columns + c]);
      }
    }
    return averager.field();
  }

  /**
   * The value at a place between the centres of cells, linear in both directions; beside a missing
   * one, and beyond the outermost centres, that of the nearest cell.
   *
   * @param row in cells; the centre of the first is at 0
   * @param column likewise
   */
  double interpolate(double row, double column) {
    double r = Math.clamp(row, 0.0, rows - 1.0);
    double c = Math.clamp(column, 0.0, columns - 1.0);
    int r0 = (int) r;
    int c0 = (int) c;
    int r1 = Math.min(r0 + 1, rows - 1);
    int c1 = Math.min(c0 + 1, columns - 1);
    double y = r - r0;
    double x = c - c0;
    double value =
        (at(r0, c0) * (1 - x) + at(r0, c1) * x) * (1 - y)
            + (at(r1, c0) * (1 - x) + at(r1, c1) * x) * y;
    return Double.isNaN(value) ? at(y < 0.5 ? r0 : r1, x < 0.5 ? c0 : c1) : value;
  }
}
