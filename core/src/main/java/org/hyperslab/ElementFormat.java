package org.hyperslab;

import org.hyperslab.block.DType;

/**
 * How all elements of an array are written so that they align: sees each of them once, then formats
 * them.
 */
sealed interface ElementFormat {
  static ElementFormat of(DType dtype) {
    return dtype.isFloat() ? new FloatFormat() : new TextFormat();
  }

  /** Takes an element into account. */
  void see(Object element);

  /** An element, padded. */
  String format(Object element);

  /** Texts of integers and bools, to the right. */
  final class TextFormat implements ElementFormat {
    private int width;

    @Override
    public void see(Object element) {
      width = Math.max(width, ((String) element).length());
    }

    @Override
    public String format(Object element) {
      String text = (String) element;
      return " ".repeat(width - text.length()) + text;
    }
  }

  /**
   * Floats with their points below each other, with at most 8 digits behind it; all of them with an
   * exponent if one is at least 1e8 or less than 1e-4, or if the largest is more than 1000 times
   * the smallest (zeros aside).
   */
  final class FloatFormat implements ElementFormat {
    private static final int PRECISION = 8;

    private double largest;
    private double smallest = Double.POSITIVE_INFINITY;
    private boolean single;
    private boolean finite;
    private final Columns positional = new Columns();
    private final Columns scientific = new Columns();
    private int special;

    /** The widest parts of the numbers seen. */
    private static final class Columns {
      private int whole;
      private int fraction;
      private int exponent;

      void see(FloatDigits.Parts p) {
        whole = Math.max(whole, p.whole().length());
        fraction = Math.max(fraction, p.fraction().length());
        exponent = Math.max(exponent, p.exponent().length());
      }
    }

    @Override
    public void see(Object element) {
      FloatDigits digits = (FloatDigits) element;
      single = digits.isSingle();
      if (!digits.isFinite()) {
        special = Math.max(special, digits.scalar().length());
        return;
      }
      finite = true;
      double magnitude = Math.abs(digits.value());
      if (magnitude != 0) {
        largest = Math.max(largest, magnitude);
        smallest = Math.min(smallest, magnitude);
      }
      // Of very large and very small numbers all digits before or behind the point would be found.
      if (!isOutside()) {
        positional.see(digits.positional(PRECISION));
      }
      scientific.see(digits.scientific(PRECISION));
    }

    private boolean isOutside() {
      return largest != 0 && (largest >= 1e8 || smallest < (single ? 1e-4f : 1e-4));
    }

    private boolean isScientific() {
      double ratio = single ? (float) largest / (float) smallest : largest / smallest;
      return isOutside() || (largest != 0 && ratio > 1000);
    }

    @Override
    public String format(Object element) {
      FloatDigits digits = (FloatDigits) element;
      boolean exponential = isScientific();
      Columns columns = exponential ? scientific : positional;
      // The exponent's column holds "e" and the sign too.
      int behind = finite ? columns.fraction + columns.exponent : 0;
      int before = Math.max(columns.whole, special - behind - 1);
      if (!digits.isFinite()) {
        return pad(digits.scalar(), before + 1 + behind);
      }
      if (!exponential) {
        FloatDigits.Parts p = digits.positional(PRECISION);
        String blanks = " ".repeat(columns.fraction - p.fraction().length());
        return pad(p.whole(), before) + "." + p.fraction() + blanks;
      }
      FloatDigits.Parts p = digits.scientificFull(columns.fraction);
      String sign = p.exponent().substring(0, 2);
      String power =
          "0".repeat(columns.exponent - p.exponent().length()) + p.exponent().substring(2);
      return pad(p.whole(), before) + "." + p.fraction() + sign + power;
    }

    private static String pad(String text, int width) {
      return " ".repeat(Math.max(0, width - text.length())) + text;
    }
  }
}
