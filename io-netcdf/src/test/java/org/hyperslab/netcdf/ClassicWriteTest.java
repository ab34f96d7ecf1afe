package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.AttributeValue;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Numbers;
import org.hyperslab.dataset.TextSource;
import org.hyperslab.dataset.Variable;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassicWriteTest {
  @TempDir private Path folder;

  private static void write(Path file, Dataset dataset, NetCdfFormat format) {
    try (Session session = Session.builder().memory("64MiB").workers(2).build()) {
      NetCdfWrite.of(file, dataset, NetCdfOptions.classic().withFormat(format)).run(session);
      assertEquals(0, session.budget().used());
    }
  }

  @Test
  void aCopyOfAFileOfNetcdfCHasTheSameBytes() throws IOException {
    for (int version : List.of(2, 5)) {
      for (String name : List.of("types", "no-records", "single-i1", "single-i2", "single-S1")) {
        Path golden = ClassicGoldenTest.golden(name + "-" + version);
        Path copy = folder.resolve(name + version);
        NetCdfFormat format = version == 2 ? NetCdfFormat.CDF2 : NetCdfFormat.CDF5;
        write(copy, NetCdf.open(golden), format);
        assertArrayEquals(withoutPadding(golden), withoutPadding(copy), name + "-" + version);
      }
    }
  }

  /** NetCDF-C writes whatever lies behind bytes in memory as padding of their records. */
  private static byte[] withoutPadding(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (ByteReader reader = ByteFile.of(file).open()) {
      for (ClassicVariable v : ClassicHeaderReader.read(reader, file.toString()).variables()) {
        ClassicLayout layout = v.layout();
        if (layout.hasRecords() && layout.isPadded() && layout.elementBytes() == 1) {
          for (long r = 0; r < layout.runs(); r++) {
            bytes[(int) (layout.begin() + r * layout.recordStride() + layout.runBytes())] = 0;
          }
        }
      }
    }
    return bytes;
  }

  /** 0, 1, 2, ... in C order. */
  static ChunkedArray sequence(DType dtype, long... shape) {
    ChunkedArray sum = ChunkedArray.zeros(Shape.of(shape), DType.INT64, Chunks.auto());
    long step = 1;
    for (int d = shape.length - 1; d >= 0; d--) {
      ChunkedArray index = ChunkedArray.arange(shape[d]).multiply(step);
      for (int i = d + 1; i < shape.length; i++) {
        index = index.expandDims(-1);
      }
      sum = sum.add(index);
      step *= shape[d];
    }
    return sum.cast(dtype);
  }

  @Test
  void recordsAreWrittenInManyChunksByManyThreads() throws IOException {
    ChunkedArray t = sequence(DType.FLOAT32, 1000, 20, 30);
    Dataset d =
        Dataset.builder()
            .dimension(new Dimension("time", 1000, true))
            .variable(
                Variable.of("t", List.of("time", "y", "x"), t.rechunk(7, 5, 30), Attributes.none()))
            .variable(
                Variable.of(
                    "odd",
                    List.of("time", "z"),
                    sequence(DType.INT16, 1000, 3).rechunk(9, 2),
                    Attributes.none()))
            .variable(
                Variable.of("fixed", List.of("y", "x"), t.mean(0).rechunk(3, 4), Attributes.none()))
            .build();
    Path file = folder.resolve("records.nc");
    write(file, d, NetCdfFormat.CLASSIC);
    Dataset back = NetCdf.open(file);
    assertTrue(back.dimension("time").unlimited());
    for (Variable v : d.variables()) {
      try (DenseArray expected = v.array().compute();
          DenseArray actual = back.variable(v.name()).array().compute()) {
        assertEquals(-1, expected.bytes().mismatch(actual.bytes()), v.name());
      }
    }
  }

  @Test
  void cdf5IsChosenWhereTypesNeedIt() throws IOException {
    Dataset.Builder d = Dataset.builder();
    for (DType t : DType.values()) {
      d.variable(
          Variable.of(
              t.toString(),
              List.of("x"),
              ChunkedArray.arange(0, 7, 1, Chunks.of(3)).cast(t),
              Attributes.builder().put("valid_max", Numbers.of(t, 1)).build()));
    }
    Path file = folder.resolve("types.nc");
    write(file, d.build(), NetCdfFormat.CLASSIC);
    assertEquals(5, Files.readAllBytes(file)[3]);
    Dataset back = NetCdf.open(file);
    for (DType t : DType.values()) {
      Variable v = back.variable(t.toString());
      assertEquals(t == DType.BOOL ? DType.INT8 : t, v.array().dtype());
      try (DenseArray a = v.array().compute()) {
        assertEquals(t == DType.BOOL ? 1 : 6, a.getDouble(6));
      }
    }
    assertThrows(IllegalArgumentException.class, () -> write(file, d.build(), NetCdfFormat.CDF2));
  }

  @Test
  void charactersBehindNulsAreKept() throws IOException {
    byte[] golden = Files.readAllBytes(ClassicGoldenTest.golden("single-S1-2"));
    golden[golden.length - 2] = 0;
    Path file = Files.write(folder.resolve("nul.nc"), golden);
    Path copy = folder.resolve("copy.nc");
    write(copy, NetCdf.open(file), NetCdfFormat.CDF2);
    assertArrayEquals(golden, Files.readAllBytes(copy));
  }

  @Test
  void textsBecomeCharacters() throws IOException {
    Dataset d =
        Dataset.builder()
            .variable(
                Variable.ofText(
                    "station",
                    List.of("n"),
                    TextSource.of(Shape.of(3), "Bern", "Zürich", ""),
                    Attributes.of("long_name", "name")))
            .attribute("several", new AttributeValue.Texts(List.of("a", "b")))
            .build();
    Path file = folder.resolve("texts.nc");
    write(file, d, NetCdfFormat.CLASSIC);
    Variable back = NetCdf.open(file).variable("station");
    assertEquals(List.of("Bern", "Zürich", ""), back.text().read());
    assertEquals(Shape.of(3, 7), back.shape());
    assertEquals("a, b", NetCdf.open(file).attributes().text("several"));
  }

  @Test
  void aFailedRunLeavesThePreviousFile() throws IOException {
    Path file = folder.resolve("kept.nc");
    write(file, one(ChunkedArray.arange(100)), NetCdfFormat.CLASSIC);
    byte[] before = Files.readAllBytes(file);
    ChunkedArray bad =
        ChunkedArray.arange(0, 100, 1, Chunks.of(10))
            .mapBlocks(
                DType.INT64,
                (at, in, out) -> {
                  throw new IllegalStateException("no such luck");
                });
    assertThrows(ComputeException.class, () -> write(file, one(bad), NetCdfFormat.CLASSIC));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private static Dataset one(ChunkedArray array) {
    return Dataset.builder()
        .variable(Variable.of("a", List.of("x"), array, Attributes.none()))
        .build();
  }

  @Test
  void aFileCanBeReplacedByWhatIsComputedFromIt() throws IOException {
    Path file = folder.resolve("self.nc");
    write(file, one(ChunkedArray.arange(1000)), NetCdfFormat.CLASSIC);
    ChunkedArray twice = NetCdf.open(file).variable("a").array().multiply(2);
    write(file, one(twice), NetCdfFormat.CLASSIC);
    try (DenseArray back = NetCdf.open(file).variable("a").array().compute()) {
      assertEquals(1998, back.getLong(999));
    }
  }

  @Test
  void whatTheFormatCannotHoldIsRefusedAtOnce() {
    Dataset groups = Dataset.builder().group("g", Dataset.builder().build()).build();
    Dataset empty =
        Dataset.builder()
            .variable(
                Variable.of("a", List.of("x", "y"), ChunkedArray.zeros(2, 0), Attributes.none()))
            .build();
    for (Dataset d : List.of(groups, empty)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> NetCdfWrite.of(folder.resolve("no.nc"), d, NetCdfOptions.classic()));
    }
    assertFalse(Files.exists(folder.resolve("no.nc")));
  }
}
