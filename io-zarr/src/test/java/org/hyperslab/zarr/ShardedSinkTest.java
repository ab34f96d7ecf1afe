package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.Path;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.testing.ChunkSinkContract;
import org.junit.jupiter.api.io.TempDir;

/** A sink of shards keeps the contract with shards for chunks. */
class ShardedSinkTest extends ChunkSinkContract {
  @TempDir private Path folder;

  @Override
  protected ChunkSink sink() throws IOException {
    return Zarr.create(
        folder.resolve("a"), ZarrSpec.of(SHAPE, Shape.of(5, 2), DTYPE).withShards(CHUNK));
  }

  @Override
  protected ChunkSource source() throws IOException {
    return Zarr.open(folder.resolve("a")).source();
  }
}
