package org.hyperslab.dataset;

import java.util.Locale;

/**
 * A moment in a calendar, to the microsecond. Dates of one calendar compare in order of time.
 *
 * @param year may be negative
 * @param month 1 to 12
 * @param day 1 to the month's last
 * @param microsecond 0 to 999,999
 */
public record CalendarDate(
    Calendar calendar,
    int year,
    int month,
    int day,
    int hour,
    int minute,
    int second,
    int microsecond)
    implements Comparable<CalendarDate> {
  static final long MICROS_PER_SECOND = 1_000_000;
  static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;

  public CalendarDate {
    if (!calendar.has(year, month, day)
        || hour < 0
        || hour > 23
        || minute < 0
        || minute > 59
        || second < 0
        || second > 59
        || microsecond < 0
        || microsecond >= MICROS_PER_SECOND) {
      throw new IllegalArgumentException(
          "no such date: date=%d-%02d-%02dT%02d:%02d:%02d.%06d, calendar=%s"
              .formatted(year, month, day, hour, minute, second, microsecond, calendar));
    }
  }

  /** The beginning of a day. */
  public static CalendarDate of(Calendar calendar, int year, int month, int day) {
    return new CalendarDate(calendar, year, month, day, 0, 0, 0, 0);
  }

  /**
   * The moment a number of microseconds after the beginning of the calendar's day 0.
   *
   * @see #micros()
   */
  public static CalendarDate ofMicros(Calendar calendar, long micros) {
    int[] date = calendar.date(Math.floorDiv(micros, MICROS_PER_DAY));
    long rest = Math.floorMod(micros, MICROS_PER_DAY);
    int seconds = (int) (rest / MICROS_PER_SECOND);
    return new CalendarDate(
        calendar,
        date[0],
        date[1],
        date[2],
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60,
        (int) (rest % MICROS_PER_SECOND));
  }

  /**
   * Microseconds since the beginning of the calendar's day 0, which is 1970-01-01. Numbers of
   * different calendars have nothing to do with each other.
   *
   * @throws ArithmeticException if the year is some 290,000 away
   */
  public long micros() {
    long seconds = (hour * 60L + minute) * 60 + second;
    return Math.addExact(
        Math.multiplyExact(calendar.dayNumber(year, month, day), MICROS_PER_DAY),
        seconds * MICROS_PER_SECOND + microsecond);
  }

  /** The day in its year, from 1; in 1582 as if no days had been left out, as cftime counts. */
  public int dayOfYear() {
    int days = day;
    for (int m = 1; m < month; m++) {
      days += calendar.lastDay(year, m);
    }
    return days;
  }

  /**
   * The season, by the initials of its months: {@code DJF}, {@code MAM}, {@code JJA}, {@code SON}.
   */
  public String season() {
    return switch (month) {
      case 12, 1, 2 -> "DJF";
      case 3, 4, 5 -> "MAM";
      case 6, 7, 8 -> "JJA";
      default -> "SON";
    };
  }

  @Override
  public int compareTo(CalendarDate other) {
    return Long.compare(micros(), other.micros());
  }

  /** As ISO 8601 writes it; without a time at midnight, without a fraction where it is 0. */
  @Override
  public String toString() {
    String date = String.format(Locale.ROOT, "%04d-%02d-%02d", year, month, day);
    if (hour == 0 && minute == 0 && second == 0 && microsecond == 0) {
      return date;
    }
    String time = String.format(Locale.ROOT, "%sT%02d:%02d:%02d", date, hour, minute, second);
    return microsecond == 0 ? time : String.format(Locale.ROOT, "%s.%06d", time, microsecond);
  }
}
