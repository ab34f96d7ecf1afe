package org.hyperslab.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeUnitsTest {
  @Test
  void datesAreThoseOfCftime() throws IOException {
    List<String> lines;
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(TimeUnitsTest.class.getResourceAsStream("times.txt")),
                StandardCharsets.UTF_8))) {
      lines = in.lines().toList();
    }
    for (String line : lines) {
      String[] f = line.split("\t", -1);
      if (f[3].equals("error")) {
        assertThrows(IllegalArgumentException.class, () -> TimeUnits.parse(f[1], f[0]), line);
        continue;
      }
      TimeUnits units = TimeUnits.parse(f[1], f[0]);
      CalendarDate date = units.decode(Double.parseDouble(f[2]));
      String found =
          "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d"
              .formatted(
                  date.year(),
                  date.month(),
                  date.day(),
                  date.hour(),
                  date.minute(),
                  date.second(),
                  date.microsecond(),
                  date.dayOfYear());
      assertEquals(String.join("\t", List.of(f).subList(3, f.length)), found, line);
      if (f[2].indexOf('.') < 0) {
        long whole = Long.parseLong(f[2]);
        assertEquals(date.micros(), units.micros(whole), line);
        assertEquals((double) whole, units.encode(date), line);
      }
    }
  }

  @Test
  void everyDayHasANumberAndBack() {
    long seed = 7;
    Random random = new Random(seed);
    for (Calendar calendar : Calendar.values()) {
      for (int i = 0; i < 20_000; i++) {
        long day = i < 4000 ? -143_000L + i : random.nextInt(4_000_000) - 2_000_000;
        CalendarDate date =
            CalendarDate.ofMicros(calendar, day * CalendarDate.MICROS_PER_DAY + random.nextInt());
        String what = "calendar=" + calendar + ", day=" + day + ", seed=" + seed;
        assertEquals(date, CalendarDate.ofMicros(calendar, date.micros()), what);
        CalendarDate next =
            CalendarDate.ofMicros(calendar, date.micros() + CalendarDate.MICROS_PER_DAY);
        assertTrue(date.compareTo(next) < 0, what);
        boolean follows =
            next.day() == date.day() + 1
                || (next.day() == 1 && date.day() == calendar.lastDay(date.year(), date.month()))
                || (calendar == Calendar.STANDARD && next.day() == 15 && date.day() == 4);
        assertTrue(follows, what);
      }
    }
  }

  @Test
  void abusesOfUnitsAreUnderstood() {
    for (String units :
        List.of(
            "hours since 2001-01-01 12",
            "hours since 2001-01-01 17 +5",
            "hours Since 2001-01-01T12:00Z",
            "HOURS after 2001-1-1 12:0:0.",
            " hours  since 2001-01-01  12:00:00,000 GMT ",
            "hours since 2001-01-01 07:30 -04:30",
            "hours @ 2001-01-01T12:00:00.0000000")) {
      assertEquals("2001-01-01T12:00:00", TimeUnits.parse(units, "standard").origin().toString());
    }
    assertEquals("2001-01-01", TimeUnits.parse("days since 2001", "noleap").origin().toString());
    assertEquals("2001-02-01", TimeUnits.parse("days since 2001-02", "").origin().toString());
    assertEquals(
        "2001-01-15", TimeUnits.parse("weeks since 2001-01-01", "julian").decode(2).toString());
    assertEquals(
        "1970-01-01T00:00:00.000002",
        TimeUnits.parse("nanoseconds since 1970-01-01", "standard").decode(1999).toString());
  }

  @Test
  void whatIsNoTimeIsRefused() {
    for (String units :
        List.of(
            "K",
            "days",
            "days since",
            "since 2001-01-01",
            "fortnights since 2001-01-01",
            "days since yesterday",
            "days since 2001/01/01",
            "days since 20010101 24:00")) {
      assertThrows(IllegalArgumentException.class, () -> TimeUnits.parse(units, "standard"), units);
    }
    assertThrows(
        IllegalArgumentException.class, () -> TimeUnits.parse("days since 2001-01-01", "martian"));
    assertFalse(TimeUnits.isTime("days"));
    assertFalse(TimeUnits.isTime(null));
    assertTrue(TimeUnits.isTime("months since 1960-01-01"));
    TimeUnits days = TimeUnits.parse("days since 2001-01-01", "standard");
    assertThrows(ArithmeticException.class, () -> days.decode(Double.NaN));
    assertThrows(ArithmeticException.class, () -> days.decode(1e300));
    assertThrows(
        IllegalArgumentException.class,
        () -> days.encode(CalendarDate.of(Calendar.DAYS_360, 2001, 2, 30)));
  }

  @Test
  void seasonsAreOfThreeMonths() {
    assertEquals("DJF", CalendarDate.of(Calendar.STANDARD, 2001, 12, 31).season());
    assertEquals("DJF", CalendarDate.of(Calendar.STANDARD, 2001, 2, 1).season());
    assertEquals("MAM", CalendarDate.of(Calendar.STANDARD, 2001, 3, 1).season());
    assertEquals("JJA", CalendarDate.of(Calendar.STANDARD, 2001, 8, 31).season());
    assertEquals("SON", CalendarDate.of(Calendar.STANDARD, 2001, 11, 1).season());
  }
}
