package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two writers of one array in an object store. */
class ObjectLockTest {
  private static final Shape SHAPE = Shape.of(40, 30);
  private static final ZarrSpec SPEC = ZarrSpec.of(SHAPE, Shape.of(10, 30), DType.INT32);

  private final WebServer server = new WebServer();
  private final ZarrStore store = Stores.s3("data", "x", server.s3());
  private final DenseData one = DenseData.random(DType.INT32, SHAPE, new Random(1));
  private final DenseData two = DenseData.random(DType.INT32, SHAPE, new Random(2));

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  private void assertIs(DenseData data) throws IOException {
    assertArrayEquals(data.bytes, DenseData.read(Zarr.open(store, "a").source()).bytes);
    assertFalse(store.exists("a/.hyperslab-lock"));
  }

  /** Stores what is left of an array whose first chunk is stored. */
  private static void finish(DenseData data, ChunkSink sink) throws IOException {
    for (int chunk = 1; chunk < sink.grid().count(); chunk++) {
      data.storeChunk(sink, chunk);
    }
    sink.commit();
  }

  private static void assertSays(Exception e, String... words) {
    for (String word : words) {
      assertTrue(e.getMessage().contains(word), e::getMessage);
    }
  }

  @Test
  void theSecondWriterIsRefused() throws IOException {
    try (ChunkSink first = Zarr.create(store, "a", SPEC)) {
      one.storeChunk(first, 0);
      try (ChunkSink second = Zarr.create(store, "a", SPEC)) {
        IOException e = assertThrows(IOException.class, () -> two.storeChunk(second, 1));
        assertSays(e, "another writer is at work", "s3://data/x/a/.hyperslab-lock");
      }
      finish(one, first);
    }
    assertIs(one);
  }

  /** Both find that there is no lock; only one of them creates it. */
  @Test
  void ofTwoThatComeAtTheSameTimeOneIsRefused() throws IOException {
    try (ChunkSink first = Zarr.create(store, "a", SPEC);
        ChunkSink second = Zarr.create(store, "a", SPEC)) {
      one.storeChunk(first, 0);
      server.behaveIf(
          "HEAD", path -> path.endsWith(".hyperslab-lock"), WebServer.Behaviour.ERROR_404);
      IOException e = assertThrows(IOException.class, () -> two.storeChunk(second, 1));
      assertSays(e, "another writer is at work");
      finish(one, first);
    }
    assertIs(one);
  }

  @Test
  void withoutConditionalWritesTheFirstFindsOutBeforeItsCommit() throws IOException {
    server.ignoreConditions();
    try (ChunkSink first = Zarr.create(store, "a", SPEC);
        ChunkSink second = Zarr.create(store, "a", SPEC)) {
      one.storeChunk(first, 0);
      server.behaveIf(
          "HEAD", path -> path.endsWith(".hyperslab-lock"), WebServer.Behaviour.ERROR_404);
      two.storeChunk(second, 0);
      IOException e = assertThrows(IOException.class, () -> finish(one, first));
      assertSays(e, "another writer has begun to write the same array", "x/a/.hyperslab-lock");
      assertFalse(store.exists("a/zarr.json"));
    }
  }

  @Test
  void whatWasAbandonedIsReplaced() throws IOException {
    try (ChunkSink sink = Zarr.create(store, "a", SPEC)) {
      one.storeChunk(sink, 0);
    }
    try (ChunkSink sink = Zarr.create(store, "a", SPEC)) {
      two.write(sink);
    }
    assertIs(two);
  }

  @Test
  @SuppressWarnings("MustBeClosed")
  void whatAKilledWriterLeftIsResumedOrUnlocked() throws IOException {
    one.storeChunk(Zarr.resume(store, "a", SPEC), 2);
    try (ChunkSink sink = Zarr.create(store, "a", SPEC)) {
      IOException e = assertThrows(IOException.class, () -> two.storeChunk(sink, 1));
      assertSays(e, "or was killed", "resume the write or delete the lock");
    }
    try (ChunkSink sink = Zarr.resume(store, "a", SPEC)) {
      assertTrue(sink.isStored(2));
      one.write(sink);
    }
    assertIs(one);
    one.storeChunk(Zarr.create(store, "a", SPEC), 2);
    store.delete("a/.hyperslab-lock");
    try (ChunkSink sink = Zarr.create(store, "a", SPEC)) {
      two.write(sink);
    }
    assertIs(two);
  }

  @Test
  void regionsAreWrittenByOne() throws IOException {
    try (ChunkSink sink = Zarr.create(store, "a", SPEC)) {
      one.write(sink);
    }
    ChunkedArray rows =
        ChunkedArray.zeros(Shape.of(10, 30), DType.INT32, org.hyperslab.Chunks.auto());
    store.write("a/.hyperslab-lock", MemorySegment.ofArray(new byte[] {1}));
    try (Session session = Session.builder().memory("16 MiB").workers(2).build()) {
      ComputeException e =
          assertThrows(ComputeException.class, () -> Zarr.append(store, "a", rows, 0).run(session));
      assertSays(e, "another writer is at work");
      assertTrue(store.exists("a/.hyperslab-lock"));
      store.delete("a/.hyperslab-lock");
      Zarr.append(store, "a", rows, 0).run(session);
    }
    assertFalse(store.exists("a/.hyperslab-lock"));
    try (var array = Zarr.open(store, "a").array().slice("40:50").compute()) {
      assertArrayEquals(new long[300], array.toLongs());
    }
  }
}
