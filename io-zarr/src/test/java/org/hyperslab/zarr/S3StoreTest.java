package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.UnavailableException;
import org.hyperslab.testing.ChunkSinkContract;
import org.hyperslab.testing.DenseData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Reads and writes through a server that speaks S3. */
class S3StoreTest {
  private static final AtomicInteger PLACES = new AtomicInteger();
  private static final PrintStream ERR = System.err;
  private static ObjectServer server;

  private final String place = "some place/" + PLACES.incrementAndGet();

  /** The server prints a stack trace for every object that isn't there. */
  @BeforeAll
  static void start() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream()));
    server = new ObjectServer();
  }

  @AfterAll
  static void stop() {
    server.close();
    System.setErr(ERR);
  }

  private static S3Settings settings() {
    return S3Settings.defaults().withEndpoint(server.url()).withAnonymous(true).withAttempts(2);
  }

  private ZarrStore store() {
    return Stores.s3(ObjectServer.BUCKET, place, settings());
  }

  @Nested
  class Objects extends ZarrStoreContract.Writable {
    @Override
    ZarrStore empty() {
      return S3StoreTest.this.store();
    }
  }

  @Nested
  class Array extends ChunkSinkContract {
    private final ZarrStore store = S3StoreTest.this.store();

    @Override
    protected ChunkSink sink() throws IOException {
      return Zarr.create(store, "a", ZarrSpec.of(SHAPE, CHUNK, DTYPE));
    }

    @Override
    protected ChunkSource source() throws IOException {
      return Zarr.open(store, "a").source();
    }

    /** Objects can't be renamed: the previous array is gone with the first chunk. */
    @Override
    @Test
    protected void anAbandonedArrayLeavesThePreviousOne() throws IOException {
      try (ChunkSink sink = sink()) {
        data(1).write(sink);
      }
      sink().close();
      assertArrayEquals(data(1).bytes, DenseData.read(source()).bytes);
      try (ChunkSink sink = sink()) {
        data(2).store(sink);
      }
      assertThrows(FileNotFoundException.class, this::source);
      try (ChunkSink sink = sink()) {
        data(3).write(sink);
      }
      assertArrayEquals(data(3).bytes, DenseData.read(source()).bytes);
    }
  }

  @Test
  void aLocationNamesBucketPathAndSettings() throws IOException {
    String location =
        "s3://bucket/" + place + "?anonymous=true&region=eu-west-1&endpoint=" + server.url();
    try (ZarrStore written = Stores.create(location);
        ZarrStore read = Stores.open(location)) {
      Zarr.createGroup(written, "", 3, Map.of("title", "t"));
      assertEquals("t", Zarr.openGroup(read, "").attributes().get("title"));
      assertEquals("s3://bucket/" + place, read.name());
      assertEquals(written.identity("x"), read.identity("x"));
    }
    for (String wrong : new String[] {"s3:///x", "s3://", "s3://b/x?secret=1", "s3://b?x"}) {
      assertThrows(IllegalArgumentException.class, () -> Stores.open(wrong), wrong);
    }
  }

  @Test
  void largeObjectsAreUploadedInParts() throws IOException {
    byte[] content = ZarrStoreContract.bytes(3_500_000, 7);
    S3Location location = new S3Location(ObjectServer.BUCKET, place, settings());
    try (ZarrStore store = new S3Store(location, 1 << 20);
        Arena arena = Arena.ofConfined()) {
      for (int bytes : new int[] {1 << 20, (1 << 20) + 1, 2 << 20, content.length}) {
        store.write(
            "large",
            arena.allocate(bytes).copyFrom(MemorySegment.ofArray(content).asSlice(0, bytes)));
        assertArrayEquals(
            java.util.Arrays.copyOf(content, bytes), ZarrStoreContract.read(store, "large", bytes));
      }
      assertEquals(content.length, store.size("large"));
      store.write("large", MemorySegment.ofArray(new byte[1]));
      assertEquals(1, store.size("large"));
    }
    try (ZarrStore nowhere = new S3Store(new S3Location("nothing", place, settings()), 10)) {
      assertThrows(
          IOException.class, () -> nowhere.write("x", MemorySegment.ofArray(new byte[11])));
    }
  }

  @Test
  void metadataIsWrittenLast() throws IOException {
    DenseData data = DenseData.random(DType.INT16, Shape.of(40, 40), new Random(1));
    try (ZarrStore store = store()) {
      Zarr.createGroup(store, "", 3, Map.of());
      Zarr.consolidate(store, "");
      ZarrSpec spec = ZarrSpec.of(data.shape, Shape.of(20, 20), data.dtype);
      try (ChunkSink sink = Zarr.create(store, "v", spec)) {
        data.store(sink);
        assertFalse(store.exists("v/zarr.json"));
        assertTrue(store.exists("v/c/1/1"));
        sink.commit();
      }
      assertEquals(List.of("v"), Zarr.openGroup(store, "").arrays());
      assertArrayEquals(data.bytes, DenseData.read(Zarr.open(store, "v").source()).bytes);
      long[] bytes = {0};
      store.visit("v", (key, size) -> bytes[0] += size);
      assertEquals(bytes[0], Zarr.open(store, "v").storedBytes());
    }
  }

  @Test
  void whatIsNoArrayIsNotReplaced() throws IOException {
    try (ZarrStore store = store()) {
      Zarr.createGroup(store, "g", 3, Map.of());
      ZarrSpec spec = ZarrSpec.of(Shape.of(1), Shape.of(1), DType.INT8);
      assertThrows(FileAlreadyExistsException.class, () -> Zarr.create(store, "g", spec));
      store.write("x/thesis.txt", MemorySegment.ofArray(new byte[1]));
      assertThrows(FileAlreadyExistsException.class, () -> Zarr.create(store, "x", spec));
    }
  }

  @Test
  void aReductionWritesWhatItReads() throws IOException {
    DenseData data = DenseData.random(DType.INT32, Shape.of(100, 30), new Random(2));
    try (ZarrStore store = store();
        Session session = Session.builder().memory("16 MiB").workers(2).build()) {
      try (ChunkSink sink =
          Zarr.create(store, "in", ZarrSpec.of(data.shape, Shape.of(10, 30), data.dtype))) {
        data.write(sink);
      }
      ChunkedArray in = Zarr.open(store, "in").array();
      Zarr.write(store, "out", in.sum(0)).run(session);
      try (DenseArray expected = in.sum(0).compute(session);
          DenseArray written = Zarr.open(store, "out").array().compute(session)) {
        assertArrayEquals(expected.toLongs(), written.toLongs());
      }
      assertEquals(0, session.budget().used());
    }
  }

  @Test
  void aBucketThatIsNotThereIsNoMissingChunk() {
    IOException e =
        assertThrows(
            IOException.class,
            () -> {
              try (ZarrStore store = Stores.s3("nothing", "x", settings())) {
                Zarr.open(store, "");
              }
            });
    assertTrue(e.getMessage().contains("no such bucket: nothing"), e::toString);
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    ObjectServer gone = new ObjectServer();
    gone.close();
    S3Settings settings = settings().withEndpoint(gone.url());
    UnavailableException e =
        assertThrows(
            UnavailableException.class,
            () -> {
              try (ZarrStore store = Stores.s3("bucket", "x", settings)) {
                store.size("y");
              }
            });
    assertTrue(e.getMessage().contains("s3://bucket/x/y"), e::toString);
  }
}
