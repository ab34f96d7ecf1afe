package org.hyperslab.netcdf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
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

class HdfWriteTest {
  @TempDir private Path folder;

  static void write(Path file, Dataset dataset, NetCdfOptions options) {
    try (Session session = Session.builder().memory("128MiB").workers(2).build()) {
      new NetCdfWrite(file, dataset, options).run(session);
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
        .variable(
            Variable.of("x", List.of("y"), ChunkedArray.arange(33), Attributes.none()))
        .variable(
            Variable.of("y", List.of("y", "x"), ChunkedArray.zeros(33, 50), Attributes.none()))
        .variable(Variable.of("scalar", List.of(), ChunkedArray.scalar(42.5), Attributes.none()))
        .variable(
            Variable.of("none", List.of("nothing"), ChunkedArray.zeros(0), Attributes.none()))
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

  @Test
  void example1() {
    write(Path.of("/tmp/ncwrite/example.nc"), example(), NetCdfOptions.netCdf4().withChunk("m", 100));
    write(Path.of("/tmp/ncwrite/fletcher.nc"), example(), NetCdfOptions.netCdf4().withFletcher32(true).withDeflate(0));
  }
}
