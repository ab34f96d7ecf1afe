package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.Variable;
import org.hyperslab.netcdf.NetCdf;
import org.hyperslab.netcdf.NetCdfOptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files as one. */
class JoinedTest {
  @TempDir private static Path folder;
  private static Golden golden;

  @BeforeAll
  static void unpack() {
    golden = new Golden(folder);
  }

  private static List<Path> files(String... names) {
    return Stream.of(names).map(golden::path).toList();
  }

  @Test
  void filesContinueEachOther() throws IOException {
    try (Dataset d = NetCdf.open(files("join-1.nc", "join-2.nc"), "time")) {
      assertEquals(new Dimension("time", 8, true), d.dimension("time"));
      assertEquals("days since 2001-01-01", d.variable("time").attributes().text("units"));
      try (DenseArray v = d.variable("v").array().sum(1).compute();
          DenseArray x = d.variable("x").array().compute();
          DenseArray time = d.variable("time").array().compute()) {
        for (int i = 0; i < 8; i++) {
          assertEquals(i, time.getDouble(i));
          int first = i < 4 ? 9 * i + 3 : 9 * (i - 4) + 303;
          assertEquals(first, v.getLong(i));
        }
        assertArrayEquals(
            new long[] {5, 6, 7}, new long[] {x.getLong(0), x.getLong(1), x.getLong(2)});
      }
    }
  }

  @Test
  void whatDoesNotFitIsNamed() {
    Exception scale =
        assertThrows(
            IOException.class, () -> NetCdf.open(files("join-1.nc", "join-scale.nc"), "time"));
    assertTrue(scale.getMessage().contains("join-scale.nc"), scale.getMessage());
    assertTrue(scale.getMessage().contains("variable=v, scale_factor=0.25"), scale.getMessage());
    Exception units =
        assertThrows(
            IOException.class, () -> NetCdf.open(files("join-1.nc", "join-units.nc"), "time"));
    assertTrue(units.getMessage().contains("metres"), units.getMessage());
    Exception dimension =
        assertThrows(
            IOException.class, () -> NetCdf.open(files("join-1.nc", "superblock3.h5"), "time"));
    assertTrue(dimension.getMessage().contains("superblock3.h5"), dimension.getMessage());
  }

  @Test
  void allUnreadableFilesAreNamed() {
    Exception e =
        assertThrows(
            IOException.class,
            () -> NetCdf.open(files("absent.nc", "join-1.nc", "types.h5.txt"), "time"));
    assertTrue(e.getMessage().contains("2 of 3"), e.getMessage());
    assertTrue(e.getMessage().contains("absent.nc"), e.getMessage());
    assertTrue(e.getMessage().contains("types.h5.txt"), e.getMessage());
  }

  /** Writes a classic file whose variables are along time. */
  private static Path written(String name, Variable... variables) {
    Dataset.Builder d = Dataset.builder();
    for (Variable v : variables) {
      d.variable(v);
    }
    Path file = folder.resolve(name);
    NetCdf.write(file, d.build(), NetCdfOptions.classic()).run();
    return file;
  }

  private static Variable along(String name, Attributes attributes, double... values) {
    return Variable.of(name, List.of("time"), ChunkedArray.fromJava(values), attributes);
  }

  private static Variable time(String units, double... values) {
    return along(
        "time",
        Attributes.builder()
            .put("units", units)
            .put("bounds", "time_bnds")
            .put("_FillValue", Numbers.of(DType.FLOAT64, -999.0))
            .build(),
        values);
  }

  private static Variable bounds(double... begins) {
    ChunkedArray begin = ChunkedArray.fromJava(begins);
    return Variable.of(
        "time_bnds",
        List.of("time", "nv"),
        ChunkedArray.stack(1, begin, begin.add(1.0)),
        Attributes.none());
  }

  @Test
  void boundsCountFromTheirCoordinatesMomentAndMissingTimesStayMissing() throws IOException {
    Path a = written("a.nc", time("days since 2001-01-01", 0, -999), bounds(0, 1));
    Path b = written("b.nc", time("days since 2001-01-03", 0, -999), bounds(0, 1));
    try (Dataset d = NetCdf.open(List.of(a, b), "time");
        DenseArray time = d.variable("time").decoded().array().compute();
        DenseArray bounds = d.variable("time_bnds").array().compute()) {
      assertArrayEquals(new double[] {0, Double.NaN, 2, Double.NaN}, time.toDoubles());
      assertArrayEquals(new double[] {0, 1, 1, 2, 2, 3, 3, 4}, bounds.toDoubles());
    }
  }

  @Test
  void validRangesThatDifferAreRefused() {
    Attributes nine = Attributes.none().with("valid_max", Numbers.of(DType.FLOAT64, 9.0));
    Attributes twenty = Attributes.none().with("valid_max", Numbers.of(DType.FLOAT64, 20.0));
    List<Path> files =
        List.of(written("r1.nc", along("v", nine, 1, 5)), written("r2.nc", along("v", twenty, 11)));
    Exception e = assertThrows(IOException.class, () -> NetCdf.open(files, "time"));
    assertTrue(e.getMessage().contains("r2.nc"), e.getMessage());
    assertTrue(e.getMessage().contains("variable=v, valid_max=20.0"), e.getMessage());
  }

  @Test
  void shiftedTimesThatHaveAValidRangeAreRefused() {
    Attributes range = Attributes.none().with("valid_max", Numbers.of(DType.FLOAT64, 9.0));
    List<Path> files =
        List.of(
            written("s1.nc", along("time", range.with("units", "days since 2001-01-01"), 0, 1)),
            written("s2.nc", along("time", range.with("units", "days since 2001-02-01"), 0, 1)));
    Exception e = assertThrows(IOException.class, () -> NetCdf.open(files, "time"));
    assertTrue(e.getMessage().contains("s2.nc"), e.getMessage());
    assertTrue(e.getMessage().contains("variable=time, attribute=valid_max"), e.getMessage());
  }
}
