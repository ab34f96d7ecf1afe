package org.hyperslab.netcdf.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hyperslab.DenseArray;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.netcdf.NetCdf;
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
}
