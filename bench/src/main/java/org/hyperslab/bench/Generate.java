package org.hyperslab.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.hyperslab.ByteSize;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.Zarr;
import org.hyperslab.zarr.ZarrSpec;

/**
 * Writes a Zarr v2 array of uniform float32 numbers, uncompressed, in chunks of (100, 100, 100):
 * {@code Generate FOLDER SIZE}. Dimensions 1 and 2 are 1000 long, dimension 0 as the size asks. The
 * numbers are the same every time.
 */
final class Generate {
  private static final long SIDE = 1000;
  private static final long CHUNK = 100;

  private Generate() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: Generate FOLDER SIZE");
      System.exit(2);
    }
    long slices = Math.max(1, ByteSize.parse(args[1]) / (4 * SIDE * SIDE));
    Shape shape = Shape.of(slices, SIDE, SIDE);
    Chunks chunks = Chunks.of(CHUNK, CHUNK, CHUNK);
    ChunkedArray array = Random.seeded(1).uniform(shape, chunks).cast(DType.FLOAT32);
    ZarrSpec spec =
        ZarrSpec.of(shape, array.chunks().chunkShape(), DType.FLOAT32)
            .withFormat(2)
            .withSeparator(".")
            .withCompression(ZarrSpec.Compression.none());
    try (Session session = Session.builder().memory("256MiB").workers(2).build()) {
      Zarr.write(Path.of(args[0]), array, spec).run(session);
    }
  }
}
