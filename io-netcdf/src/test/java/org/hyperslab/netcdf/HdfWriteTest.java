package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jhdf.HdfFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ucar.ma2.Array;
import ucar.nc2.NetcdfFile;
import ucar.nc2.NetcdfFiles;

class HdfWriteTest {
  @TempDir private Path folder;

  static void write(Path file, Dataset dataset, NetCdfOptions options) {
    try (Session session = Session.builder().memory("128MiB").workers(2).build()) {
      NetCdfWrite.of(file, dataset, options).run(session);
      assertEquals(0, session.budget().used());
    }
  }

  /** Something of everything. */
  static Dataset example() {
    Dataset.Builder types = Dataset.builder().attribute("kind", "group");
    for (DType t : DType.values()) {
      types.variable(
          Variable.of(
              "v_" + t,
              List.of("y", "k"),
              ClassicWriteTest.sequence(t, 33, 3),
              Attributes.builder()
                  .put("one", Numbers.of(t, 1))
                  .put("many", Numbers.of(t, 1, 0, 1))
                  .build()));
    }
    return Dataset.builder()
        .dimension(new Dimension("time", 70, true))
        .dimension(Dimension.of("y", 33))
        .dimension(Dimension.of("x", 50))
        .dimension(Dimension.of("nothing", 0))
        .variable(
            Variable.of(
                "time",
                List.of("time"),
                ChunkedArray.arange(70).cast(DType.FLOAT64),
                Attributes.of("units", "days since 2001-01-01")))
        .variable(
            Variable.of(
                "t",
                List.of("time", "y", "x"),
                ClassicWriteTest.sequence(DType.FLOAT32, 70, 33, 50).rechunk(8, 16, 32),
                Attributes.builder()
                    .put("_FillValue", DType.FLOAT32, -999)
                    .put("long_name", "température")
                    .put("flags", List.of("a", "größer", ""))
                    .put("empty", "")
                    .build()))
        .variable(Variable.of("x", List.of("y"), ChunkedArray.arange(33), Attributes.none()))
        .variable(
            Variable.of("y", List.of("y", "x"), ChunkedArray.zeros(33, 50), Attributes.none()))
        .variable(Variable.of("scalar", List.of(), ChunkedArray.scalar(42.5), Attributes.none()))
        .variable(Variable.of("none", List.of("nothing"), ChunkedArray.zeros(0), Attributes.none()))
        .variable(
            Variable.ofText(
                "station",
                List.of("n"),
                TextSource.of(Shape.of(3), "Bern", "Zürich", ""),
                Attributes.none()))
        .variable(
            Variable.of(
                "many",
                List.of("m"),
                ChunkedArray.arange(0, 100_000, 1, Chunks.of(8192)).cast(DType.INT16),
                Attributes.none()))
        .attribute("title", "example")
        .attribute("json", new AttributeValue.Structure(List.of(1, "a")))
        .group("types", types.build())
        .build();
  }

  private static final List<NetCdfOptions> OPTIONS =
      List.of(
          NetCdfOptions.netCdf4(),
          NetCdfOptions.netCdf4().withChunk("m", 100).withChunk("time", 1).withDeflate(9),
          NetCdfOptions.netCdf4().withFletcher32(true).withShuffle(false),
          NetCdfOptions.netCdf4().withFletcher32(true).withDeflate(0),
          NetCdfOptions.netCdf4().withDeflate(0).withChunk("x", 7).withChunk("y", -1));

  private Path written(NetCdfOptions options) {
    Path file = folder.resolve("example" + OPTIONS.indexOf(options) + ".nc");
    write(file, example(), options);
    return file;
  }

  @Test
  void netcdfJavaReadsAllOfIt() throws IOException {
    for (NetCdfOptions options : OPTIONS) {
      try (NetcdfFile file = NetcdfFiles.open(written(options).toString())) {
        assertNumbers(file.findVariable("t"), 70 * 33 * 50);
        assertNumbers(file.findVariable("many"), 100_000);
        assertNumbers(file.findVariable("time"), 70);
        for (DType t : DType.values()) {
          if (t != DType.BOOL) {
            assertNumbers(file.findVariable("types/v_" + t), 99);
          }
        }
        assertEquals(42.5, file.findVariable("scalar").readScalarDouble());
        assertEquals("time y x", file.findVariable("t").getDimensionsString());
        assertEquals("n", file.findVariable("station").getDimensionsString());
        assertEquals("y k", file.findVariable("types/v_int8").getDimensionsString());
        assertTrue(file.findDimension("time").isUnlimited());
        assertEquals(33, file.findDimension("y").getLength());
        assertEquals("Zürich", file.findVariable("station").read().getObject(1));
        assertEquals("example", file.findGlobalAttribute("title").getStringValue());
        assertEquals("[1, \"a\"]", file.findGlobalAttribute("json").getStringValue());
        ucar.nc2.Variable t = file.findVariable("t");
        assertEquals("température", t.findAttribute("long_name").getStringValue());
        assertEquals("größer", t.findAttribute("flags").getStringValue(1));
        assertEquals(-999f, t.findAttribute("_FillValue").getNumericValue());
      }
    }
  }

