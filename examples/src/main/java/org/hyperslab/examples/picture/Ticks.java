package org.hyperslab.examples.picture;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.NumberFormat;
import java.util.Locale;
import org.jfree.chart.axis.NumberTickUnit;

/** Round distances between the ticks of an axis. */
final class Ticks {
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};
  private static final int MOST_DECIMALS = 6;
  private static final double LARGE = 1e6;
  private static final double SMALL = 1e-3;

  private Ticks() {}

  /**
   * The least round distance that is not less than another.
   *
   * @param largest the absolute value of the largest label
   */
  static NumberTickUnit unit(double least, double largest) {
    int exponent = (int) Math.floor(Math.log10(least));
    double decade = Math.pow(10, exponent);
    double step = 10;
    for (double s : STEPS) {
      if (s * decade >= least * (1 - 1e-9)) {
        step = s;
        break;
      }
    }
    int decimals = Math.max(0, -exponent - (step == 10 ? 1 : 0) + (step == 2.5 ? 1 : 0));
    return new Unit(step * decade, format(decimals, largest));
  }

  /** Zero is written without decimals or exponent where others have an exponent. */
  private static final class Unit extends NumberTickUnit {
    private static final long serialVersionUID = 1;

    private final boolean hasExponent;

    Unit(double size, NumberFormat format) {
      super(size, format);
      this.hasExponent = format.format(0).contains("E");
    }

    @Override
    public String valueToString(double value) {
      return value == 0 && hasExponent ? "0" : super.valueToString(value);
    }
  }

  private static NumberFormat format(int decimals, double largest) {
    DecimalFormatSymbols symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    if (decimals > MOST_DECIMALS || largest >= LARGE || largest <= SMALL) {
      return new DecimalFormat("0.####E0", symbols);
    }
    DecimalFormat format = new DecimalFormat("0", symbols);
    symbols.setMinusSign('\u2212');
    format.setDecimalFormatSymbols(symbols);
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    return format;
  }
}
