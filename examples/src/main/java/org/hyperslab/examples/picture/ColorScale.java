package org.hyperslab.examples.picture;

/**
 * Which colour a value has.
 *
 * @param label what is written beside the colour bar; may be empty
 * @param colormap the colours
 * @param min the value with the first colour; NaN for the field's least
 * @param max the value with the last colour; NaN for the field's greatest
 * @param levels how many steps of equal colour there are; 0 for a smooth picture
 */
public record ColorScale(String label, Colormap colormap, double min, double max, int levels) {
  /** Refuses fewer than 0 levels, and an empty range. */
  public ColorScale {
    if (levels < 0 || levels == 1) {
      throw new IllegalArgumentException("levels are 0 or at least 2, not " + levels);
    }
    if (min >= max) {
      throw new IllegalArgumentException("empty range: min=" + min + ", max=" + max);
    }
  }

  /** A smooth scale over the range of each field. */
  public static ColorScale automatic(String label, Colormap colormap) {
    return new ColorScale(label, colormap, Double.NaN, Double.NaN, 0);
  }

  /** The same over a given range. */
  public ColorScale withRange(double newMin, double newMax) {
    return new ColorScale(label, colormap, newMin, newMax, levels);
  }

  /** The scale with both ends known; that of a constant field reaches a little to both sides. */
  ColorScale fitTo(Field field) {
    double low = Double.isNaN(min) ? field.min() : min;
    double high = Double.isNaN(max) ? field.max() : max;
    if (Double.isNaN(low) || Double.isNaN(high)) {
      return withRange(0, 1);
    }
    if (low < high) {
      return withRange(low, high);
    }
    double around = Math.max(Math.abs(low), 1) * 1e-3;
    return withRange(low - around, low + around);
  }

  /** The colour of a value, as 0xRRGGBB. */
  int color(double value) {
    double part = (value - min) / (max - min);
    if (levels > 0 && !Double.isNaN(part)) {
      part = Math.min(Math.floor(Math.clamp(part, 0.0, 1.0) * levels), levels - 1) / (levels - 1);
    }
    return colormap.color(part);
  }
}
