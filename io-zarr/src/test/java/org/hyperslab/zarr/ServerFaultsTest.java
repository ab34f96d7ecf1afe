package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.testing.DenseData;
import org.hyperslab.zarr.WebServer.Behaviour;
import org.hyperslab.zarr.ZarrSpec.Compression;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Arrays on servers that do what servers do, over HTTP and S3, chunk by chunk and in shards. */
class ServerFaultsTest {
  private static final Shape SHAPE = Shape.of(640, 50);
  private static final Shape CHUNK = Shape.of(10, 50);
  private static final long BUDGET = 16 << 20;

  private final WebServer server = new WebServer();

  @AfterEach
  void stop() {
    server.close();
  }

  /** An array of 64 chunks that is called v. */
  private DenseData array(boolean sharded) throws IOException {
    DenseData data = DenseData.random(DType.INT32, SHAPE, new Random(1));
    ZarrSpec spec =
        ZarrSpec.of(SHAPE, CHUNK, DType.INT32)
            .withShards(sharded ? SHAPE : null)
            .withCompression(Compression.zstd(1))
            .withFill(FillValue.of(DType.INT32, 7));
    try (ChunkSink sink = Zarr.create(server.objects(), "v", spec)) {
      data.write(sink);
    }
    return data;
  }

  private static Session session() {
    return Session.builder().memory(BUDGET).workers(2).build();
  }

  /** What servers of any kind do. */
  abstract class Contract {
    abstract ZarrStore store();

    @Test
    void errorsThatPassAreOvercome() throws IOException {
      for (boolean sharded : new boolean[] {false, true}) {
        DenseData data = array(sharded);
        for (Behaviour behaviour :
            List.of(
                Behaviour.ERROR_500, Behaviour.HALF, Behaviour.HANG_UP, Behaviour.STALL_HALFWAY)) {
          // The first requests for a shard, or the first one for each of some chunks.
          Map<String, AtomicInteger> counts = new ConcurrentHashMap<>();
          server.behave(
              (path, count) -> {
                int n = counts.computeIfAbsent(path, p -> new AtomicInteger()).incrementAndGet();
                boolean odd =
                    sharded ? path.endsWith("/c/0/0") && n <= 3 : path.endsWith("5/0") && n == 1;
                return odd ? behaviour : Behaviour.WELL;
              });
          try (ZarrStore store = store();
              Session session = session();
              DenseArray read = Zarr.open(store, "v").array().compute(session)) {
            assertArrayEquals(data.longs(), read.toLongs(), behaviour.toString());
          }
        }
      }
    }

    @Test
    void aMissingChunkIsFillValueAndAForbiddenOneAnError() throws IOException {
      DenseData data = array(false);
      server.objects().delete("v/c/63/0");
      long[] expected = data.longs();
      Arrays.fill(expected, 630 * 50, expected.length, 7);
      try (ZarrStore store = store();
          Session session = session()) {
        ChunkedArray array = Zarr.open(store, "v").array();
        try (DenseArray read = array.compute(session)) {
          assertArrayEquals(expected, read.toLongs());
        }
        assertForbidden(session, array, "v/c/5/0", "chunk=[5, 0]");
      }
    }

    @Test
    void aMissingShardIsFillValueAndAForbiddenOneAnError() throws IOException {
      array(true);
      try (ZarrStore store = store();
          Session session = session()) {
        assertForbidden(session, Zarr.open(store, "v").array(), "v/c/0/0", "chunk=[");
        server.objects().delete("v/c/0/0");
        server.behave((path, count) -> Behaviour.WELL);
        try (DenseArray sum = Zarr.open(store, "v").array().sum().compute(session)) {
          assertEquals(7.0 * SHAPE.size(), sum.scalar());
        }
      }
    }

    private void assertForbidden(Session session, ChunkedArray array, String key, String chunk) {
      server.behave((path, count) -> path.endsWith(key) ? Behaviour.ERROR_403 : Behaviour.WELL);
      ComputeException e = assertThrows(ComputeException.class, () -> array.sum().compute(session));
      assertTrue(e.getMessage().contains(chunk), e::getMessage);
      assertTrue(e.getMessage().contains("x/" + key), e::getMessage);
      assertTrue(e.getMessage().contains("AccessDenied"), e::getMessage);
      assertEquals(0, session.budget().used());
    }

    @Test
    void anErrorThatStaysEndsTheRun() throws IOException {
      for (boolean sharded : new boolean[] {false, true}) {
        array(sharded);
        String key = sharded ? "v/c/0/0" : "v/c/9/0";
        server.behave((path, count) -> path.endsWith(key) ? Behaviour.ERROR_500 : Behaviour.WELL);
        try (ZarrStore store = store();
            Session session = session()) {
          ChunkedArray array = Zarr.open(store, "v").array();
          ComputeException e =
              assertThrows(ComputeException.class, () -> array.sum().compute(session));
          assertTrue(e.getMessage().contains("x/" + key), e::getMessage);
          assertEquals(0, session.budget().used());
        }
      }
    }

    /** Answers wait for each other, so the run ends only if 16 are asked for at once. */
    @Test
    void aReductionKeepsSixteenRequestsUnderWay() throws IOException {
      for (boolean sharded : new boolean[] {false, true}) {
        DenseData data = array(sharded);
        try (ZarrStore store = store();
            Session session = session()) {
          ChunkedArray array = Zarr.open(store, "v").array();
          // The shard's index is read once, before anything else can be.
          array.slice("0").sum().compute(session).close();
          CountDownLatch sixteen = new CountDownLatch(16);
          server.behave(
              (path, count) -> {
                if (path.contains("/c/")) {
                  sixteen.countDown();
                  await(sixteen);
                }
                return Behaviour.WELL;
              });
          int before = server.requests();
          try (DenseArray sum = array.sum().compute(session)) {
            assertEquals(Arrays.stream(data.longs()).sum(), (long) sum.scalar());
          }
          int requests = server.requests() - before;
          assertTrue(server.mostAtOnce() >= 16, () -> "at once: " + server.mostAtOnce());
          assertTrue(sharded ? requests <= 64 : requests == 64, () -> "requests: " + requests);
          assertTrue(session.budget().peak() <= BUDGET);
          assertEquals(0, session.budget().used());
        }
      }
    }

    private static void await(CountDownLatch latch) {
      try {
        assertTrue(latch.await(20, TimeUnit.SECONDS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Nested
  class Http extends Contract {
    @Override
    ZarrStore store() {
      return Stores.http(
          server.url("data/x"),
          HttpSettings.defaults()
              .withPause(Duration.ofMillis(1))
              .withStall(Duration.ofSeconds(1))
              .withAttempts(5));
    }
  }

  @Nested
  class S3 extends Contract {
    @Override
    ZarrStore store() {
      return Stores.s3("data", "x", server.s3().withStall(Duration.ofSeconds(1)).withAttempts(5));
    }
  }
}
