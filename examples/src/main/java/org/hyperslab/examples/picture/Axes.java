package org.hyperslab.examples.picture;

/**
 * Where a field lies.
 *
 * @param xLabel the horizontal axis's label
 * @param yLabel the vertical axis's label
 * @param x0 coordinate of the left edge of the first column
 * @param x1 coordinate of the right edge of the last column
 * @param y0 coordinate of the outer edge of the first row
 * @param y1 coordinate of the outer edge of the last row; the lesser of the two is at the bottom,
 *     unless y grows downwards
 * @param square whether a unit is as long in x as in y
 * @param downward whether y grows downwards, as the rows of an image do
 */
public record Axes(
    String xLabel,
    String yLabel,
    double x0,
    double x1,
    double y0,
    double y1,
    boolean square,
    boolean downward) {
  /** Refuses an empty extent. */
  public Axes {
    if (!(x0 < x1) || y0 == y1 || Double.isNaN(y0 - y1)) {
      throw new IllegalArgumentException(
          "empty axis: x=%s to %s, y=%s to %s".formatted(x0, x1, y0, y1));
    }
  }

  /** Axes whose y grows upwards. */
  public Axes(
      String xLabel, String yLabel, double x0, double x1, double y0, double y1, boolean square) {
    this(xLabel, yLabel, x0, x1, y0, y1, square, false);
  }

  /** Rows and columns, counted from the upper left corner. */
  public static Axes ofPixels(long rows, long columns) {
    return new Axes("column", "row", 0, columns, 0, rows, true, true);
  }

  boolean firstRowAtTop() {
    return (y0 > y1) != downward;
  }

  /** Height by width of the picture; never so thin that there would be no room for ticks. */
  double aspect() {
    return square ? Math.clamp(Math.abs(y1 - y0) / (x1 - x0), 0.2, 5.0) : 1;
  }
}
