package org.hyperslab;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/**
 * A float's decimal digits: the fewest that tell it from all others of its type, and where that is
 * more than asked for, the exact value rounded half to even (what NumPy's Dragon4 does in its
 * unique mode).
 *
 * @param value the value, of a float32 too
 * @param isSingle whether it is a float32
 */
record FloatDigits(double value, boolean isSingle) {
  static FloatDigits of(double value) {
    return new FloatDigits(value, false);
  }

  static FloatDigits of(float value) {
    return new FloatDigits(value, true);
  }

  /**
   * A number in pieces.
   *
   * @param whole the digits before the point, with the sign
   * @param fraction the digits behind it, without zeros at the end
   * @param exponent as {@code e-05}; empty if there is none
   */
  record Parts(String whole, String fraction, String exponent) {}

  boolean isFinite() {
    return Double.isFinite(value);
  }

  /** The number on its own: {@code 1.5}, {@code 1e-05}, {@code nan}. */
  String scalar() {
    if (!isFinite()) {
      return Double.toString(value).toLowerCase(Locale.ROOT).replace("infinity", "inf");
    }
    double magnitude = Math.abs(value);
    if (magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16)) {
      Parts p = positional(Integer.MAX_VALUE);
      return p.whole + "." + (p.fraction.isEmpty() ? "0" : p.fraction);
    }
    Parts p = scientific(Integer.MAX_VALUE);
    return p.whole + (p.fraction.isEmpty() ? "" : "." + p.fraction) + p.exponent;
  }

  /** Without an exponent. */
  Parts positional(int precision) {
    BigDecimal digits = shortest();
    if (digits.scale() > precision) {
      digits = exact().setScale(precision, RoundingMode.HALF_EVEN);
    }
    String text = stripped(digits).toPlainString();
    int point = text.indexOf('.');
    return new Parts(
        sign() + (point < 0 ? text : text.substring(0, point)),
        point < 0 ? "" : text.substring(point + 1),
        "");
  }

  /** With one digit before the point and an exponent. */
  Parts scientific(int precision) {
    BigDecimal digits = shortest();
    return scientific(digits.precision() - 1 > precision ? rounded(precision) : digits);
  }

  /**
   * With one digit before the point, an exponent, and as many digits behind the point as asked for
   * even where fewer would do, since NumPy fills up with the exact value's digits.
   */
  Parts scientificFull(int precision) {
    Parts p = scientific(rounded(precision));
    return new Parts(p.whole, p.fraction + "0".repeat(precision - p.fraction.length()), p.exponent);
  }

  private BigDecimal rounded(int precision) {
    return exact().round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
  }

  private Parts scientific(BigDecimal number) {
    BigDecimal digits = stripped(number);
    String text = digits.unscaledValue().toString();
    int exponent = digits.signum() == 0 ? 0 : text.length() - 1 - digits.scale();
    String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return new Parts(
        sign() + text.charAt(0), text.substring(1), (exponent < 0 ? "e-" : "e+") + power);
  }

  private static BigDecimal stripped(BigDecimal digits) {
    return digits.signum() == 0 ? BigDecimal.ZERO : digits.stripTrailingZeros();
  }

  private String sign() {
    return Double.doubleToRawLongBits(value) < 0 ? "-" : "";
  }

  private BigDecimal exact() {
    return new BigDecimal(Math.abs(value));
  }

  private BigDecimal shortest() {
    String text =
        isSingle ? Float.toString((float) Math.abs(value)) : Double.toString(Math.abs(value));
    BigDecimal digits = stripped(new BigDecimal(text));
    // Java writes at least two digits, and of those the closest, where one might do: 4.9E-324.
    if (digits.precision() == 2) {
      BigDecimal one = exact().round(new MathContext(1, RoundingMode.HALF_EVEN));
      double back = isSingle ? one.floatValue() : one.doubleValue();
      if (back == Math.abs(value)) {
        return one;
      }
    }
    return digits;
  }
}