  private static void assertNumbers(ucar.nc2.Variable v, int count) throws IOException {
    Array values = v.read();
    assertEquals(count, values.getSize(), v.getFullName());
    for (int i = 0; i < count; i++) {
      double expected =
          switch (v.getDataType()) {
            case SHORT, USHORT -> (short) i;
            default -> i;
          };
      if (values.getDouble(i) != expected) {
        assertEquals(expected, values.getDouble(i), v.getFullName() + "[" + i + "]");
      }
    }
  }

  @Test
  void ourOwnReaderGivesTheSameDataset() throws IOException {
    for (NetCdfOptions options : OPTIONS) {
      try (Dataset back = NetCdf.open(written(options))) {
        assertSame(example(), back);
        Dataset types = back.group("types");
        for (DType t : DType.values()) {
          if (t != DType.BOOL) {
            assertSame(example().group("types").variable("v_" + t), types.variable("v_" + t));
          }
        }
      }
    }
  }

  private static void assertSame(Dataset expected, Dataset actual) throws IOException {
    for (Dimension d : expected.dimensions()) {
      assertEquals(d.length(), actual.dimension(d.name()).length());
      assertEquals(
          d.unlimited() || d.length() == 0, actual.dimension(d.name()).unlimited(), d.name());
    }
    assertEquals(expected.attributes().text("title"), actual.attributes().text("title"));
    assertEquals("[1, \"a\"]", actual.attributes().text("json"));
    assertEquals(
        expected.variables().stream().map(Variable::name).sorted().toList(),
        actual.variables().stream().map(Variable::name).sorted().toList());
    for (Variable v : expected.variables()) {
      assertSame(v, actual.variable(v.name()));
    }
  }

  private static void assertSame(Variable expected, Variable actual) throws IOException {
    assertEquals(expected.dimensions(), actual.dimensions(), expected.name());
    assertEquals(expected.attributes(), actual.attributes(), expected.name());
    if (expected.isNumeric()) {
      try (DenseArray e = expected.array().compute();
          DenseArray a = actual.array().compute()) {
        assertEquals(e.dtype(), a.dtype(), expected.name());
        assertEquals(-1, e.bytes().mismatch(a.bytes()), expected.name());
      }
    } else {
      assertEquals(expected.text().read(), actual.text().read());
    }
  }

  @Test
  void jhdfReadsAllOfIt() {
    for (NetCdfOptions options : OPTIONS) {
      try (HdfFile file = new HdfFile(written(options))) {
        float[][][] t = (float[][][]) file.getDatasetByPath("t").getData();
        short[] many = (short[]) file.getDatasetByPath("many").getData();
        for (int i = 0; i < many.length; i++) {
          assertEquals((short) i, many[i]);
        }
        float next = 0;
        for (float[][] time : t) {
          for (float[] y : time) {
            for (float x : y) {
              assertEquals(next++, x);
            }
          }
        }
        assertEquals(42.5, file.getDatasetByPath("scalar").getData());
        assertEquals("Zürich", ((String[]) file.getDatasetByPath("station").getData())[1]);
        assertEquals(
            "DIMENSION_SCALE", file.getDatasetByPath("time").getAttribute("CLASS").getData());
        assertArrayEquals(
            new float[] {-999},
            (float[]) file.getDatasetByPath("t").getAttribute("_FillValue").getData());
      }
    }
  }

  @Test
  void manyVariablesAndAttributesFitIntoTheirGroup() throws IOException {
    Dataset.Builder d = Dataset.builder();
    for (int i = 0; i < 300; i++) {
      d.variable(
          Variable.of(
              "v" + i,
              List.of("x"),
              ChunkedArray.arange(i, i + 3, 1, Chunks.auto()),
              Attributes.of("n", "" + i)));
      d.attribute("a" + i, "x".repeat(i));
    }
    Path file = folder.resolve("many.nc");
    write(file, d.build(), NetCdfOptions.netCdf4());
    try (NetcdfFile back = NetcdfFiles.open(file.toString())) {
      assertEquals(300, back.getVariables().size());
      assertEquals(301, back.findVariable("v299").read().getInt(2));
      assertEquals("x".repeat(299), back.findGlobalAttribute("a299").getStringValue());
    }
  }

  @Test
  void anAttributeThatIsTooLargeIsRefused() {
    Path file = folder.resolve("large.nc");
    Dataset d = Dataset.builder().attribute("history", "x".repeat(70_000)).build();
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> write(file, d, NetCdfOptions.netCdf4()));
    assertEquals(
        "attribute is too large for NetCDF-4 files: attribute=history, bytes=70029",
        e.getMessage());
    assertFalse(Files.exists(file));
  }

  @Test
  void whatDoesNotCompressIsWrittenToo() throws IOException {
    ChunkedArray noise =
        Random.seeded(7).uniform(Shape.of(300, 1000), Chunks.of(100, 1000)).cast(DType.FLOAT64);
    Dataset d =
        Dataset.builder()
            .variable(Variable.of("a", List.of("y", "x"), noise, Attributes.none()))
            .build();
    Path file = folder.resolve("noise.nc");
    write(file, d, NetCdfOptions.netCdf4().withShuffle(false));
    try (NetcdfFile back = NetcdfFiles.open(file.toString());
        DenseArray expected = noise.compute()) {
      Array values = back.findVariable("a").read();
      double[] all = expected.toDoubles();
      for (int i = 0; i < all.length; i++) {
        assertEquals(all[i], values.getDouble(i));
      }
    }
  }
}
