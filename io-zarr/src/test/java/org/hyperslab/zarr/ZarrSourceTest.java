package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Random;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.testing.ChunkSourceContract;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Filter;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class ZarrSourceTest {
  private static final Shape SHAPE = Shape.of(50, 20, 7);

  /** One store, read through a source. */
  abstract static class Contract extends ChunkSourceContract {
    @TempDir private Path folder;
    private final DenseData data = DenseData.random(DType.INT16, SHAPE, new Random(5));

    ZarrSpec spec() {
      return ZarrSpec.of(SHAPE, Shape.of(16, 10, 7), DType.INT16);
    }

    @BeforeEach
    void write() throws IOException {
      try (ChunkSink sink = Zarr.create(folder.resolve("a"), spec())) {
        data.write(sink);
      }
    }

    @Override
    protected DenseData expected() {
      return data;
    }

    @Override
    protected ChunkSource source() throws IOException {
      return Zarr.open(folder.resolve("a")).source();
    }
  }

  @Nested
  class Blosc extends Contract {}

  @Nested
  class RawTransposedBigEndian extends Contract {
    @Override
    ZarrSpec spec() {
      return super.spec()
          .withCompression(Compression.none())
          .withColumnMajor(true)
          .withByteOrder(ByteOrder.BIG_ENDIAN);
    }
  }

  @Nested
  class BitShuffledZstd extends Contract {
    @Override
    ZarrSpec spec() {
      return super.spec().withFormat(2).withCompression(Compression.blosc("zstd", 3, Shuffle.BIT));
    }
  }

  @Nested
  class GzipWithChecksum extends Contract {
    @Override
    ZarrSpec spec() {
      return super.spec().withCompression(Compression.gzip(1).withCrc32c());
    }
  }

  @Nested
  class Sharded extends Contract {
    @Override
    ZarrSpec spec() {
      return ZarrSpec.of(SHAPE, Shape.of(4, 5, 7), DType.INT16).withShards(Shape.of(16, 10, 7));
    }
  }

  @Nested
  class FilteredAndPacked extends Contract {
    @Override
    ZarrSpec spec() {
      return super.spec().withFilters(Filter.delta()).withCompression(Compression.bz2(1));
    }
  }
}
