package org.hyperslab.dataset;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the numbers of a time coordinate mean: {@code days since 1850-01-01}, in a calendar.
 *
 * <p>Units are weeks, days, hours, minutes, seconds, and milli-, micro- and nanoseconds, in
 * udunits' spellings. A month is a unit in the calendar {@code 360_day} only, where it has 30 days,
 * and {@code common_years} in {@code noleap} only, of 365 days; years and other months, which
 * udunits takes as fractions of 365.242 days, are refused. That is what cftime does. The date may
 * leave out what is at its end; a time zone is an offset in hours or hours and minutes.
 *
 * @param nanosPerUnit the length of a unit
 * @param origin the moment that 0 stands for
 */
public record TimeUnits(long nanosPerUnit, CalendarDate origin) {
  private static final long SECOND = 1_000_000_000;
  private static final long DAY = 86_400 * SECOND;
  private static final Pattern UNITS =
      Pattern.compile("\\s*(\\S+)\\s+(?i:since|after|from|ref|@)\\s+(\\S.*?)\\s*", Pattern.DOTALL);
  private static final Pattern DATE =
      Pattern.compile(
          "([+-]?\\d{1,9})(?:-(\\d{1,2})(?:-(\\d{1,2}))?)?" // year, month, day
              + "(?:[T\\s]\\s*(\\d{1,2})(?::(\\d{1,2})(?::(\\d{1,2})(?:[.,](\\d*))?)?)?)?" // time
              + "(?:\\s*(Z|UTC|GMT)|\\s*([+-])(\\d{1,2})(?::?(\\d{2}))?)?",
          Pattern.CASE_INSENSITIVE);

  /**
   * Reads the attributes {@code units} and {@code calendar} of a time coordinate.
   *
   * @param calendar null for {@code standard}
   * @throws IllegalArgumentException if they are no such units, or the date is not in the calendar
   */
  public static TimeUnits parse(String units, @Nullable String calendar) {
    return parse(units, calendar == null ? Calendar.STANDARD : Calendar.named(calendar));
  }

