package org.hyperslab.dataset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A date as a label: {@code 2001}, {@code 2001-06}, {@code 2001-06-15T12}. It stands for the time
 * from its first microsecond to its last, as in pandas.
 *
 * @param first its first microsecond, as {@link CalendarDate#micros()}
 * @param last its last
 */
record DateLabel(long first, long last) {
  static final String PATTERN =
      "[+-]?\\d{1,9}(?:-\\d{1,2}(?:-\\d{1,2}(?:[T ]\\d{1,2}"
          + "(?::\\d{2}(?::\\d{2}(?:\\.\\d{1,6})?)?)?Z?)?)?)?";

  private static final Pattern PARTS =
      Pattern.compile(
          "([+-]?\\d+)(?:-(\\d+)(?:-(\\d+)(?:[T"
              + " ](\\d+)(?::(\\d+)(?::(\\d+)(?:\\.(\\d+))?)?)?Z?)?)?)?");

  /**
   * @throws IllegalArgumentException if the text is no date of the calendar
   */
  static DateLabel parse(String text, Calendar calendar) {
    try {
      return read(text, calendar);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("date is too far away: '%s'".formatted(text), e);
    }
  }

  private static DateLabel read(String text, Calendar calendar) {
    Matcher m = PARTS.matcher(text.strip());
    if (!m.matches() || !text.strip().matches(PATTERN)) {
      throw new IllegalArgumentException(
          "not a date: '%s'; such as 2001, 2001-06, 2001-06-15 or 2001-06-15T12:00"
              .formatted(text));
    }
    String fraction = m.group(7);
    int year = Integer.parseInt(m.group(1));
    int month = number(m.group(2), 1);
    CalendarDate date =
        new CalendarDate(
            calendar,
            year,
            month,
            number(m.group(3), 1),
            number(m.group(4), 0),
            number(m.group(5), 0),
            number(m.group(6), 0),
            fraction == null ? 0 : Integer.parseInt((fraction + "00000").substring(0, 6)));
    long first = date.micros();
    if (m.group(2) == null) {
      CalendarDate end = CalendarDate.of(calendar, year, 12, calendar.lastDay(year, 12));
      return new DateLabel(first, end.micros() + CalendarDate.MICROS_PER_DAY - 1);
    }
    if (m.group(3) == null) {
      CalendarDate end = CalendarDate.of(calendar, year, month, calendar.lastDay(year, month));
      return new DateLabel(first, end.micros() + CalendarDate.MICROS_PER_DAY - 1);
    }
    long seconds =
        m.group(4) == null ? 86_400 : m.group(5) == null ? 3600 : m.group(6) == null ? 60 : 1;
    return new DateLabel(
        first, fraction != null ? first : first + seconds * CalendarDate.MICROS_PER_SECOND - 1);
  }

  private static int number(@Nullable String digits, int otherwise) {
    return digits == null ? otherwise : Integer.parseInt(digits);
  }
}
