package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.UnavailableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left behind when something goes wrong: no memory, no threads, no half-written array. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultsTest {
  private final Session session = Session.builder().memory("8 MiB").workers(2).build();

  @AfterEach
  void nothingIsLeftBehind() throws InterruptedException {
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      if (t.getName().startsWith("hyperslab-")) {
        t.join(2_000);
        assertFalse(t.isAlive(), t.getName());
      }
    }
    assertEquals(0, session.budget().used(), session.budget().toString());
    // The pool would refuse this if memory of a failed run were still out.
    try (DenseArray ones = ChunkedArray.ones(900_000).compute(session)) {
      assertEquals(900_000 * 8, ones.bytes().byteSize());
    }
    session.close();
  }

  private static MemorySource source() {
    return MemorySource.counting(Shape.of(40, 40), 10, 10);
  }

  private static Throwable root(Throwable e) {
    return e.getCause() == null ? e : root(e.getCause());
  }

  // ---- sources

  @Test
  void readThatFailsOnceIsTriedAgain() {
    MemorySource source =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  if (ordinal == 6 && earlier == 0) {
                    throw new IOException("connection reset");
                  }
                });
    try (DenseArray r = source.array().sum().compute(session)) {
      assertEquals(1600 * 1599 / 2, r.scalar());
    }
    assertEquals(2, source.loads(6));
    assertEquals(17, source.allLoads());
  }

  @ParameterizedTest
  @ValueSource(strings = {"elementwise", "reduction", "transposed", "written", "mapped", "joined"})
  void readThatAlwaysFailsNamesArrayChunkAndCause(String use) {
    IOException cause = new IOException("device is gone");
    MemorySource source =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  if (ordinal == 6) {
                    throw cause;
                  }
                });
    ChunkedArray x = source.array();
    ComputeException e =
        assertThrows(
            ComputeException.class,
            () -> {
              switch (use) {
                case "elementwise" -> x.add(1).compute(session);
                case "reduction" -> x.std(0).compute(session);
                case "transposed" -> x.add(x.transpose()).compute(session);
                case "written" -> MemorySink.like(x).of(x).run(session);
                case "mapped" -> x.mapBlocks(DType.FLOAT64, (in, at, out) -> {}).compute(session);
                default -> ChunkedArray.concatenate(0, x.flip(), x).compute(session);
              }
            });
    assertTrue(e.getMessage().contains("array=counted, chunk=[1, 2]"), e.getMessage());
    assertTrue(e.getMessage().contains("device is gone"), e.getMessage());
    assertSame(cause, root(e));
    assertTrue(source.loads(6) >= 4 && source.loads(6) <= 8, "loads=" + source.loads(6));
  }

  @Test
  void onlyErrorsThatMayPassAreTriedAgain() {
    Map<IOException, Integer> loads = new LinkedHashMap<>();
    loads.put(new SocketTimeoutException("read timed out"), 4);
    loads.put(new HttpTimeoutException("request timed out"), 4);
    loads.put(new SocketException("connection reset"), 4);
    loads.put(new FileSystemException("f", null, "Too many open files"), 4);
    loads.put(new NoSuchFileException("f"), 1);
    loads.put(new AccessDeniedException("f"), 1);
    loads.put(new FileNotFoundException("f"), 1);
    loads.put(new FormatException("malformed"), 1);
    loads.put(new UnavailableException("tried already", null), 1);
    loads.forEach(
        (error, expected) -> {
          for (IOException thrown : List.of(error, new IOException("wrapped", error))) {
            MemorySource source =
                source()
                    .withHook(
                        (ordinal, earlier) -> {
                          if (ordinal == 6) {
                            throw thrown;
                          }
                        });
            ChunkedArray sum = source.array().sum();
            assertThrows(ComputeException.class, () -> sum.compute(session));
            assertEquals(expected, (int) source.loads(6), thrown::toString);
          }
        });
  }

  @Test
  void malformedChunkIsNotReadAgain() {
    MemorySource source =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  if (ordinal == 3) {
                    throw new FormatException("checksum differs: file=c/0/3");
                  }
                });
    ComputeException e =
        assertThrows(ComputeException.class, () -> source.array().sum().compute(session));
    assertEquals(
        "cannot load chunk: array=counted, chunk=[0, 3]: checksum differs: file=c/0/3",
        e.getMessage());
    assertEquals(1, source.loads(3));
  }

  @Test
  void bugInASourceIsReportedWithItsPlace() {
    MemorySource source =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  throw new ArrayIndexOutOfBoundsException("index 7 of 5");
                });
    ComputeException e =
        assertThrows(ComputeException.class, () -> source.array().add(1).compute(session));
    assertTrue(e.getMessage().startsWith("cannot load chunk: array=counted, chunk=["));
    assertInstanceOf(ArrayIndexOutOfBoundsException.class, root(e));
  }

  @Test
  void errorInASourceDoesNotLeaveOtherThreadsWaitingForItsChunk() {
    CountDownLatch bothWant = new CountDownLatch(2);
    MemorySource source =
        MemorySource.counting(Shape.of(40), 40)
            .withHook(
                (ordinal, earlier) -> {
                  try {
                    bothWant.await(200, TimeUnit.MILLISECONDS);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                  throw new InternalError("fault in mapped memory");
                });
    MemorySource other = MemorySource.counting(Shape.of(200, 40), 1, 40);
    // Every task needs the one chunk of the row, so that all threads ask the cache for it.
    Throwable e =
        assertThrows(
            Throwable.class, () -> other.array().add(source.array()).sum().compute(session));
    assertInstanceOf(InternalError.class, root(e));
  }

  // ---- user code

  @Test
  void userFunctionThatThrowsIsReportedWithItsBlock() {
    ChunkedArray y =
        source()
            .array()
            .mapBlocks(
                DType.FLOAT64,
                (in, at, out) -> {
                  throw new IllegalStateException("no value for this block");
                });
    ComputeException e = assertThrows(ComputeException.class, () -> y.sum().compute(session));
    assertTrue(e.getMessage().startsWith("user function failed: block="), e.getMessage());
    assertEquals("no value for this block", root(e).getMessage());
  }

  // ---- sinks

  @Test
  void sinkThatFailsToStoreIsClosedAndNotCommitted() {
    ChunkedArray x = source().array();
    MemorySink sink =
        MemorySink.like(x)
            .withStore(
                ordinal -> {
                  if (ordinal == 9) {
                    throw new IOException("No space left on device");
                  }
                });
    ComputeException e = assertThrows(ComputeException.class, () -> sink.of(x).run(session));
    assertEquals(
        "cannot store chunk: array=sink, chunk=[2, 1]: No space left on device", e.getMessage());
    assertEquals(0, sink.commits());
    assertEquals(1, sink.closes());
  }

  @Test
  void sinkThatFailsBehindAReductionGivesAllStatesBack() {
    // One group per task and more than 512 tasks: runs of several tasks, which complete together.
    MemorySource source = MemorySource.counting(Shape.of(2000, 4), 1, 4);
    ChunkedArray y = source.array().sum(1);
    MemorySink sink =
        MemorySink.like(y)
            .withStore(
                ordinal -> {
                  throw new IOException("No space left on device");
                });
    assertThrows(ComputeException.class, () -> sink.of(y).run(session));
    assertEquals(0, sink.commits());
    assertEquals(1, sink.closes());
  }

  @Test
  void sinkThatFailsInARegridIsClosedAndNotCommitted() {
    ChunkedArray x = source().array();
    MemorySink sink =
        new MemorySink("sink", ChunkGrid.regular(Shape.of(40, 40), 7, 9), DType.FLOAT64)
            .withStore(
                ordinal -> {
                  throw new IOException("No space left on device");
                });
    assertThrows(ComputeException.class, () -> sink.of(x).run(session));
    assertEquals(0, sink.commits());
    assertEquals(1, sink.closes());
  }

  @Test
  void sinkThatFailsToCommitGivesTheOtherResultsBack() {
    ChunkedArray x = source().array();
    MemorySink sink =
        MemorySink.like(x)
            .withCommit(
                () -> {
                  throw new IOException("cannot rename");
                });
    ComputeException e =
        assertThrows(
            ComputeException.class, () -> session.runAll(List.of(x.add(1)), List.of(sink.of(x))));
    assertEquals("cannot commit: array=sink: cannot rename", e.getMessage());
    assertEquals(1, sink.closes());
  }

  @Test
  void sinkThatFailsToCloseDoesNotKeepOthersOpenOrHideTheFirstFailure() {
    ChunkedArray x = source().array();
    MemorySink bad =
        new MemorySink("bad", x.chunks(), x.dtype())
            .withStore(
                ordinal -> {
                  throw new IOException("No space left on device");
                })
            .withClose(
                () -> {
                  throw new IOException("stale handle");
                });
    MemorySink good = MemorySink.like(x);
    ComputeException e =
        assertThrows(ComputeException.class, () -> session.run(bad.of(x), good.of(x.add(1))));
    assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
    assertEquals(1, bad.closes());
    assertEquals(1, good.closes());
    assertEquals(0, good.commits());
  }

  @Test
  void sinkThatFailsToCloseAfterTheCommitGivesResultsBack() {
    ChunkedArray x = source().array();
    MemorySink bad =
        MemorySink.like(x)
            .withClose(
                () -> {
                  throw new IOException("stale handle");
                });
    ComputeException e =
        assertThrows(
            ComputeException.class, () -> session.runAll(List.of(x.add(1)), List.of(bad.of(x))));
    assertEquals("cannot close: array=sink: stale handle", e.getMessage());
  }

  @Test
  void sinkThatDoesNotOpenClosesThoseThatDid() {
    ChunkedArray x = source().array();
    MemorySink good = MemorySink.like(x);
    Write bad =
        new Write(
            x,
            () -> {
              throw new IOException("permission denied");
            });
    ComputeException e = assertThrows(ComputeException.class, () -> session.run(good.of(x), bad));
    assertEquals("cannot open store: permission denied", e.getMessage());
    assertEquals(1, good.closes());
    assertEquals(0, good.commits());
  }

  @Test
  void sinkOfAnotherTypeIsRefused() {
    ChunkedArray x = source().array();
    MemorySink sink = new MemorySink("sink", x.chunks(), DType.FLOAT32);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> sink.of(x).run(session));
    assertEquals(
        "store does not fit the array: store=sink float32 (40, 40), array=float64 (40, 40)",
        e.getMessage());
    assertEquals(0, sink.commits());
    assertEquals(1, sink.closes());
  }

  @Test
  void sinkOfAnotherShapeIsRefused() {
    ChunkedArray x = source().array();
    MemorySink sink =
        new MemorySink("sink", ChunkGrid.regular(Shape.of(40, 41), 10, 10), DType.FLOAT64);
    assertThrows(IllegalArgumentException.class, () -> sink.of(x).run(session));
    assertEquals(0, sink.commits());
    assertEquals(1, sink.closes());
  }

  // ---- scratch

  @Test
  void scratchFolderThatIsNotThereIsNamed(@TempDir Path folder) throws IOException {
    Path gone = folder.resolve("gone");
    try (Session small = Session.builder().memory("300 kB").workers(2).scratch(gone).build()) {
      MemorySource source = MemorySource.counting(Shape.of(512, 512), 512, 4);
      MemorySink sink =
          new MemorySink("out", ChunkGrid.regular(Shape.of(512, 512), 4, 512), DType.FLOAT64);
      ComputeException e =
          assertThrows(ComputeException.class, () -> sink.of(source.array()).run(small));
      assertTrue(e.getMessage().contains(gone.toString()), e.getMessage());
      assertEquals(0, small.budget().used());
      assertEquals(1, sink.closes());
    }
  }

  @Test
  void scratchFilesAreGoneAfterASuccessAndAfterAFailure(@TempDir Path folder) throws IOException {
    MemorySource source = MemorySource.counting(Shape.of(512, 512), 512, 4);
    ChunkGrid grid = ChunkGrid.regular(Shape.of(512, 512), 4, 512);
    for (boolean fails : new boolean[] {false, true}) {
      try (Session small = Session.builder().memory("300 kB").workers(2).scratch(folder).build()) {
        MemorySink sink =
            new MemorySink("out", grid, DType.FLOAT64)
                .withStore(
                    ordinal -> {
                      if (fails) {
                        throw new IOException("No space left on device");
                      }
                    });
        if (fails) {
          assertThrows(ComputeException.class, () -> sink.of(source.array()).run(small));
        } else {
          sink.of(source.array()).run(small);
          assertTrue(sink.isWhole());
        }
        assertEquals(0, small.budget().used());
      }
      try (var files = Files.list(folder)) {
        assertEquals(0, files.count());
      }
    }
  }

  // ---- cancelling

  @Test
  void cancelledRunStopsSoonAndGivesItsMemoryBack() throws Exception {
    CountDownLatch begun = new CountDownLatch(3);
    MemorySource source =
        MemorySource.counting(Shape.of(100_000), 10)
            .withHook(
                (ordinal, earlier) -> {
                  begun.countDown();
                  try {
                    TimeUnit.MILLISECONDS.sleep(1);
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    CompletableFuture<DenseArray> future = source.array().add(1).computeAsync(session);
    begun.await();
    assertTrue(future.cancel(true));
    assertThrows(CancellationException.class, future::join);
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      if (t.getName().startsWith("hyperslab-")) {
        t.join(10_000);
      }
    }
    assertTrue(source.allLoads() < 5_000, "loads=" + source.allLoads());
  }

  @Test
  void runThatWaitsForASinkCanBeCancelled() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    ChunkedArray x = source().array();
    MemorySource stuck =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  begun.countDown();
                  try {
                    never.await();
                  } catch (InterruptedException e) {
                    throw new java.io.InterruptedIOException("interrupted");
                  }
                });
    CompletableFuture<DenseArray> future = x.add(stuck.array()).std(0).computeAsync(session);
    begun.await();
    assertTrue(future.cancel(true));
    assertThrows(CancellationException.class, future::join);
  }

  @Test
  void runThatWaitsForItsTurnCanBeCancelled() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    MemorySource slow =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  begun.countDown();
                  await(goOn);
                });
    MemorySource never = source();
    CompletableFuture<DenseArray> first = slow.array().sum().computeAsync(session);
    begun.await();
    CompletableFuture<DenseArray> queued = never.array().sum().computeAsync(session);
    assertTrue(queued.cancel(true));
    assertThrows(CancellationException.class, queued::join);
    goOn.countDown();
    first.join().close();
    for (Thread t : Thread.getAllStackTraces().keySet()) {
      if (t.getName().equals("hyperslab-run")) {
        t.join(10_000);
      }
    }
    assertEquals(0, never.allLoads());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void planOfAWriteNamesTheStoreAndWritesNothing() {
    ChunkedArray x = source().array().add(1);
    MemorySink sink = MemorySink.like(x);
    String plan = session.plan(sink.of(x)).toString();
    assertTrue(plan.contains(sink.name()), plan);
    assertFalse(sink.isWhole());
  }

  @Test
  void asynchronousFailureIsTheFuturesFailure() {
    MemorySource source =
        source()
            .withHook(
                (ordinal, earlier) -> {
                  throw new FormatException("bad");
                });
    CompletableFuture<DenseArray> future = source.array().sum().computeAsync(session);
    assertInstanceOf(
        ComputeException.class,
        assertThrows(java.util.concurrent.CompletionException.class, future::join).getCause());
  }

  // ---- budgets

  private static long needed(BudgetExceededException e) {
    Matcher m = Pattern.compile("needed=(\\d+)").matcher(e.getMessage());
    assertTrue(m.find(), e.getMessage());
    return Long.parseLong(m.group(1));
  }

  private static List<DenseArray> compute(Session session, String what, MemorySource source) {
    ChunkedArray x = source.array();
    return switch (what) {
      case "elementwise" -> session.computeAll(x.add(1));
      case "transposed" -> session.computeAll(x.add(x.transpose()));
      case "mean" -> session.computeAll(x.mean());
      case "centred" -> session.computeAll(x.subtract(x.mean(Axes.of(0).keepDims())));
      case "axes" -> session.computeAll(x.std(0), x.sum(1), x.argmax());
      case "mapped" ->
          session.computeAll(
              x.mapBlocks(DType.FLOAT64, (in, at, out) -> {}, x.add(1), x.transpose()).sum());
      case "joined" -> session.computeAll(ChunkedArray.concatenate(1, x, x.flip(), x).mean(0));
      case "rechunked" ->
          session.computeAll(x.rechunk(64, 3).mapBlocks(DType.FLOAT64, (in, at, out) -> {}).sum(0));
      case "written" -> {
        MemorySink.like(x).of(x.subtract(x.mean())).run(session);
        yield List.of();
      }
      default -> {
        new MemorySink("out", ChunkGrid.regular(Shape.of(64, 64), 64, 1), DType.FLOAT64)
            .of(x.subtract(x.mean()))
            .run(session);
        yield List.of();
      }
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "elementwise",
        "transposed",
        "mean",
        "centred",
        "axes",
        "mapped",
        "joined",
        "rechunked",
        "written",
        "regridded"
      })
  void budgetTooSmallIsRefusedBeforeAnyReadAndTheFigureIsEnough(String what) {
    MemorySource source = MemorySource.counting(Shape.of(64, 64), 16, 16);
    long needed;
    try (Session tiny = Session.builder().memory(2000).workers(2).build()) {
      needed =
          needed(assertThrows(BudgetExceededException.class, () -> compute(tiny, what, source)));
      assertEquals(0, tiny.budget().used());
    }
    assertEquals(0, source.allLoads());
    try (Session enough = Session.builder().memory(needed).workers(2).build()) {
      compute(enough, what, source).forEach(DenseArray::close);
      assertTrue(enough.lastReport().peakBytes() <= needed);
      assertEquals(0, enough.budget().used());
    }
    try (Session justNot = Session.builder().memory(needed - 1).workers(2).build()) {
      assertThrows(BudgetExceededException.class, () -> compute(justNot, what, source));
    }
  }

  @Test
  void memoryThatResultsHoldIsNotThereForFurtherRuns() {
    try (DenseArray held = ChunkedArray.ones(900_000).compute(session)) {
      BudgetExceededException e =
          assertThrows(
              BudgetExceededException.class, () -> ChunkedArray.ones(900_000).compute(session));
      assertTrue(e.getMessage().contains("budget=8388608"), e.getMessage());
      assertTrue(e.getMessage().contains("in use=7340032"), e.getMessage());
      assertEquals(1, held.getDouble(0));
    }
  }

  @Test
  void resultOfMoreBytesThanALongHoldsIsRefused() {
    ChunkedArray huge = ChunkedArray.zeros(1L << 61);
    assertThrows(BudgetExceededException.class, () -> huge.compute(session));
    ChunkedArray large = ChunkedArray.zeros(1L << 58);
    assertThrows(BudgetExceededException.class, () -> large.compute(session));
  }

  // ---- closed arrays and sessions

  @Test
  void arrayThatIsClosedWhileARunUsesItStaysUntilTheRunEnds() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    MemorySource slow =
        MemorySource.counting(Shape.of(1000), 100)
            .withHook(
                (ordinal, earlier) -> {
                  begun.countDown();
                  try {
                    closed.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    DenseArray ones = ChunkedArray.ones(1000).compute(session);
    CompletableFuture<DenseArray> future = slow.array().add(ones.chunked()).computeAsync(session);
    begun.await();
    ones.close();
    closed.countDown();
    try (DenseArray r = future.join()) {
      for (int i = 0; i < 1000; i++) {
        assertEquals(i + 1, r.getDouble(i));
      }
    }
  }

  @Test
  void closedArrayIsRefused() {
    DenseArray ones = ChunkedArray.ones(10).compute(session);
    ChunkedArray again = ones.chunked().add(1);
    ones.close();
    ones.close();
    for (Runnable use :
        List.<Runnable>of(
            () -> again.compute(session),
            () -> ones.getDouble(0),
            ones::toDoubles,
            ones::bytes,
            ones::block)) {
      IllegalStateException e = assertThrows(IllegalStateException.class, use::run);
      assertEquals("array was closed: shape=(10,)", e.getMessage());
    }
  }

  @Test
  void closedSessionIsRefusedAndItsResultsStay() {
    Session other = Session.builder().memory("1 MiB").workers(1).build();
    DenseArray ones = ChunkedArray.ones(10).compute(other);
    other.close();
    other.close();
    assertEquals(1, ones.getDouble(9));
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> ChunkedArray.ones(10).compute(other));
    assertTrue(e.getMessage().contains("closed"), e.getMessage());
    ones.close();
    assertEquals(0, other.budget().used());
  }

  @Test
  void integerToANegativePowerFailsTheRun() {
    ChunkedArray x = source().array().cast(DType.INT64);
    Throwable e =
        assertThrows(RuntimeException.class, () -> x.power(x.subtract(20)).compute(session));
    assertTrue(root(e).getMessage().contains("negative integer powers"), e.toString());
    assertTimeoutPreemptively(Duration.ofSeconds(20), () -> x.add(1).compute(session).close());
  }
}