  /**
   * As {@link #parse(String, String)}, in a calendar.
   *
   * @throws IllegalArgumentException if they are no such units, or the date is not in the calendar
   */
  public static TimeUnits parse(String units, Calendar calendar) {
    Matcher m = UNITS.matcher(units);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not units of time, such as 'days since 2001-01-01': units=" + units);
    }
    long nanos = nanos(m.group(1), calendar, units);
    return new TimeUnits(nanos, date(m.group(2), calendar, units));
  }

  /** Whether a text looks like units of a time coordinate, right or wrong. */
  public static boolean isTime(@Nullable String units) {
    return units != null && UNITS.matcher(units).matches();
  }

  private static long nanos(String unit, Calendar calendar, String units) {
    return switch (unit.toLowerCase(Locale.ROOT)) {
      case "nanosecond", "nanoseconds", "ns" -> 1;
      case "microsecond", "microseconds", "microsec", "microsecs", "us" -> 1000;
      case "millisecond", "milliseconds", "millisec", "millisecs", "msec", "msecs", "ms" ->
          1_000_000;
      case "second", "seconds", "sec", "secs", "s" -> SECOND;
      case "minute", "minutes", "min", "mins" -> 60 * SECOND;
      case "hour", "hours", "hr", "hrs", "h" -> 3600 * SECOND;
      case "day", "days", "d" -> DAY;
      case "week", "weeks" -> 7 * DAY;
      case "month", "months" -> {
        if (calendar != Calendar.DAYS_360) {
          throw new IllegalArgumentException(
              "months have no fixed length but in the calendar 360_day: units='%s', calendar=%s"
                  .formatted(units, calendar));
        }
        yield 30 * DAY;
      }
      case "common_year", "common_years" -> {
        if (calendar != Calendar.NO_LEAP) {
          throw new IllegalArgumentException(
              "common_years are units of the calendar noleap only: units='%s', calendar=%s"
                  .formatted(units, calendar));
        }
        yield 365 * DAY;
      }
      default ->
          throw new IllegalArgumentException(
              "unknown unit of time: unit=%s, units='%s'".formatted(unit, units));
    };
  }

  private static CalendarDate date(String text, Calendar calendar, String units) {
    Matcher m = DATE.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "not a date: date='%s', units='%s'".formatted(text, units));
    }
    int year = Integer.parseInt(m.group(1));
    if (year == 0 && !calendar.hasYearZero()) {
      throw new IllegalArgumentException(
          "calendar has no year 0: units='%s', calendar=%s".formatted(units, calendar));
    }
    String fraction = m.group(7) == null ? "" : m.group(7);
    CalendarDate local =
        new CalendarDate(
            calendar,
            year,
            number(m, 2, 1),
            number(m, 3, 1),
            number(m, 4, 0),
            number(m, 5, 0),
            number(m, 6, 0),
            Integer.parseInt((fraction + "000000").substring(0, 6)));
    if (m.group(9) == null) {
      return local;
    }
    long minutes = number(m, 10, 0) * 60L + number(m, 11, 0);
    long ahead = (m.group(9).equals("-") ? -minutes : minutes) * 60_000_000;
    return CalendarDate.ofMicros(calendar, local.micros() - ahead);
  }

  private static int number(Matcher m, int group, int otherwise) {
    return m.group(group) == null ? otherwise : Integer.parseInt(m.group(group));
  }

  public Calendar calendar() {
    return origin.calendar();
  }

  /**
   * The moment of a number, as {@link CalendarDate#micros()}; rounded to the nearest microsecond.
   *
   * @throws ArithmeticException if it is NaN or infinite, or some 290,000 years away
   */
  public long micros(double value) {
    if (!Double.isFinite(value)) {
      throw new ArithmeticException("not a time: " + value);
    }
    if (nanosPerUnit % 1000 == 0) {
      double perMicro = Math.floorDiv(nanosPerUnit, 1000);
      double high = value * perMicro;
      double low = Math.fma(value, perMicro, -high);
      if (Math.abs(high) < 0x1p62) {
        double whole = Math.rint(high);
        return Math.addExact(origin.micros(), (long) whole + (long) Math.rint(high - whole + low));
      }
    }
    BigDecimal exact =
        new BigDecimal(value)
            .multiply(BigDecimal.valueOf(nanosPerUnit))
            .movePointLeft(3)
            .setScale(0, RoundingMode.HALF_EVEN);
    return Math.addExact(origin.micros(), exact.longValueExact());
  }

  /**
   * The moment of an integer, exactly but for nanoseconds.
   *
   * @throws ArithmeticException if it is some 290,000 years away
   */
  public long micros(long value) {
    long micros =
        nanosPerUnit % 1000 == 0
            ? Math.multiplyExact(value, nanosPerUnit / 1000)
            : BigDecimal.valueOf(value)
                .multiply(BigDecimal.valueOf(nanosPerUnit))
                .movePointLeft(3)
                .setScale(0, RoundingMode.HALF_EVEN)
                .longValueExact();
    return Math.addExact(origin.micros(), micros);
  }

  /** The date of a number, as {@link #micros(double)}. */
  public CalendarDate decode(double value) {
    return CalendarDate.ofMicros(calendar(), micros(value));
  }

  /**
   * The number of a date, the nearest double.
   *
   * @throws IllegalArgumentException if the date is of another calendar
   */
  public double encode(CalendarDate date) {
    if (date.calendar() != calendar()) {
      throw new IllegalArgumentException(
          "date of another calendar: date=%s, calendars=%s, %s"
              .formatted(date, date.calendar(), calendar()));
    }
    return encode(date.micros());
  }

  /** The number of a moment, as {@link CalendarDate#micros()}, the nearest double. */
  public double encode(long micros) {
    BigInteger nanos =
        BigInteger.valueOf(micros)
            .subtract(BigInteger.valueOf(origin.micros()))
            .multiply(BigInteger.valueOf(1000));
    return new BigDecimal(nanos)
        .divide(BigDecimal.valueOf(nanosPerUnit), MathContext.DECIMAL128)
        .doubleValue();
  }
}
