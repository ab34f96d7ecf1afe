package org.hyperslab.netcdf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.block.DType;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Dimension;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Node;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.testing.ChunkSinkContract;
import org.hyperslab.testing.ChunkSourceContract;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Sources and sinks of NetCDF keep what those of every format keep. */
class ContractsTest {
  private static final Shape SHAPE = Shape.of(50, 20, 7);

  /** A sink of a variable of floats or shorts, which alone is in its file. */
  private static ChunkSink sink(Path file, Shape shape, DType dtype, NetCdfOptions options)
      throws IOException {
    List<String> names = List.of("time", "y", "x").subList(0, shape.rank());
    ChunkedArray like =
        ChunkedArray.zeros(
            shape, dtype, shape.rank() == 2 ? Chunks.of(10, 8) : Chunks.of(16, 10, 7));
    Dataset dataset =
        Dataset.builder()
            .dimension(new Dimension("time", shape.dim(0), shape.rank() == 3))
            .variable(Variable.of("v", names, like, Attributes.none()))
            .build();
    return NetCdfWrite.of(file, dataset, options).writes().getFirst().store().open();
  }

  private static ChunkSource source(Dataset dataset) {
    return ((Node.Source) dataset.variable("v").array().node()).source();
  }

  /** One file, read through a source. */
  abstract static class SourceContract extends ChunkSourceContract {
    @TempDir private Path folder;
    private final DenseData data = DenseData.random(DType.INT16, SHAPE, new Random(5));

    abstract NetCdfOptions options();

    Path file() {
      return folder.resolve("v.nc");
    }

    @BeforeEach
    void write() throws IOException {
      try (ChunkSink sink = sink(file(), SHAPE, DType.INT16, options())) {
        data.write(sink);
      }
    }

    @Override
    protected DenseData expected() {
      return data;
    }

    @Override
    protected ChunkSource source() throws IOException {
      return ContractsTest.source(NetCdf.open(file()));
    }
  }

  @Nested
  class ClassicRecords extends SourceContract {
    @Override
    NetCdfOptions options() {
      return NetCdfOptions.classic();
    }
  }

  @Nested
  class Deflated extends SourceContract {
    @Override
    NetCdfOptions options() {
      return NetCdfOptions.netCdf4();
    }
  }

  @Nested
  class PlainWithChecksum extends SourceContract {
    @Override
    NetCdfOptions options() {
      return NetCdfOptions.netCdf4().withDeflate(0).withShuffle(false).withFletcher32(true);
    }
  }

  /** The same file through cdm-core, whose sources are one file's. */
  @Nested
  class ThroughCdm extends Deflated {
    private Dataset dataset;

    @BeforeEach
    void open() throws IOException {
      dataset = CdmDataset.open(file());
    }

    @AfterEach
    void close() throws IOException {
      dataset.close();
    }

    @Override
    protected ChunkSource source() {
      return ContractsTest.source(dataset);
    }
  }

  /** One place, written through sinks. */
  abstract static class SinkContract extends ChunkSinkContract {
    @TempDir private Path folder;

    abstract NetCdfOptions options();

    @Override
    protected ChunkSink sink() throws IOException {
      return ContractsTest.sink(folder.resolve("v.nc"), SHAPE, DTYPE, options());
    }

    @Override
    protected ChunkSource source() throws IOException {
      return ContractsTest.source(NetCdf.open(folder.resolve("v.nc")));
    }
  }

  @Nested
  class ClassicFile extends SinkContract {
    @Override
    NetCdfOptions options() {
      return NetCdfOptions.classic();
    }
  }

  @Nested
  class NetCdf4File extends SinkContract {
    @Override
    NetCdfOptions options() {
      return NetCdfOptions.netCdf4();
    }
  }
}
