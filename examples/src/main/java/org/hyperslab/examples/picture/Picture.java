package org.hyperslab.examples.picture;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;
import org.jfree.chart.ChartRenderingInfo;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.block.RectangleConstraint;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.PaintScale;
import org.jfree.chart.title.PaintScaleLegend;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/**
 * Draws fields as maps of colour with axes, a title and a colour bar. Immutable; one picture may
 * draw many fields, one after the other or at the same time.
 *
 * @param axes where the fields lie
 * @param scale the colours
 * @param pixels the longer side of the plot itself, to which text and lines are in proportion
 */
public record Picture(Axes axes, ColorScale scale, int pixels) {
  private static final int LEAST_PIXELS = 100;
  private static final int MOST_INTERVALS = 10;

  /** A picture is at least so wide, by the size of text, that a title fits into a line. */
  private static final double LEAST_WIDTH = 30;

  private static final Color INK = new Color(0x222222);

  /** Refuses sizes at which no text can be read. */
  public Picture {
    if (pixels < LEAST_PIXELS) {
      throw new IllegalArgumentException(
          "picture of less than " + LEAST_PIXELS + " pixels: " + pixels);
    }
  }

  /** Draws a field. */
  public BufferedImage draw(String title, Field field) {
    Fonts.prepare();
    ColorScale fitted = scale.fitTo(field);
    double aspect = axes.aspect();
    int width = (int) Math.round(aspect > 1 ? pixels / aspect : pixels);
    int height = (int) Math.round(aspect > 1 ? pixels : pixels * aspect);
    XYPlot plot = plot();
    PaintScaleLegend bar = colorBar(fitted, height);
    JFreeChart chart = chart(title, plot, bar);
    // What surrounds the plot depends on its text, so the first drawings only measure: the width,
    // and then, with titles in as many lines as that makes, the height.
    int chartWidth = width + unit(10);
    int chartHeight = height + unit(6);
    chartWidth += (int) Math.round(width - plotArea(chart, chartWidth, chartHeight).getWidth());
    int room = Math.max(0, unit(LEAST_WIDTH) - chartWidth); // beside plots that are tall
    chartWidth += room;
    int left = room / 2;
    plot.setInsets(insets(left));
    bar.setMargin(0, 0, 0, unit(0.5) + room - left);
    chartHeight += (int) Math.round(height - plotArea(chart, chartWidth, chartHeight).getHeight());
    Rectangle2D area = plotArea(chart, chartWidth, chartHeight);
    alignBar(bar, area, chart, new Size(chartWidth, chartHeight));
    plot.addAnnotation(new FieldAnnotation(field, fitted, axes.firstRowAtTop()));
    BufferedImage image = new BufferedImage(chartWidth, chartHeight, BufferedImage.TYPE_INT_RGB);
    draw(chart, image, new ChartRenderingInfo());
    return image;
  }

  /**
   * Draws a field into a PNG file.
   *
   * @param file replaced if it is there; its folder must be
   */
  public void write(String title, Field field, Path file) throws IOException {
    write(draw(title, field), file);
  }

