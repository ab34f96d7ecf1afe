package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
  @TempDir private Path folder;

  private static Dataset example() {
    Attributes packed =
        Attributes.builder()
            .put("_FillValue", Numbers.of(DType.INT16, -1L))
            .put("scale_factor", DType.FLOAT64, 0.5)
            .put("flags", new AttributeValue.Structure(true))
            .put("range", Numbers.of(DType.INT64, 1L, 2L))
            .build();
    Dataset inner =
        Dataset.builder()
            .variable(
                Variable.of(
                    "f",
                    List.of("x"),
                    ChunkedArray.fromJava(new float[] {1.5f, -9f}),
                    Attributes.builder().put("_FillValue", DType.FLOAT32, -9).build()))
            .build();
    return Dataset.builder()
        .attribute("title", "an example")
        .variable(
            Variable.of(
                "t",
                List.of("hour", "x"),
                ChunkedArray.fromJava(new short[][] {{0, 1, -1}, {3, 4, 5}}),
                packed))
        .variable(
            Variable.of(
                "hour",
                List.of("hour"),
                ChunkedArray.fromJava(new long[] {0, 6}),
                Attributes.of("units", "h")))
        .variable(
            Variable.ofText(
                "season",
                List.of("x"),
                TextSource.of(Shape.of(3), "DJF", "été", ""),
                Attributes.none()))
        .group("inner", inner)
        .build();
  }

  private static double[] values(Variable v) {
    try (Session session = Session.builder().memory("16MiB").build();
        DenseArray a = v.array().compute(session)) {
      return a.toDoubles();
    }
  }

  private void check(Dataset d) {
    Variable t = d.variable("t");
    assertEquals(List.of("hour", "x"), t.dimensions());
    assertArrayEquals(new double[] {0, 1, -1, 3, 4, 5}, values(t));
    assertArrayEquals(new double[] {0, 0.5, Double.NaN, 1.5, 2, 2.5}, values(t.decoded()));
    assertEquals(0.5, t.attributes().numbers("scale_factor").getDouble(0));
    assertEquals(new AttributeValue.Structure(true), t.attributes().get("flags"));
    assertArrayEquals(new long[] {1, 2}, t.attributes().numbers("range").toLongs());
    assertEquals("h", d.variable("hour").attributes().text("units"));
    assertArrayEquals(new double[] {0, 6}, values(d.variable("hour").decoded()));
    assertEquals(DType.INT64, d.variable("hour").decoded().array().dtype());
    assertEquals("an example", d.attributes().text("title"));
    assertArrayEquals(new double[] {1.5, Double.NaN}, values(d.variable("inner/f").decoded()));
    assertTrue(d.hasVariable("season"));
    assertFalse(d.variable("season").isNumeric());
  }

  @Test
  void datasetsAreReadAsTheyWereWritten() throws IOException {
    for (int format : new int[] {2, 3}) {
      Path path = folder.resolve("v" + format + ".zarr");
      try (Session session = Session.builder().memory("16MiB").build()) {
        Zarr.write(path, example())
            .withFormat(format)
            .withSpecs((v, s) -> s.withCompression(ZarrSpec.Compression.gzip(1)))
            .run(session);
        assertEquals(0, session.budget().used());
      }
      Dataset d = Zarr.openGroup(path).dataset();
      check(d);
      assertTrue(d.variable("t").storage().contains("gzip"), d.variable("t").storage());
    }
  }

  @Test
  void aFillValueThatTheTypeDoesNotHaveIsNone() throws IOException {
    Dataset d =
        Dataset.builder()
            .variable(
                Variable.of(
                    "v",
                    List.of("x"),
                    ChunkedArray.fromJava(new short[] {0, 1}),
                    Attributes.builder().put("_FillValue", DType.FLOAT64, Double.NaN).build()))
            .variable(
                Variable.of(
                    "height", List.of(), ChunkedArray.scalar(2), Attributes.of("units", "m")))
            .build();
    for (int format : new int[] {2, 3}) {
      Path path = folder.resolve("nan" + format);
      Zarr.write(path, d).withFormat(format).run();
      Dataset read = Zarr.openGroup(path).dataset();
      assertArrayEquals(new double[] {0, 1}, values(read.variable("v").decoded()));
      assertEquals(0, read.variable("height").rank());
      assertEquals(List.of("units"), List.copyOf(read.variable("height").attributes().names()));
    }
    String attributes = Files.readString(folder.resolve("nan2/height/.zattrs"));
    assertTrue(attributes.contains("_ARRAY_DIMENSIONS"), attributes);
  }

  @Test
  void datasetsGoThroughOtherStores() throws IOException {
    ZarrStore store = Stores.memory();
    Zarr.write(store, "a/b", example()).run();
    check(Zarr.openGroup(store, "a/b").dataset());
  }

  @Test
  void aGroupIsReplacedAsAWhole() throws IOException {
    Path path = folder.resolve("x.zarr");
    Zarr.write(path, example()).run();
    Dataset other = Zarr.openGroup(path).dataset().only("hour");
    Zarr.write(path, other).run();
    Dataset d = Zarr.openGroup(path).dataset();
    assertEquals(1, d.variables().size());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(1, left.count());
    }
  }

  @Test
  void whatIsNoGroupIsNotReplaced() throws IOException {
    Path file = Files.writeString(folder.resolve("notes"), "text");
    assertThrows(ComputeException.class, () -> Zarr.write(file, example()).run());
    assertThrows(ComputeException.class, () -> Zarr.write(folder, example()).run());
    assertEquals("text", Files.readString(file));
  }

  @Test
  void anArrayIsADatasetOfOneVariable() throws IOException {
    Path path = folder.resolve("t2m.zarr");
    Zarr.write(path, ChunkedArray.zeros(4, 5)).run();
    Dataset d = Zarr.open(path).dataset();
    assertEquals(List.of("dim_0", "dim_1"), d.variable("t2m").dimensions());
  }

  @Test
  void aDeletedGroupIsForgottenByThoseAboveIt() throws IOException {
    for (int format = 2; format <= 3; format++) {
      ZarrStore store = Stores.memory();
      Zarr.createGroup(store, "", format, Map.of());
      for (String group : List.of("g", "g2")) {
        Zarr.write(store, group, example()).withFormat(format).run();
      }
      Zarr.consolidate(store, "");
      assertTrue(Zarr.exists(store, "g/inner/f"));
      Zarr.delete(store, "g");
      assertFalse(Zarr.exists(store, "g"));
      assertEquals(List.of("g2"), Zarr.openGroup(store, "").groups());
      store.visit("", (key, bytes) -> assertFalse(key.startsWith("g/"), key));
      Zarr.delete(store, "g");
      check(Zarr.openGroup(store, "g2").dataset());
      Zarr.write(store, "g", example()).withFormat(format).run();
      check(Zarr.openGroup(store, "g").dataset());
    }
  }
}
