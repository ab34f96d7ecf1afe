package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes into a user's own store, which becomes full. */
class FullStoreTest {
  private static final ZarrSpec SPEC = ZarrSpec.of(Shape.of(60, 40), Shape.of(10, 10), DType.INT32);

  private final ZarrStore memory = Stores.memory();
  private final Full full = new Full(memory);
  private final Session session = Session.builder().memory("32 MiB").workers(2).build();
  private final DenseData data = DenseData.random(DType.INT32, SPEC.shape(), new Random(4));

  /** Takes so many objects more, and says then that the device is full. */
  private static final class Full extends ForwardingStore {
    private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);

    Full(ZarrStore store) {
      super(store);
    }

    @Override
    public String name() {
      return "full";
    }

    @Override
    public void write(String key, MemorySegment bytes) throws IOException {
      if (room.getAndDecrement() <= 0) {
        throw new IOException("No space left on device");
      }
      super.write(key, bytes);
    }
  }

  @AfterEach
  void everythingIsReleased() {
    assertEquals(0, session.budget().used());
    session.close();
  }

  private ChunkedArray source() throws IOException {
    ZarrStore in = Stores.memory();
    try (ChunkSink sink = Zarr.create(in, "", SPEC)) {
      data.write(sink);
    }
    return Zarr.open(in, "").array();
  }

  /** Whether the marker, a chunk or the array's document is what doesn't fit any more. */
  @Test
  void anArrayThatDoesNotFitIsNoArray() throws IOException {
    ChunkedArray array = source();
    for (int room : new int[] {0, 1, 12, 24, 25}) {
      full.room.set(room);
      ComputeException e =
          assertThrows(
              ComputeException.class, () -> Zarr.write(full, "a", array, SPEC).run(session));
      assertTrue(e.getMessage().contains("No space left"), e::getMessage);
      assertTrue(e.getMessage().contains("full/a"), e::getMessage);
      assertThrows(FileNotFoundException.class, () -> Zarr.open(full, "a"));
    }
    full.room.set(Integer.MAX_VALUE);
    Zarr.write(full, "a", array, SPEC).run(session);
    assertArrayEquals(data.bytes, DenseData.read(Zarr.open(full, "a").source()).bytes);
    memory.visit("", (key, bytes) -> assertTrue(!key.endsWith(Draft.INCOMPLETE), key));
  }

  @Test
  void anAppendThatDoesNotFitLeavesTheArray() throws IOException {
    ChunkedArray array = source();
    Zarr.write(full, "a", array, SPEC).run(session);
    for (int room : new int[] {0, 12, 24}) {
      full.room.set(room);
      assertThrows(ComputeException.class, () -> Zarr.append(full, "a", array, 0).run(session));
      assertArrayEquals(data.bytes, DenseData.read(Zarr.open(full, "a").source()).bytes);
    }
  }
}