  /**
   * Writes what was drawn into a PNG file.
   *
   * @param file replaced if it is there; its folder must be
   */
  public static void write(BufferedImage image, Path file) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".tmp");
    Files.deleteIfExists(part);
    try {
      try (ImageOutputStream out = new FileImageOutputStream(part.toFile())) {
        if (!ImageIO.write(image, "png", out)) {
          throw new IOException("this Java cannot write PNG files: " + file);
        }
      }
      Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A length in proportion to the size of text. */
  private int unit(double n) {
    return (int) Math.round(n * fontSize());
  }

  private double fontSize() {
    return Math.max(9, pixels / 36.0);
  }

  private Font font(double relative) {
    return Fonts.plain(fontSize() * relative);
  }

  /**
   * An axis with ticks at round numbers.
   *
   * @param spacing the least distance between ticks
   */
  private NumberAxis axis(String label, double from, double to, double spacing) {
    NumberAxis axis = new NumberAxis(label.isEmpty() ? null : label);
    axis.setLabelFont(font(1));
    axis.setTickLabelFont(font(0.85));
    axis.setLabelPaint(INK);
    axis.setTickLabelPaint(INK);
    axis.setTickMarkPaint(INK);
    axis.setAxisLineVisible(false);
    axis.setTickMarkOutsideLength(unit(0.3));
    axis.setTickMarkStroke(new java.awt.BasicStroke(unit(0.06)));
    axis.setRange(from, to);
    axis.setTickUnit(Ticks.unit(spacing, Math.max(Math.abs(from), Math.abs(to))));
    axis.setTickLabelInsets(new RectangleInsets(unit(0.2), unit(0.35), unit(0.2), unit(0.35)));
    return axis;
  }

  private XYPlot plot() {
    double low = Math.min(axes.y0(), axes.y1());
    double high = Math.max(axes.y0(), axes.y1());
    double width = axes.x1() - axes.x0();
    double longer = axes.square() ? Math.max(width, high - low) : width;
    NumberAxis x = axis(axes.xLabel(), axes.x0(), axes.x1(), longer / MOST_INTERVALS);
    NumberAxis y =
        axis(axes.yLabel(), low, high, (axes.square() ? longer : high - low) / MOST_INTERVALS);
    y.setInverted(axes.downward());
    XYPlot plot = new XYPlot(null, x, y, null);
    plot.setDomainGridlinesVisible(false);
    plot.setRangeGridlinesVisible(false);
    plot.setBackgroundPaint(Color.WHITE);
    plot.setOutlinePaint(INK);
    plot.setOutlineStroke(new java.awt.BasicStroke(unit(0.07)));
    plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
    plot.setInsets(insets(0));
    return plot;
  }

  private RectangleInsets insets(int room) {
    return new RectangleInsets(unit(0.4), unit(0.6) + room, unit(0.4), unit(0.6));
  }

  private JFreeChart chart(String title, XYPlot plot, PaintScaleLegend bar) {
    JFreeChart chart = new JFreeChart(title, font(1.15), plot, false);
    chart.setBackgroundPaint(Color.WHITE);
    chart.getTitle().setPaint(INK);
    chart.getTitle().setPadding(new RectangleInsets(unit(0.5), 0, unit(0.2), 0));
    chart.addSubtitle(bar);
    RenderingHints hints = chart.getRenderingHints();
    hints.put(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    hints.put(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    hints.put(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    hints.put(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_NORMALIZE);
    return chart;
  }

  /**
   * The bar beside the plot, with fewer ticks where there is no room for ten lines of text.
   *
   * @param height about its height, in pixels
   */
  private PaintScaleLegend colorBar(ColorScale fitted, int height) {
    double span = fitted.max() - fitted.min();
    int intervals = Math.clamp(height / unit(2), 1, MOST_INTERVALS);
    NumberAxis values = axis(fitted.label(), fitted.min(), fitted.max(), span / intervals);
    values.setLabelAngle(Math.PI);
    PaintScaleLegend bar = new PaintScaleLegend(new Paints(fitted), values);
    bar.setPosition(RectangleEdge.RIGHT);
    bar.setAxisLocation(AxisLocation.BOTTOM_OR_RIGHT);
    bar.setStripWidth(unit(1));
    bar.setSubdivisionCount(512);
    bar.setStripOutlineVisible(true);
    bar.setStripOutlinePaint(INK);
    bar.setStripOutlineStroke(new java.awt.BasicStroke(unit(0.07)));
    bar.setAxisOffset(0);
    bar.setBackgroundPaint(Color.WHITE);
    bar.setMargin(0, 0, 0, unit(0.5));
    return bar;
  }

  private static Rectangle2D plotArea(JFreeChart chart, int width, int height) {
    ChartRenderingInfo info = new ChartRenderingInfo();
    BufferedImage scratch = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
    draw(chart, scratch, info);
    return info.getPlotInfo().getDataArea();
  }

  /** Makes the colour bar as high as the plot: it hangs below the title. */
  private void alignBar(PaintScaleLegend bar, Rectangle2D plotArea, JFreeChart chart, Size size) {
    Graphics2D g = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_BINARY).createGraphics();
    g.setRenderingHints(chart.getRenderingHints());
    double titleHeight =
        chart
            .getTitle()
            .arrange(g, new RectangleConstraint(size.width(), 0).toUnconstrainedHeight())
            .getHeight();
    g.dispose();
    bar.setMargin(
        Math.max(0, plotArea.getMinY() - titleHeight),
        0,
        size.height() - plotArea.getMaxY(),
        bar.getMargin().getRight());
  }

  private record Size(int width, int height) {}

  private static void draw(JFreeChart chart, BufferedImage image, ChartRenderingInfo info) {
    Graphics2D g = image.createGraphics();
    try {
      chart.draw(g, new Rectangle2D.Double(0, 0, image.getWidth(), image.getHeight()), null, info);
    } finally {
      g.dispose();
    }
  }

  /** The scale as the chart library sees it. */
  private record Paints(ColorScale scale) implements PaintScale {
    @Override
    public double getLowerBound() {
      return scale.min();
    }

    @Override
    public double getUpperBound() {
      return scale.max();
    }

    @Override
    public java.awt.Paint getPaint(double value) {
      return new Color(scale.color(value));
    }
  }
}
