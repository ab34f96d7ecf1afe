package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.UnavailableException;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Reads from a web server on this machine, which is well or does what servers do. */
class HttpStoreTest {
  private static final byte[] LARGE = ZarrStoreContract.LARGE;
  private static final HttpSettings QUICK =
      HttpSettings.defaults().withPause(Duration.ofMillis(1)).withStall(Duration.ofMillis(400));

  private final WebServer server = new WebServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private ZarrStore store() {
    return Stores.http(server.url("data/x"), QUICK);
  }

  @Nested
  class Well extends ZarrStoreContract {
    @Override
    ZarrStore store() throws IOException {
      ZarrStoreContract.fill(server.objects());
      return HttpStoreTest.this.store();
    }
  }

  /** A server that sends whole objects, whatever is asked for. */
  @Nested
  class WithoutRanges extends ZarrStoreContract {
    @Override
    ZarrStore store() throws IOException {
      ZarrStoreContract.fill(server.objects());
      server.behave((request, count) -> WebServer.Behaviour.NO_RANGES);
      return HttpStoreTest.this.store();
    }
  }

  private void large() throws IOException {
    server.objects().write("a", MemorySegment.ofArray(LARGE));
  }

  /** All ways to read, which all have to give the right bytes. */
  private void assertReads() throws IOException {
    try (ZarrStore store = store();
        Arena arena = Arena.ofConfined()) {
      assertArrayEquals(LARGE, ZarrStoreContract.read(store, "a", LARGE.length));
      assertArrayEquals(LARGE, store.readSmall("a", LARGE.length));
      MemorySegment piece = arena.allocate(1000);
      assertEquals(LARGE.length, store.read("a", List.of(new Piece(100_000, piece))));
      assertEquals(
          -1, piece.mismatch(MemorySegment.ofArray(LARGE).asSlice(100_000, piece.byteSize())));
      assertEquals(LARGE.length, store.readTail("a", piece));
      assertEquals(-1, piece.mismatch(MemorySegment.ofArray(LARGE).asSlice(LARGE.length - 1000)));
      assertEquals(LARGE.length, store.size("a"));
    }
  }

  @Test
  void errorsThatPassAreOvercome() throws IOException {
    large();
    for (WebServer.Behaviour behaviour :
        List.of(
            WebServer.Behaviour.ERROR_500,
            WebServer.Behaviour.ERROR_503,
            WebServer.Behaviour.ERROR_429,
            WebServer.Behaviour.HALF,
            WebServer.Behaviour.HANG_UP)) {
      server.behave((request, count) -> count % 3 == 0 ? WebServer.Behaviour.WELL : behaviour);
      assertReads();
    }
  }

  @Test
  void aServerThatStallsIsAskedAgain() throws IOException {
    large();
    for (WebServer.Behaviour behaviour :
        List.of(WebServer.Behaviour.SILENT, WebServer.Behaviour.STALL_HALFWAY)) {
      server.behave((request, count) -> count % 2 == 0 ? WebServer.Behaviour.WELL : behaviour);
      try (ZarrStore store = store()) {
        assertArrayEquals(LARGE, ZarrStoreContract.read(store, "a", LARGE.length));
      }
    }
  }

  @Test
  void errorsThatStayAreNamed() throws IOException {
    large();
    for (WebServer.Behaviour behaviour :
        List.of(
            WebServer.Behaviour.ERROR_500,
            WebServer.Behaviour.HALF,
            WebServer.Behaviour.STALL_HALFWAY)) {
      server.behave((request, count) -> behaviour);
      ZarrStore store = Stores.http(server.url("data/x?token=secret"), QUICK.withAttempts(2));
      try (store;
          Arena arena = Arena.ofConfined()) {
        int before = server.requests();
        UnavailableException e =
            assertThrows(
                UnavailableException.class, () -> store.read("a", arena.allocate(LARGE.length)));
        assertEquals(2, server.requests() - before);
        assertTrue(e.getMessage().contains("/data/x/a, attempts=2"), e::getMessage);
        assertFalse(e.getMessage().contains("secret"), e::getMessage);
      }
    }
  }

  @Test
  void aBodyThatCameTooLateTouchesNothing() throws IOException {
    large();
    server.behave((request, count) -> WebServer.Behaviour.STALL_HALFWAY);
    try (ZarrStore store = Stores.http(server.url("data/x"), QUICK.withAttempts(1));
        Arena arena = Arena.ofConfined()) {
      MemorySegment into = arena.allocate(LARGE.length);
      assertThrows(UnavailableException.class, () -> store.read("a", into));
      into.fill((byte) 0x77);
      server.release();
      server.behave((request, count) -> WebServer.Behaviour.WELL);
      assertTrue(store.exists("a"));
      assertEquals(-1, into.mismatch(arena.allocate(LARGE.length).fill((byte) 0x77)));
    }
  }

  @Test
  void onlyNotFoundIsMissing() throws IOException {
    large();
    Map<WebServer.Behaviour, Class<? extends IOException>> errors =
        Map.of(
            WebServer.Behaviour.ERROR_403, AccessDeniedException.class,
            WebServer.Behaviour.ERROR_401, AccessDeniedException.class,
            WebServer.Behaviour.ERROR_400, FormatException.class);
    for (var error : errors.entrySet()) {
      server.behave((request, count) -> error.getKey());
      try (ZarrStore store = store();
          Arena arena = Arena.ofConfined()) {
        int before = server.requests();
        assertThrows(error.getValue(), () -> store.read("a", arena.allocate(10)));
        assertEquals(1, server.requests() - before, "asked again");
        assertThrows(error.getValue(), () -> store.readTail("a", arena.allocate(10)));
        assertThrows(error.getValue(), () -> store.size("a"));
        assertThrows(error.getValue(), () -> store.exists("a"));
        assertThrows(error.getValue(), () -> store.readSmall("a", 10));
      }
    }
  }

