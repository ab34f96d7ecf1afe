package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrSpec.Shuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clipped chunks that are decoded part by part. */
class ClippedBoxTest {
  private static final long SEED = Long.getLong("seed", System.nanoTime());

  @TempDir private Path folder;

  @Test
  void takesTheBoxOutOfParts() {
    Random random = new Random(SEED);
    for (int round = 0; round < 300; round++) {
      int rank = 1 + random.nextInt(4);
      long[] chunk = new long[rank];
      long[] box = new long[rank];
      for (int d = 0; d < rank; d++) {
        chunk[d] = 1 + random.nextInt(6);
        box[d] = random.nextBoolean() ? chunk[d] : 1 + random.nextInt((int) chunk[d]);
      }
      Shape whole = Shape.of(chunk);
      byte[] content = new byte[Math.toIntExact(2 * whole.size())];
      random.nextBytes(content);
      try (Arena arena = Arena.ofConfined()) {
        Block block = Block.of(arena.allocate(content.length), DType.INT16, Shape.of(box));
        feed(new ClippedBox(whole, block), content, random);
        assertArrayEquals(
            naive(content, whole, block.shape()),
            block.segment().toArray(ValueLayout.JAVA_BYTE),
            () -> "seed=" + SEED + ", chunk=" + whole + ", box=" + block.shape());
      }
    }
  }

  private static void feed(ClippedBox box, byte[] content, Random random) {
    int skipped = 0;
    for (int at = 0; at < content.length; ) {
      int n = Math.min(content.length - at, 1 + random.nextInt(content.length));
      if (box.wants(at, n)) {
        box.accept(at, MemorySegment.ofArray(content).asSlice(at, n));
      } else {
        skipped += n;
      }
      at += n;
    }
    assertTrue(skipped < content.length, "everything was skipped");
  }

  private static byte[] naive(byte[] content, Shape chunk, Shape box) {
    byte[] expected = new byte[Math.toIntExact(2 * box.size())];
    long[] strides = Strides.contiguous(chunk);
    long[] inBox = Strides.contiguous(box);
    long[] index = new long[box.rank()];
    for (long i = 0; i < box.size(); i++) {
      long rest = i;
      for (int d = 0; d < index.length; d++) {
        index[d] = rest / inBox[d];
        rest %= inBox[d];
      }
      int from = Math.toIntExact(2 * Strides.offset(strides, index));
      System.arraycopy(content, from, expected, Math.toIntExact(2 * i), 2);
    }
    return expected;
  }

  @Test
  void clippedChunksOfManyBloscBlocksAreWhole() throws IOException {
    Shape shape = Shape.of(3, 150, 110);
    for (DType dtype : new DType[] {DType.UINT8, DType.INT16, DType.FLOAT64}) {
      DenseData data = DenseData.random(dtype, shape, new Random(SEED));
      for (Shuffle shuffle : Shuffle.values()) {
        ZarrSpec spec =
            ZarrSpec.of(shape, Shape.of(2, 100, 90), dtype)
                .withCompression(Compression.blosc("zstd", 1, shuffle).withCrc32c());
        try (ChunkSink sink = Zarr.create(folder.resolve("a"), spec)) {
          data.write(sink);
        }
        assertArrayEquals(
            data.bytes,
            DenseData.read(Zarr.open(folder.resolve("a")).source()).bytes,
            () -> "seed=" + SEED + ", " + spec);
      }
    }
  }
}
