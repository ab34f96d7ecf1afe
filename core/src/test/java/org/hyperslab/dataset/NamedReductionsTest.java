package org.hyperslab.dataset;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class NamedReductionsTest {
  private static final Session SESSION = Session.builder().memory("64MiB").build();

  @AfterAll
  static void everythingIsFreed() {
    assertEquals(0, SESSION.budget().used());
    SESSION.close();
  }

  private static Variable named(String name, Object values, Attributes attributes) {
    return Variable.of(name, List.of(name), ChunkedArray.fromJava(values), attributes);
  }

  private static Dataset dataset(double[][] data, double[] hours) {
    double[] lat = new double[data[0].length];
    Arrays.setAll(lat, i -> 10 * i);
    Attributes time = Attributes.of("units", "hours since 2001-11-25").with("bounds", "time_bnds");
    return Dataset.builder()
        .dimension(new Dimension("time", data.length, true))
        .variable(
            Variable.of(
                "t2m",
                List.of("time", "lat"),
                ChunkedArray.fromJava(data).rechunk(7, 2),
                Attributes.of("units", "K").with("cell_methods", "area: mean")))
        .variable(named("time", hours, time))
        .variable(named("lat", lat, Attributes.of("units", "degrees_north")))
        .variable(
            Variable.of(
                "time_bnds",
                List.of("time", "nv"),
                ChunkedArray.zeros(data.length, 2),
                Attributes.none()))
        .attribute("title", "a title")
        .build();
  }

  private static double[] values(Dataset d, String variable) {
    try (DenseArray a = d.variable(variable).array().compute(SESSION)) {
      return a.toDoubles();
    }
  }

  @Test
  void coordinatesNamesAndAttributesStay() {
    Dataset d =
        dataset(new double[][] {{1, 2}, {3, Double.NaN}}, new double[] {0, 6})
            .reduce(Statistic.MEAN, 0, "time");
    assertArrayEquals(new double[] {2, 2}, values(d, "t2m"));
    assertEquals(List.of("lat"), d.variable("t2m").dimensions());
    assertArrayEquals(new double[] {0, 10}, values(d, "lat"));
    assertEquals("a title", d.attributes().text("title"));
    assertEquals("K", d.variable("t2m").attributes().text("units"));
    assertEquals("area: mean time: mean", d.variable("t2m").attributes().text("cell_methods"));
    assertEquals(List.of("t2m"), d.dataVariables());
    assertFalse(d.hasDimension("time"));
  }

  private static Dataset withBounds(double[] hours, double[][] bounds) {
    double[][] data = new double[hours.length][1];
    return dataset(data, hours).toBuilder()
        .variable(
            Variable.of(
                "time_bnds",
                List.of("time", "nv"),
                ChunkedArray.fromJava(bounds),
                Attributes.none()))
        .build();
  }

  @Test
  void ofReducedTimesThereStaysAScalarWithBounds() {
    Dataset d =
        withBounds(new double[] {3, 9, 15}, new double[][] {{0, 6}, {6, 12}, {12, 18.5}})
            .reduce(Statistic.MAX, 0, "time");
    assertArrayEquals(new double[] {9.25}, values(d, "time"));
    assertArrayEquals(new double[] {0, 18.5}, values(d, "time_bnds"));
    assertEquals(List.of(), d.variable("time").dimensions());
    assertEquals(List.of("nv"), d.variable("time_bnds").dimensions());
    assertEquals("time_bnds", d.variable("time").attributes().text("bounds"));
    assertEquals("hours since 2001-11-25", d.variable("time").attributes().text("units"));
    assertEquals("time", d.variable("t2m").attributes().text("coordinates"));
    assertEquals(List.of("t2m"), d.dataVariables());
  }

  @Test
  void timesWithoutBoundsReachFromTheFirstToTheLast() {
    Attributes units =
        Attributes.of("units", "seconds since 1970-01-01")
            .with("_FillValue", Numbers.of(DType.INT32, -1L));
    int[] seconds = {2_000_000_000, -1, 1_900_000_000};
    Dataset d =
        Dataset.builder()
            .variable(named("time", seconds, units))
            .variable(
                Variable.of(
                    "x",
                    List.of("time"),
                    ChunkedArray.fromJava(new int[3]),
                    Attributes.of("coordinates", "height")))
            .variable(Variable.of("height", List.of(), ChunkedArray.zeros(), Attributes.none()))
            .variable(Variable.of("nv", List.of("nv"), ChunkedArray.zeros(3), Attributes.none()))
            .build()
            .reduce(Statistic.SUM, 0, "time");
    assertArrayEquals(new double[] {1.95e9}, values(d, "time"), "without overflow");
    assertArrayEquals(new double[] {1.9e9, 2e9}, values(d, "time_bnds"));
    assertEquals("time_bnds", d.variable("time").attributes().text("bounds"));
    assertFalse(d.variable("time").attributes().has("_FillValue"));
    assertEquals("height time", d.variable("x").attributes().text("coordinates"));
    assertEquals(3, d.dimension("nv").length());
  }

  @Test
  void otherCoordinatesAndEmptyTimesLeaveNothing() {
    Dataset d = dataset(new double[][] {{1, 2}}, new double[1]).reduce(Statistic.MEAN, 0, "lat");
    assertFalse(d.hasVariable("lat"));
    assertFalse(d.variable("t2m").attributes().has("coordinates"));
    Dataset none =
        Dataset.builder()
            .variable(named("time", new double[0], Attributes.of("units", "d since 2001-01-01")))
            .variable(
                Variable.of(
                    "x", List.of("time"), ChunkedArray.fromJava(new double[0]), Attributes.none()))
            .build()
            .reduce(Statistic.SUM, 0, "time");
    assertFalse(none.hasVariable("time"));
  }

  @Test
  void theGroupsCoordinateIsNotAVariableOfItsName() {
    double[] hours = {0, 24 * 31, 24 * 5};
    Dataset d = dataset(new double[][] {{1}, {2}, {5}}, hours);
    Variable month =
        Variable.of(
            "month",
            List.of("time"),
            ChunkedArray.fromJava(new int[] {7, 7, 7}),
            Attributes.of("units", "1"));
    for (String dimension : List.of("time", "lat")) {
      Variable other = month;
      if (dimension.equals("lat")) {
        other =
            Variable.of(
                "month", List.of("lat"), ChunkedArray.fromJava(new int[] {7}), month.attributes());
      }
      Dataset grouped =
          d.toBuilder()
              .variable(other)
              .build()
              .groupBy(SESSION, "time", TimeGroup.MONTH, Statistic.MEAN, 0);
      assertArrayEquals(new double[] {11, 12}, values(grouped, "month"));
      assertArrayEquals(new double[] {3, 2}, values(grouped, "t2m"));
    }
    Dataset clash = d.toBuilder().dimension(new Dimension("month", 2, false)).build();
    assertThrows(
        IllegalArgumentException.class,
        () -> clash.groupBy(SESSION, "time", TimeGroup.MONTH, Statistic.MEAN, 0));
    Dataset only = d.only("t2m").toBuilder().variable(month).build().only("month");
    assertThrows(
        IllegalArgumentException.class,
        () -> only.groupBy(SESSION, "time", TimeGroup.MONTH, Statistic.MEAN, 0));
  }

  @Test
  void whatHasNoTimeIsInNoGroup() {
    double[][] data = {{1}, {2}, {4}, {8}};
    Attributes days = Attributes.of("units", "days since 2001-01-01");
    Variable[] times = {
      named("time", new double[] {0, Double.NaN, 40, 1}, days),
      named("time", new long[] {0, Long.MIN_VALUE, 40, 1}, days),
      named("time", new int[] {0, -9, 40, 1}, days.with("_FillValue", Numbers.of(DType.INT32, -9L)))
    };
    for (Variable time : times) {
      Dataset d = dataset(data, new double[4]).toBuilder().variable(time).build();
      Dataset grouped = d.groupBy(SESSION, "time", TimeGroup.MONTH, Statistic.SUM, 0);
      assertArrayEquals(new double[] {1, 2}, values(grouped, "month"));
      assertArrayEquals(new double[] {9, 4}, values(grouped, "t2m"));
      String message =
          assertThrows(IllegalArgumentException.class, () -> d.times(SESSION, "time")).getMessage();
      assertEquals("coordinate has no time: coordinate=time, index=1: it is missing", message);
    }
    Variable none = named("time", new double[] {Double.NaN, Double.NaN}, days);
    Dataset d = dataset(new double[2][1], new double[2]).toBuilder().variable(none).build();
    assertThrows(
        IllegalArgumentException.class,
        () -> d.groupBy(SESSION, "time", TimeGroup.MONTH, Statistic.SUM, 0));
  }

  @Test
  void boundsHaveTheirUnitsFromTheCoordinate() {
    Dataset d =
        dataset(new double[][] {{1, 2}, {3, 4}}, new double[] {3, 9}).toBuilder()
            .variable(
                Variable.of(
                    "time_bnds",
                    List.of("time", "nv"),
                    ChunkedArray.fromJava(new double[][] {{0, 6}, {6, 12.5}}),
                    Attributes.none()))
            .build();
    assertEquals("hours since 2001-11-25", d.bounds("time").attributes().text("units"));
    assertEquals("time_bnds", d.described("time_bnds").name());
    assertEquals(
        "[2001-11-25/2001-11-25T06:00:00, 2001-11-25T06:00:00/2001-11-25T12:30:00]",
        d.timeBounds(SESSION, "time").toString());
    assertEquals(
        "[2001-11-25T06:00:00/2001-11-25T12:30:00]",
        d.sel(SESSION, "time=2001-11-25T04:2001-11-26").timeBounds(SESSION, "time").toString());
    assertEquals(
        List.of(), List.copyOf(d.variable("time_bnds").attributes().names()), "as in the file");
    assertNull(d.bounds("lat"));
    assertThrows(IllegalArgumentException.class, () -> d.timeBounds(SESSION, "lat"));
    Dataset means = d.reduce(Statistic.MEAN, 0, "lat");
    assertEquals(2, means.timeBounds(SESSION, "time").size(), "bounds are no data");
  }

  @Test
  void climatologiesHaveBoundsToo() {
    Attributes time =
        Attributes.of("units", "days since 2000-01-01")
            .with("calendar", "noleap")
            .with("climatology", "clim");
    Dataset d =
        Dataset.builder()
            .variable(named("time", new int[] {15}, time))
            .variable(
                Variable.of(
                    "clim",
                    List.of("time", "nv"),
                    ChunkedArray.fromJava(new int[][] {{0, 10 * 365 + 31}}),
                    Attributes.none()))
            .build();
    assertEquals("[2000-01-01/2010-02-01]", d.timeBounds(SESSION, "time").toString());
    assertEquals(List.of(), d.dataVariables());
  }

  @Test
  void whatIsMissingIsLeftOut() {
    double[][] data = {{1, Double.NaN}, {3, Double.NaN}, {Double.NaN, Double.NaN}, {8, Double.NaN}};
    Map<Statistic, double[]> expected =
        Map.of(
            Statistic.MEAN, new double[] {4, Double.NaN},
            Statistic.SUM, new double[] {12, 0},
            Statistic.MIN, new double[] {1, Double.NaN},
            Statistic.MAX, new double[] {8, Double.NaN},
            Statistic.VAR, new double[] {26.0 / 3, Double.NaN},
            Statistic.STD, new double[] {Math.sqrt(26.0 / 3), Double.NaN},
            Statistic.MEDIAN, new double[] {3, Double.NaN},
            Statistic.COUNT, new double[] {3, 0});
    expected.forEach(
        (statistic, values) ->
            assertArrayEquals(
                values,
                values(dataset(data, new double[4]).reduce(statistic, 0, "time"), "t2m"),
                1e-14,
                statistic.toString()));
  }

  @Test
  void unitsFollowTheStatistic() {
    Dataset d = dataset(new double[][] {{1, 2}}, new double[1]);
    Variable var = d.reduce(Statistic.VAR, 0, "lat", "time").variable("t2m");
    assertEquals("K2", var.attributes().text("units"));
    assertEquals("area: mean time: lat: variance", var.attributes().text("cell_methods"));
    assertEquals(0, var.rank());
    assertEquals(
        "1", d.reduce(Statistic.COUNT, 0, "lat").variable("t2m").attributes().text("units"));
  }

  @Test
  void integersAreCountedWithoutReadingThem() {
    Dataset d = Dataset.builder().variable(named("x", new int[] {0, 5}, Attributes.none())).build();
    Variable data = d.variable("x").withName("y");
    Dataset both = d.toBuilder().variable(data).build();
    assertArrayEquals(new double[] {2}, values(both.reduce(Statistic.COUNT, 0, "x"), "y"));
  }

  @Test
  void whatIsNotThereIsRefused() {
    Dataset d = dataset(new double[][] {{1, 2}}, new double[1]);
    assertThrows(IllegalArgumentException.class, () -> d.reduce(Statistic.MEAN, 0, "level"));
    assertThrows(
        IllegalArgumentException.class,
        () -> d.groupBy(SESSION, "lat", TimeGroup.MONTH, Statistic.MEAN, 0));
    assertThrows(IllegalArgumentException.class, () -> TimeGroup.named("fortnight"));
  }

  @Test
  void seasonsAreNamed() throws IOException {
    double[][] data = new double[400][1];
    double[] hours = new double[400];
    for (int i = 0; i < 400; i++) {
      data[i][0] = i;
      hours[i] = 24.0 * i;
    }
    Dataset d = dataset(data, hours).groupBy(SESSION, "time", TimeGroup.SEASON, Statistic.MIN, 0);
    assertEquals(List.of("season", "lat"), d.variable("t2m").dimensions());
    assertEquals(List.of("DJF", "JJA", "MAM", "SON"), d.variable("season").text().read());
    assertArrayEquals(new double[] {6, 188, 96, 0}, values(d, "t2m"));
    assertEquals(Shape.of(4), d.variable("season").shape());
  }

  @Test
  void groupsAreThoseOfANaiveLoop() {
    long seed = 5;
    Random random = new Random(seed);
    TimeGroup[] by = {
      TimeGroup.YEAR, TimeGroup.MONTH, TimeGroup.DAY, TimeGroup.HOUR, TimeGroup.DAYOFYEAR
    };
    for (int round = 0; round < 40; round++) {
      int n = 1 + random.nextInt(60);
      int m = 1 + random.nextInt(5);
      double[][] data = new double[n][m];
      double[] hours = new double[n];
      for (int i = 0; i < n; i++) {
        hours[i] = random.nextInt(20_000) - 5000 + random.nextInt(4) / 4.0;
        for (int j = 0; j < m; j++) {
          data[i][j] = random.nextInt(8) == 0 ? Double.NaN : random.nextGaussian();
        }
      }
      TimeGroup group = by[round % by.length];
      boolean alsoLat = random.nextInt(3) == 0;
      Dataset d = dataset(data, hours);
      List<CalendarDate> dates = d.times(SESSION, "time");
      TreeMap<Integer, List<double[]>> rows = new TreeMap<>();
      for (int i = 0; i < n; i++) {
        CalendarDate t = dates.get(i);
        int key =
            switch (group) {
              case YEAR -> t.year();
              case MONTH -> t.month();
              case DAY -> t.day();
              case HOUR -> t.hour();
              default -> t.dayOfYear();
            };
        rows.computeIfAbsent(key, k -> new ArrayList<>()).add(data[i]);
      }
      List<Double> expected = new ArrayList<>();
      for (List<double[]> g : rows.values()) {
        for (int j = 0; j < (alsoLat ? 1 : m); j++) {
          double sum = 0;
          for (double[] row : g) {
            for (int k = alsoLat ? 0 : j; k < (alsoLat ? m : j + 1); k++) {
              sum += Double.isNaN(row[k]) ? 0 : row[k];
            }
          }
          expected.add(sum);
        }
      }
      String[] others = alsoLat ? new String[] {"lat"} : new String[0];
      Dataset grouped = d.groupBy(SESSION, "time", group, Statistic.SUM, 0, others);
      String what = group + ", round=" + round + ", seed=" + seed;
      assertArrayEquals(
          expected.stream().mapToDouble(Double::doubleValue).toArray(),
          values(grouped, "t2m"),
          1e-12,
          what);
      assertArrayEquals(
          rows.keySet().stream().mapToDouble(Integer::doubleValue).toArray(),
          values(grouped, group.toString()),
          what);
    }
  }
}
