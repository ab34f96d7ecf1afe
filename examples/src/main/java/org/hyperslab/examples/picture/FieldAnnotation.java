package org.hyperslab.examples.picture;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import org.jfree.chart.annotations.AbstractXYAnnotation;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;

/**
 * Fills a plot with a field: each pixel has the colour of the value there, interpolated where cells
 * are larger than pixels and averaged where they are smaller.
 */
final class FieldAnnotation extends AbstractXYAnnotation {
  private static final long serialVersionUID = 1L;

  private final transient Field field;
  private final transient ColorScale scale;
  private final boolean firstRowAtTop;

  FieldAnnotation(Field field, ColorScale scale, boolean firstRowAtTop) {
    this.field = field;
    this.scale = scale;
    this.firstRowAtTop = firstRowAtTop;
  }

  @Override
  public void draw(
      Graphics2D g,
      XYPlot plot,
      Rectangle2D area,
      ValueAxis x,
      ValueAxis y,
      int renderer,
      PlotRenderingInfo info) {
    int left = (int) Math.round(area.getMinX());
    int top = (int) Math.round(area.getMinY());
    int width = Math.max(1, (int) Math.round(area.getMaxX()) - left);
    int height = Math.max(1, (int) Math.round(area.getMaxY()) - top);
    g.drawImage(image(width, height), left, top, null);
  }

  private BufferedImage image(int width, int height) {
    Field fitting = field.averagedTo(height, width);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int[] line = new int[width];
    double rowStep = (double) fitting.rows() / height;
    double columnStep = (double) fitting.columns() / width;
    for (int py = 0; py < height; py++) {
      int fromFirst = firstRowAtTop ? py : height - 1 - py;
      double row = (fromFirst + 0.5) * rowStep - 0.5;
      for (int px = 0; px < width; px++) {
        line[px] = scale.color(fitting.interpolate(row, (px + 0.5) * columnStep - 0.5));
      }
      image.setRGB(0, py, width, 1, line, 0, width);
    }
    return image;
  }

  @Override
  public boolean equals(Object o) {
    return this == o;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