  @Test
  void headersAndQueryAreSent() throws IOException {
    large();
    HttpSettings settings = QUICK.withHeaders(Map.of("Authorization", "Bearer b"));
    try (ZarrStore store = Stores.http(server.url("data/x/?token=t"), settings)) {
      assertTrue(store.exists("a"));
    }
    assertEquals("token=t", server.lastQuery());
    assertEquals("Bearer b", server.lastAuthorization());
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    server.close();
    String url = server.url("data/x").toString();
    UnavailableException e =
        assertThrows(
            UnavailableException.class,
            () -> {
              try (ZarrStore store = Stores.http(URI.create(url), QUICK.withAttempts(2))) {
                Zarr.open(store, "");
              }
            });
    assertTrue(e.getMessage().contains(url), e::getMessage);
  }

  @Test
  void locationsThatAreNoUrlAreRefused() {
    for (String url : new String[] {"ftp://x/y", "file:///x", "http:/x", "x"}) {
      assertThrows(IllegalArgumentException.class, () -> Stores.http(URI.create(url), QUICK), url);
    }
    assertThrows(
        UnsupportedOperationException.class, () -> Stores.create(server.url("x").toString()));
  }

  // Arrays.

  private static final Shape SHAPE = Shape.of(640, 50);
  private static final Shape CHUNK = Shape.of(10, 50);

  /** An array of 64 chunks that is what a group has. */
  private DenseData array(Compression compression) throws IOException {
    DenseData data = DenseData.random(DType.INT32, SHAPE, new Random(1));
    ZarrStore objects = server.objects();
    Zarr.createGroup(objects, "", 3, Map.of("title", "t"));
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, CHUNK, DType.INT32)
            .withCompression(compression)
            .withFill(FillValue.of(DType.INT32, 7));
    try (ChunkSink sink = Zarr.create(objects, "v", spec)) {
      data.write(sink);
    }
    Zarr.consolidate(objects, "");
    return data;
  }

  @Test
  void groupsAreReadFromConsolidatedMetadata() throws IOException {
    DenseData data = array(Compression.zstd(1));
    try (ZarrStore store = Stores.open(server.url("data/x").toString())) {
      ZarrGroup group = Zarr.openGroup(store, "");
      assertEquals(1, server.requests());
      assertEquals(List.of("v"), group.arrays());
      assertEquals("t", group.attributes().get("title"));
      ZarrArray array = group.array("v");
      assertEquals(1, server.requests());
      assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes);
      assertThrows(FileNotFoundException.class, () -> group.array("w"));
      assertThrows(UnsupportedOperationException.class, array::storedBytes);
    }
  }

  @Test
  void aMissingChunkIsFillValueAndAForbiddenOneAnError() throws IOException {
    DenseData data = array(Compression.none());
    server.objects().delete("v/c/63/0");
    java.util.Arrays.fill(data.bytes, 630 * 50 * 4, data.bytes.length, (byte) 0);
    for (int i = 630 * 50 * 4; i < data.bytes.length; i += 4) {
      data.bytes[i] = 7;
    }
    try (ZarrStore store = store();
        Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      ZarrArray array = Zarr.open(store, "v");
      assertArrayEquals(data.bytes, DenseData.read(array.source()).bytes);
      server.behave(
          (request, count) ->
              request.endsWith("v/c/5/0")
                  ? WebServer.Behaviour.ERROR_403
                  : WebServer.Behaviour.WELL);
      int before = server.requests("v/c/5/0");
      ComputeException e =
          assertThrows(ComputeException.class, () -> array.array().sum().compute(session));
      assertTrue(e.getMessage().contains("chunk=[5, 0]"), e::getMessage);
      assertTrue(e.getMessage().contains("/v/c/5/0"), e::getMessage);
      assertEquals(1, server.requests("v/c/5/0") - before, "asked again");
      assertEquals(0, session.budget().used());
    }
  }

  @Test
  void anArrayThatIsGoneIsNotFillValue() throws IOException {
    array(Compression.none());
    try (ZarrStore store = store()) {
      ZarrArray array = Zarr.open(store, "v");
      server.behave(
          (request, count) ->
              request.contains("/v/") ? WebServer.Behaviour.ERROR_404 : WebServer.Behaviour.WELL);
      IOException e = assertThrows(IOException.class, () -> DenseData.read(array.source()));
      assertTrue(e.getMessage().startsWith("array is gone"), e::getMessage);
    }
  }

  /** Answers wait for each other, so the run ends only if 16 are asked for at once. */
  @Test
  void aReductionKeepsSixteenRequestsUnderWay() throws IOException {
    DenseData data = array(Compression.zstd(1));
    CountDownLatch sixteen = new CountDownLatch(16);
    server.behave(
        (request, count) -> {
          if (request.contains("/c/")) {
            sixteen.countDown();
            try {
              assertTrue(sixteen.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
          return WebServer.Behaviour.WELL;
        });
    try (ZarrStore store = store();
        Session session = Session.builder().memory("4 MiB").workers(2).build()) {
      ChunkedArray array = Zarr.open(store, "v").array();
      try (DenseArray sum = array.sum(0).compute(session)) {
        assertEquals(Shape.of(50), sum.shape());
      }
      assertTrue(server.mostAtOnce() >= 16, () -> "at once: " + server.mostAtOnce());
      assertTrue(session.budget().peak() <= 4 << 20);
      assertEquals(0, session.budget().used());
    }
    assertEquals(SHAPE, data.shape);
  }
}
