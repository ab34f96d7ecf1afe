package org.hyperslab.zarr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.hyperslab.zarr.ParallelRequests.Request;
import org.hyperslab.zarr.ZarrStore.Piece;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests of one call that are under way at once. */
class ParallelRequestsTest {
  private static final byte[] CONTENT = ZarrStoreContract.bytes(8 << 20, 9);

  private final WebServer server = new WebServer();

  @AfterEach
  void stop() {
    server.close();
  }

  /** Waits until so many are there; fails if they don't come. */
  private static void meet(CountDownLatch others) throws IOException {
    others.countDown();
    try {
      if (!others.await(20, TimeUnit.SECONDS)) {
        throw new IOException("alone");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private static void make(ParallelRequests parallel, List<Request> requests) throws IOException {
    parallel.make(requests, Stream.of());
  }

  @Test
  void asManyAreUnderWayAsThereMayBe() throws IOException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch four = new CountDownLatch(4);
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      requests.add(
          () -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            meet(four);
            now.decrementAndGet();
          });
    }
    ParallelRequests parallel = new ParallelRequests(3);
    make(parallel, requests);
    assertEquals(4, most.get());
    assertEquals(0, now.get());
    make(parallel, requests);
    assertEquals(4, most.get(), "helpers come back");
  }

  @Test
  void aFailureCancelsTheOthers() {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch three = new CountDownLatch(3);
    List<Request> requests = new ArrayList<>();
    Thread caller = Thread.currentThread();
    for (int i = 0; i < 20; i++) {
      requests.add(
          () -> {
            begun.incrementAndGet();
            try {
              meet(three);
              if (Thread.currentThread() == caller) {
                throw new AccessDeniedException("no");
              }
              meet(new CountDownLatch(2));
            } catch (InterruptedIOException e) {
              interrupted.incrementAndGet();
              throw e;
            }
          });
    }
    assertThrows(AccessDeniedException.class, () -> make(new ParallelRequests(2), requests));
    assertEquals(3, begun.get());
    assertEquals(2, interrupted.get());
  }

  @Test
  void aFailureOfAHelperIsThrownToo() {
    Thread caller = Thread.currentThread();
    CountDownLatch two = new CountDownLatch(2);
    Request request =
        () -> {
          meet(two);
          if (Thread.currentThread() != caller) {
            throw new IllegalStateException("helper");
          }
        };
    assertThrows(
        IllegalStateException.class,
        () -> make(new ParallelRequests(1), List.of(request, request)));
  }

  @Test
  void anInterruptOfTheCallerEndsTheCall() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    Request waits =
        () -> {
          begun.countDown();
          meet(new CountDownLatch(2));
        };
    FutureTask<Boolean> call =
        new FutureTask<>(
            () -> {
              try {
                make(new ParallelRequests(1), List.of(waits, waits));
                return false;
              } finally {
                assertTrue(Thread.currentThread().isInterrupted());
              }
            });
    Thread thread = new Thread(call);
    thread.start();
    begun.await();
    thread.interrupt();
    ExecutionException e = assertThrows(ExecutionException.class, call::get);
    assertInstanceOf(InterruptedIOException.class, e.getCause());
  }

  /** Pieces that lie far apart; answers wait for each other. */
  @Test
  void rangesOfOneCallAreAskedForTogether() throws IOException {
    server.objects().write("f", MemorySegment.ofArray(CONTENT));
    for (ZarrStore store :
        List.of(
            Stores.http(server.url("data/x"), HttpSettings.defaults()),
            Stores.s3("data", "x", server.s3()))) {
      for (Arena arena : List.of(Arena.ofShared(), Arena.ofConfined())) {
        try (arena) {
          boolean together = arena.allocate(1).isAccessibleBy(new Thread());
          CountDownLatch eight = new CountDownLatch(together ? 8 : 1);
          server.behave(
              (path, count) -> {
                try {
                  meet(eight);
                  return WebServer.Behaviour.WELL;
                } catch (IOException e) {
                  return WebServer.Behaviour.ERROR_403;
                }
              });
          List<Piece> pieces = new ArrayList<>();
          for (int i = 0; i < 8; i++) {
            pieces.add(new Piece(i * 1_000_000L, arena.allocate(100)));
          }
          assertEquals(CONTENT.length, store.read("f", pieces));
          for (Piece piece : pieces) {
            MemorySegment expected =
                MemorySegment.ofArray(CONTENT).asSlice(piece.offset(), piece.into().byteSize());
            assertEquals(-1, expected.mismatch(piece.into()));
          }
        }
      }
      store.close();
    }
  }

  /** An object that is replaced between two ranges of a call is not read as one. */
  @Test
  void rangesOfOneCallAreOfOneVersion() throws IOException {
    for (ZarrStore store :
        List.of(
            Stores.http(server.url("data/x"), HttpSettings.defaults()),
            Stores.s3("data", "x", server.s3()))) {
      server.objects().write("f", MemorySegment.ofArray(CONTENT));
      byte[] other = CONTENT.clone();
      other[0] ^= 1;
      server.behave(
          (path, count) -> {
            if (count == 2) {
              try {
                server.objects().write("f", MemorySegment.ofArray(other));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }
            return WebServer.Behaviour.WELL;
          });
      List<Piece> pieces = new ArrayList<>();
      try (Arena oneThread = Arena.ofConfined()) {
        for (int i = 0; i < 3; i++) {
          pieces.add(new Piece(i * 1_000_000L, oneThread.allocate(10)));
        }
        IOException e = assertThrows(IOException.class, () -> store.read("f", pieces));
        assertTrue(e.getMessage().startsWith("file has changed"), e::toString);
      }
      store.close();
    }
  }

  @Test
  void partsOfAnUploadAreSentTogether() throws IOException {
    CountDownLatch parts = new CountDownLatch(4);
    server.behave(
        (path, count) -> {
          try {
            if (count >= 2 && count <= 5) {
              meet(parts);
            }
            return WebServer.Behaviour.WELL;
          } catch (IOException e) {
            return WebServer.Behaviour.ERROR_403;
          }
        });
    try (ZarrStore store = new S3Store(new S3Location("data", "x", server.s3()), 2 << 20)) {
      store.write("f", MemorySegment.ofArray(CONTENT));
    }
    assertArrayEquals(CONTENT, server.objects().readSmall("f", CONTENT.length));
  }
}
