package org.hyperslab.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SelectionTest {
  private static final Session SESSION = Session.builder().memory("64MiB").build();

  @AfterAll
  static void everythingIsFreed() {
    assertEquals(0, SESSION.budget().used());
    SESSION.close();
  }

  private static Variable coordinate(String name, Object values, String... attributes) {
    Attributes.Builder b = Attributes.builder();
    for (int i = 0; i < attributes.length; i += 2) {
      b.put(attributes[i], attributes[i + 1]);
    }
    return Variable.of(name, List.of(name), ChunkedArray.fromJava(values), b.build());
  }

  /**
   * 730 days of noon, latitudes from the north, longitudes in float32; elements are their index.
   */
  private static Dataset dataset(String calendar) {
    double[] days = IntStream.range(0, 730).mapToDouble(i -> i + 0.5).toArray();
    long[] shape = {730, 4, 3};
    ChunkedArray data =
        ChunkedArray.arange(730).slice(":, newaxis, newaxis").broadcastTo(shape).add(0.0);
    return Dataset.builder()
        .variable(Variable.of("t", List.of("time", "lat", "lon"), data, Attributes.none()))
        .variable(coordinate("time", days, "units", "days since 2001-01-01", "calendar", calendar))
        .variable(coordinate("lat", new double[] {60, 30, 0, -30}))
        .variable(coordinate("lon", new float[] {0.1f, 7.5f, 15f}))
        .variable(
            Variable.ofText(
                "zone",
                List.of("lat"),
                TextSource.of(Shape.of(4), "north", "middle", "equator", "south"),
                Attributes.none()))
        .build();
  }

  private static double[] values(Dataset d, String variable) {
    try (DenseArray a = d.variable(variable).array().compute(SESSION)) {
      return a.toDoubles();
    }
  }

  private static String times(String selection) {
    Dataset cut = dataset("standard").sel(SESSION, "time=" + selection);
    double[] times = values(cut, "time");
    assertTrue(cut.hasDimension("time"));
    assertEquals(times.length, cut.dimension("time").length());
    List<CalendarDate> dates = cut.times(SESSION, "time");
    return dates.getFirst() + " " + dates.getLast();
  }

  @Test
  void datesStandForAllThatTheyContain() {
    assertEquals("2001-06-01T12:00:00 2001-08-31T12:00:00", times("2001-06:2001-08"));
    assertEquals("2001-02-01T12:00:00 2001-02-28T12:00:00", times("2001-02"));
    assertEquals("2002-01-01T12:00:00 2002-12-31T12:00:00", times("2002"));
    assertEquals("2001-01-01T12:00:00 2001-12-31T12:00:00", times(":2001"));
    assertEquals("2002-12-30T12:00:00 2002-12-31T12:00:00", times("2002-12-30:"));
    assertEquals("2001-03-05T12:00:00 2001-03-05T12:00:00", times("2001-03-05"));
    assertEquals(
        "2001-03-05T12:00:00 2001-03-06T12:00:00", times("2001-03-05T12:00:2001-03-06 12:00:00"));
    assertEquals(
        "2001-03-06T12:00:00 2001-03-06T12:00:00", times("2001-03-05T13:2001-03-07T11:59:59.5"));
  }

  @Test
  void anExactTimeTakesTheDimensionAway() {
    for (String s :
        List.of("time=2001-03-05T12", "time~2001-03-05T20", "time~2001-03-05T00:00:01")) {
      Dataset cut = dataset("standard").sel(SESSION, s);
      assertEquals(List.of("lat", "lon"), cut.variable("t").dimensions(), s);
      assertEquals(0, cut.variable("time").rank(), s);
      assertArrayEquals(new double[] {63.5}, values(cut, "time"), s);
    }
  }

  @Test
  void datesAreThoseOfTheCalendar() {
    Dataset cut = dataset("360_day").sel(SESSION, "time=2001-02-29:2001-02-30");
    assertArrayEquals(new double[] {58.5, 59.5}, values(cut, "time"));
    assertThrows(
        IllegalArgumentException.class,
        () -> dataset("standard").sel(SESSION, "time=2001-02-29:2001-02-30"));
    assertThrows(
        IllegalArgumentException.class, () -> dataset("standard").sel(SESSION, "time=999999999"));
  }

  @Test
  void rangesOfNumbersIncludeBothEndsInEitherOrder() {
    for (String s : List.of("lat=0:30", "lat=30:0", "lat=-10.5:59")) {
      Dataset cut = dataset("standard").sel(SESSION, s);
      assertArrayEquals(new double[] {30, 0}, values(cut, "lat"), s);
      assertEquals(Shape.of(730, 2, 3), cut.variable("t").shape());
    }
    assertArrayEquals(
        new double[] {60, 30}, values(dataset("standard").sel(SESSION, "lat=30:"), "lat"));
    assertArrayEquals(
        new double[] {0.1f}, values(dataset("standard").sel(SESSION, "lon=:0.1"), "lon"));
  }

  @Test
  void singleNumbersAreExactOrTheNearest() {
    Dataset d = dataset("standard").sel(SESSION, " lat = 30 , lon ~ 8 ,time=2001-01-03");
    assertEquals(List.of("time"), d.variable("t").dimensions());
    assertEquals(Shape.of(1), d.variable("t").shape());
    assertArrayEquals(new double[] {2}, values(d, "t"));
    assertArrayEquals(new double[] {7.5}, values(d, "lon"));
    assertArrayEquals(
        new double[] {0.1f}, values(dataset("standard").sel(SESSION, "lon=0.1"), "lon"));
    assertArrayEquals(new double[] {30}, values(dataset("standard").sel(SESSION, "lat~15"), "lat"));
  }

  @Test
  void textsGoWithTheirDimension() throws IOException {
    Dataset d = dataset("standard").sel(SESSION, "lat=0:30");
    assertEquals(List.of("middle", "equator"), d.variable("zone").text().read());
    Dataset one = dataset("standard").sel(SESSION, "lat=-30");
    assertEquals(List.of("south"), one.variable("zone").text().read());
    assertEquals(0, one.variable("zone").rank());
  }

  @Test
  void whatSelectsNothingSaysSo() {
    for (String s :
        List.of(
            "lat=31",
            "lat=70:80",
            "time=2003",
            "time=2001-13",
            "lat",
            "lat=",
            "lat=x",
            "level=3",
            "time=yesterday",
            "lat=0,lat=30",
            "lat~0:30",
            "")) {
      assertThrows(IllegalArgumentException.class, () -> dataset("standard").sel(SESSION, s), s);
    }
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> dataset("standard").sel(SESSION, "lat=31"));
    assertEquals(
        "nothing is there: dimension=lat, selection=31; 'lat~31' takes the nearest",
        e.getMessage());
  }

  @Test
  void selectionsAreThoseOfANaiveLoop() {
    long seed = 11;
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      int n = 1 + random.nextInt(40);
      double at = random.nextInt(100);
      boolean descending = random.nextBoolean();
      double[] labels = new double[n];
      for (int i = 0; i < n; i++) {
        at += 1 + random.nextInt(4);
        labels[descending ? n - 1 - i : i] = at / 2;
      }
      double a = random.nextInt(120) / 2.0;
      double b = random.nextInt(200) / 2.0;
      List<Double> expected = new ArrayList<>();
      for (double x : labels) {
        if (x >= Math.min(a, b) && x <= Math.max(a, b)) {
          expected.add(x);
        }
      }
      Dataset d = Dataset.builder().variable(coordinate("x", labels)).build();
      String s = "x=" + a + ":" + b;
      String what = s + ", round=" + round + ", seed=" + seed;
      if (expected.isEmpty()) {
        assertThrows(IllegalArgumentException.class, () -> d.sel(SESSION, s), what);
      } else {
        assertArrayEquals(
            expected.stream().mapToDouble(Double::doubleValue).toArray(),
            values(d.sel(SESSION, s), "x"),
            what);
      }
    }
  }
}
