package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.codec.BloscCompressor;
import org.hyperslab.codec.BloscSettings;
import org.hyperslab.codec.BloscShuffle;
import org.hyperslab.codec.BloscWriter;
import org.hyperslab.codec.Scratch;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

/** Blosc's blocks that are larger than blosc makes them, which the metadata doesn't say. */
class LargeBlocksTest {
  private static final int N = 1 << 20;
  private static final int CHUNK_BYTES = 4 * N;

  /** A chunk and a half, all of one block each. */
  private static ZarrStore store(BloscShuffle shuffle) throws IOException {
    ZarrStore store = Stores.memory();
    ZarrSpec.Shuffle said =
        shuffle == BloscShuffle.BYTE ? ZarrSpec.Shuffle.BYTE : ZarrSpec.Shuffle.BIT;
    ZarrSpec spec =
        ZarrSpec.of(Shape.of(N * 3 / 2), Shape.of(N), DType.INT32)
            .withCompression(ZarrSpec.Compression.blosc("lz4", 5, said));
    Zarr.write(store, "", ChunkedArray.zeros(spec.shape(), DType.INT32, Chunks.of(N)), spec).run();
    BloscSettings settings = new BloscSettings(BloscCompressor.LZ4, 5, shuffle, 4, CHUNK_BYTES);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = arena.allocate(CHUNK_BYTES);
      for (int i = 0; i < N; i++) {
        chunk.setAtIndex(ValueLayout.JAVA_INT, i, i);
      }
      MemorySegment into = arena.allocate(BloscWriter.maxEncodedBytes(CHUNK_BYTES));
      Scratch scratch =
          new Scratch(arena.allocate(BloscWriter.scratchBytes(settings, CHUNK_BYTES), 64));
      long bytes = new BloscWriter(settings).encode(chunk, into, scratch);
      assertEquals(CHUNK_BYTES, into.get(ValueLayout.JAVA_INT_UNALIGNED, 8), "one block");
      for (String key : new String[] {"c/0", "c/1"}) {
        store.write(key, into.asSlice(0, bytes));
      }
    }
    return store;
  }

  @Test
  void theirMemoryIsOfTheBudget() throws IOException {
    long expected = (long) N * (N - 1) / 2 + (long) N / 2 * (N / 2 - 1) / 2;
    for (BloscShuffle shuffle : new BloscShuffle[] {BloscShuffle.BYTE, BloscShuffle.BIT}) {
      try (ZarrStore store = store(shuffle);
          Session session = Session.builder().memory("64 MiB").workers(2).build()) {
        ChunkedArray array = Zarr.open(store, "").array();
        long planned = session.plan(array.sum()).peakBytes();
        try (DenseArray sum = array.sum().compute(session)) {
          assertEquals(expected, sum.toLongs()[0]);
        }
        long peak = session.budget().peak();
        assertTrue(peak >= planned + 2 * CHUNK_BYTES, "planned=" + planned + ", peak=" + peak);
        assertEquals(0, session.budget().used());
        try (Session small = Session.builder().memory(planned + CHUNK_BYTES).workers(2).build()) {
          ComputeException e =
              assertThrows(ComputeException.class, () -> array.sum().compute(small));
          assertTrue(e.getMessage().contains("needs more memory than"), e::getMessage);
          assertEquals(0, small.budget().used());
        }
      }
    }
  }

  @Test
  void regionsAreWrittenIntoThem() throws IOException {
    try (ZarrStore store = store(BloscShuffle.BYTE);
        Session session = Session.builder().memory("64 MiB").workers(1).build()) {
      Zarr.writeRegion(store, "", ChunkedArray.fromJava(new int[] {-1}), 7).run(session);
      ChunkedArray array = Zarr.open(store, "").array();
      try (DenseArray sum = array.slice("6:9").sum().compute(session)) {
        assertEquals(6 - 1 + 8, sum.toLongs()[0]);
      }
    }
  }
}
