package org.hyperslab.dataset;

import java.util.Locale;

/**
 * A calendar of the CF conventions. Days are numbered; number 0 is 1970-01-01 of the calendar
 * itself, but for {@link #JULIAN}, whose days have the numbers that they have in the others that
 * follow the sun.
 *
 * <p>The real calendars without a year 0, {@link #STANDARD} and {@link #JULIAN}, have year -1
 * before year 1, all others have year 0, as in cftime.
 */
public enum Calendar {
  /** Julian up to 1582-10-04, the day after which is 1582-10-15, Gregorian. */
  STANDARD("standard"),
  /** Gregorian also before there was a Gregorian calendar. */
  PROLEPTIC_GREGORIAN("proleptic_gregorian"),
  /** A leap year every four years. */
  JULIAN("julian"),
  /** 365 days in every year. */
  NO_LEAP("noleap"),
  /** 366 days in every year. */
  ALL_LEAP("all_leap"),
  /** 12 months of 30 days. */
  DAYS_360("360_day");

  /** The number of 1582-10-15, Gregorian. */
  private static final long SWITCH = -141427;

  /** The number of 0000-03-01, in either of the real calendars. */
  private static final long GREGORIAN_MARCH_0 = -719468;

  private static final long JULIAN_MARCH_0 = -719470;
  private static final int[] DAYS_BEFORE = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };

  private final String label;

  Calendar(String label) {
    this.label = label;
  }

  /**
   * The calendar of a {@code calendar} attribute, in any case.
   *
   * @throws IllegalArgumentException if it is none of CF's
   */
  public static Calendar named(String name) {
    return switch (name.strip().toLowerCase(Locale.ROOT)) {
      case "standard", "gregorian", "" -> STANDARD;
      case "proleptic_gregorian" -> PROLEPTIC_GREGORIAN;
      case "julian" -> JULIAN;
      case "noleap", "365_day" -> NO_LEAP;
      case "all_leap", "366_day" -> ALL_LEAP;
      case "360_day" -> DAYS_360;
      default ->
          throw new IllegalArgumentException(
              "unknown calendar: calendar="
                  + name
                  + ", known are standard, gregorian, proleptic_gregorian, julian, noleap, 365_day,"
                  + " all_leap, 366_day and 360_day");
    };
  }

  /** Whether year 0 is between -1 and 1. */
  public boolean hasYearZero() {
    return this != STANDARD && this != JULIAN;
  }

  /** Whether a year has 366 days; never in {@link #DAYS_360}. */
  public boolean isLeap(int year) {
    int y = astronomical(year);
    return switch (this) {
      case STANDARD -> y >= 1583 ? isGregorianLeap(y) : y % 4 == 0;
      case PROLEPTIC_GREGORIAN -> isGregorianLeap(y);
      case JULIAN -> y % 4 == 0;
      case ALL_LEAP -> true;
      case NO_LEAP, DAYS_360 -> false;
    };
  }

  private static boolean isGregorianLeap(int y) {
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
  }

  /** The year with the one before 1 as 0. */
  private int astronomical(int year) {
    return year < 0 && !hasYearZero() ? year + 1 : year;
  }

  /**
   * The last day of a month.
   *
   * @param month 1 to 12
   */
  public int lastDay(int year, int month) {
    if (this == DAYS_360) {
      return 30;
    }
    return switch (month) {
      case 2 -> isLeap(year) ? 29 : 28;
      case 4, 6, 9, 11 -> 30;
      default -> 31;
    };
  }

  /** Whether there is such a day. */
  public boolean has(int year, int month, int day) {
    return month >= 1
        && month <= 12
        && day >= 1
        && day <= lastDay(year, month)
        && (year != 0 || hasYearZero())
        && !(this == STANDARD && year == 1582 && month == 10 && day > 4 && day < 15);
  }

  /**
   * The number of a day.
   *
   * @throws IllegalArgumentException if there is no such day
   */
  public long dayNumber(int year, int month, int day) {
    if (!has(year, month, day)) {
      throw new IllegalArgumentException(
          "no such day: date=%d-%02d-%02d, calendar=%s".formatted(year, month, day, label));
    }
    long y = astronomical(year);
    return switch (this) {
      case STANDARD -> {
        long gregorian = gregorian(y, month, day);
        yield gregorian >= SWITCH ? gregorian : julian(y, month, day);
      }
      case PROLEPTIC_GREGORIAN -> gregorian(y, month, day);
      case JULIAN -> julian(y, month, day);
      case NO_LEAP -> (y - 1970) * 365 + DAYS_BEFORE[month - 1] + day - 1;
      case ALL_LEAP -> (y - 1970) * 366 + DAYS_BEFORE[month - 1] + (month > 2 ? 1 : 0) + day - 1;
      case DAYS_360 -> (y - 1970) * 360 + (month - 1) * 30L + day - 1;
    };
  }

  /** Days since March 1st of a year that begins with March. */
  private static long dayFromMarch(int month, int day) {
    return (153L * ((month + 9) % 12) + 2) / 5 + day - 1;
  }

  private static long gregorian(long year, int month, int day) {
    long y = month <= 2 ? year - 1 : year;
    long era = Math.floorDiv(y, 400);
    long inEra = y - era * 400;
    return GREGORIAN_MARCH_0
        + era * 146097
        + inEra * 365
        + inEra / 4
        - inEra / 100
        + dayFromMarch(month, day);
  }

  private static long julian(long year, int month, int day) {
    long y = month <= 2 ? year - 1 : year;
    return JULIAN_MARCH_0 + Math.floorDiv(y * 1461, 4) + dayFromMarch(month, day);
  }

  /** Year, month and day of a day's number. */
  int[] date(long number) {
    return switch (this) {
      case STANDARD -> number >= SWITCH ? gregorian(number) : julian(number);
      case PROLEPTIC_GREGORIAN -> gregorian(number);
      case JULIAN -> julian(number);
      case NO_LEAP -> fixed(number, 365);
      case ALL_LEAP -> fixed(number, 366);
      case DAYS_360 -> {
        int day = (int) Math.floorMod(number, 360L);
        yield new int[] {year(number, 360), day / 30 + 1, day % 30 + 1};
      }
    };
  }

  private static int year(long number, int days) {
    return Math.toIntExact(1970 + Math.floorDiv(number, (long) days));
  }

  private static int[] fixed(long number, int days) {
    int day = (int) Math.floorMod(number, (long) days);
    boolean leap = days == 366;
    int month = 1;
    while (day >= DAYS_BEFORE[month] + (leap && month >= 2 ? 1 : 0)) {
      month++;
    }
    int before = DAYS_BEFORE[month - 1] + (leap && month > 2 ? 1 : 0);
    return new int[] {year(number, days), month, day - before + 1};
  }

  private int[] gregorian(long number) {
    long z = number - GREGORIAN_MARCH_0;
    long era = Math.floorDiv(z, 146097L);
    long day = z - era * 146097;
    long y = (day - day / 1460 + day / 36524 - day / 146096) / 365;
    return fromMarch(era * 400 + y, day - (365 * y + y / 4 - y / 100));
  }

  private int[] julian(long number) {
    long z = number - JULIAN_MARCH_0;
    long y = Math.floorDiv(4 * z + 3, 1461L);
    return fromMarch(y, z - Math.floorDiv(y * 1461, 4));
  }

  private int[] fromMarch(long marchYear, long day) {
    int m = (int) ((5 * day + 2) / 153);
    int month = m < 10 ? m + 3 : m - 9;
    int year = Math.toIntExact(month <= 2 ? marchYear + 1 : marchYear);
    int named = year <= 0 && !hasYearZero() ? year - 1 : year;
    return new int[] {named, month, (int) (day - (153L * m + 2) / 5 + 1)};
  }

  /** CF's name of the calendar. */
  @Override
  public String toString() {
    return label;
  }
}
