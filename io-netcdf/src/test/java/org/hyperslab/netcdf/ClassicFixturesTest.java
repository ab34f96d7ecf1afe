package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.hyperslab.DenseArray;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.junit.jupiter.api.Test;

/** Classic files that other people's programs wrote. */
class ClassicFixturesTest {
  @Test
  void packedReanalysisOfEcmwfIsRead() throws IOException {
    Dataset d = NetCdf.open(Fixtures.path("eraint_uvz.nc"));
    assertEquals(Shape.of(2, 3, 241, 480), d.variable("z").shape());
    assertEquals(DType.INT16, d.variable("z").array().dtype());
    Numbers scale = d.variable("z").attributes().numbers("scale_factor");
    assertNotNull(scale);
    assertEquals(DType.FLOAT64, scale.dtype());
    try (DenseArray level = d.variable("level").array().compute();
        DenseArray u = d.variable("u").array().compute()) {
      assertEquals(200, level.getLong(0));
      assertEquals(850, level.getLong(2));
      assertEquals(14898, u.getLong(1, 2, 240, 479));
      assertEquals(20983, u.getLong(1, 1, 100, 100));
    }
  }

  @Test
  void netcdfsOwnTestFileIsRead() throws IOException {
    Dataset d = NetCdf.open(Fixtures.path("ref_nctest_classic.nc"));
    assertEquals(28, d.variables().size());
    try (DenseArray ce = d.variable("ce").array().compute();
        DenseArray cd = d.variable("cd").array().compute();
        DenseArray bytes = d.variable("bytev").array().compute()) {
      assertArrayEquals(
          new double[] {14, 14, 56, 77, 98}, ce.chunked().slice(":, 1, 6").compute().toDoubles());
      assertArrayEquals(new long[] {-4, -3, -2, -1, 0, 1, 2, 3, 0, 2, 3, 4, 5, 6, 0}, cd.toLongs());
      assertEquals(46, bytes.getLong(1, 2, 4, 5, 3, 29));
    }
  }

  @Test
  void aVariableInsideAnotherIsRefused() {
    Path file = Fixtures.path("bad_cdf5_begin.nc");
    FormatException e = assertThrows(FormatException.class, () -> NetCdf.open(file));
    assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
  }
}
