package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What plans say about memory, against what runs take. */
@Timeout(60)
class MemoryPlanTest {
  private static final ChunkGrid GRID = ChunkGrid.regular(Shape.of(1024, 1024), 128, 128);

  private static ChunkedArray source() {
    return MemorySource.counting(GRID, DType.FLOAT64).array();
  }

  private static Arguments of(String name, ChunkedArray... arrays) {
    return Arguments.of(name, List.of(arrays));
  }

  static Stream<Arguments> operations() {
    ChunkedArray x = source();
    ChunkedArray y = source();
    ChunkedArray row = MemorySource.counting(Shape.of(1024), 128).array();
    ChunkedArray misaligned =
        MemorySource.counting(ChunkGrid.regular(Shape.of(1024, 1024), 100, 300), DType.FLOAT64)
            .array();
    return Stream.of(
        of("x + 1", x.add(1)),
        of("sqrt(x * y) + x", x.multiply(y).sqrt().add(x)),
        of("x + row", x.add(row)),
        of("x + misaligned", x.add(misaligned)),
        of("misaligned + x.T", misaligned.add(x.transpose())),
        of("mean 1 of x + misaligned", x.add(misaligned).mean(1)),
        of("x + column", x.add(row.expandDims(1))),
        of("transpose", x.transpose()),
        of("x + x.T", x.add(x.transpose())),
        of("slice", x.slice("5:900:3, ::-1")),
        of("mean", x.mean()),
        of("mean 0", x.mean(0)),
        of("mean 1", x.mean(1)),
        of("argmax 1", x.argmax(1)),
        of("mean and std", x.mean(), x.std()),
        of("sums over both axes", x.sum(0), x.sum(1)),
        of("x - mean 0", x.subtract(x.mean(Axes.of(0).keepDims()))),
        of("by group along 0", x.groupBy(0, labels(7), 7).mean(), x.mean(0)),
        of("by group along 1", x.groupBy(1, labels(300), 300).std()),
        of("by group over both axes", x.groupBy(1, labels(12), 12).over(0).sum()),
        of("by group, split", x.groupBy(0, labels(900), 900).mean()),
        of("median", x.median(1)),
        of("median by group", x.groupBy(0, labels(5), 5).median()),
        of("take", x.take(labels(31), 1)),
        of("x - mean by group", x.subtract(x.groupBy(0, labels(9), 9).mean().take(labels(9), 0))),
        of("float32", x.cast(DType.FLOAT32).multiply(2.0)),
        of("concatenate", ChunkedArray.concatenate(0, x, y)),
        of("concatenate 1, mean", ChunkedArray.concatenate(1, x, misaligned).mean(0)),
        of("stack, mean", ChunkedArray.stack(0, x, y).mean(0)),
        of("mapBlocks", x.mapBlocks(DType.FLOAT64, (in, at, out) -> {}, y, row)),
        of(
            "rechunk, mapBlocks",
            x.rechunk(1024, 16).mapBlocks(DType.FLOAT64, (in, at, out) -> {}).sum(0)));
  }

  /** A label for each of 1024 indices. */
  private static long[] labels(int groups) {
    return LongStream.range(0, 1024).map(i -> i * 7 % groups).toArray();
  }

  private static RunReport run(List<ChunkedArray> arrays, String memory) {
    try (Session session = Session.builder().memory(memory).workers(1).build()) {
      session.computeAll(arrays.toArray(ChunkedArray[]::new)).forEach(DenseArray::close);
      assertEquals(0, session.budget().used());
      return session.lastReport();
    }
  }

  private static RunReport store(List<ChunkedArray> arrays, String memory) {
    List<MemorySink> sinks = new ArrayList<>();
    Write[] writes = new Write[arrays.size()];
    for (int i = 0; i < writes.length; i++) {
      sinks.add(MemorySink.like(arrays.get(i)));
      writes[i] = sinks.get(i).of(arrays.get(i));
    }
    try (Session session = Session.builder().memory(memory).workers(1).build()) {
      RunReport report = session.run(writes);
      sinks.forEach(s -> assertTrue(s.isWhole()));
      return report;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("operations")
  void predictedPeakIsAboveTheMeasuredPeakAndNotFarAbove(String name, List<ChunkedArray> arrays) {
    double worst = 0;
    String where = "";
    for (String memory : new String[] {"256 MiB", "32 MiB", "6 MiB"}) {
      for (boolean stored : new boolean[] {false, true}) {
        if (stored || memory.equals("256 MiB")) {
          RunReport r = stored ? store(arrays, memory) : run(arrays, memory);
          assertTrue(r.peakBytes() <= r.predictedPeakBytes(), name + ": " + r);
          assertTrue(r.predictedPeakBytes() <= r.budgetBytes(), name + ": " + r);
          double ratio = (double) r.predictedPeakBytes() / r.peakBytes();
          if (ratio > worst) {
            worst = ratio;
            where = memory + (stored ? ", stored: " : ", in memory: ") + r;
          }
        }
      }
    }
    if (Boolean.getBoolean("hyperslab.offenders")) {
      System.out.printf("%.2f %s: %s%n", worst, name, where);
    }
    assertTrue(worst <= 2, name + ": " + worst + ", " + where);
  }

  @Test
  void cacheOfManyMisalignedChunksIsPredictedAndEachIsLoadedOnce() {
    // Fewer tasks than a plan walks through, and more.
    cacheOfMisalignedChunksIsPredicted(Shape.of(1000, 1000), 2);
    cacheOfMisalignedChunksIsPredicted(Shape.of(700, 10_000), 4);
  }

  private static void cacheOfMisalignedChunksIsPredicted(Shape shape, double most) {
    MemorySource x = MemorySource.counting(ChunkGrid.regular(shape, 10, 10), DType.FLOAT64);
    MemorySource y = MemorySource.counting(ChunkGrid.regular(shape, 7, 30), DType.FLOAT64);
    for (int workers : new int[] {1, 3}) {
      ChunkedArray sum = x.array().add(y.array()).sum();
      try (Session session = Session.builder().memory("64 MiB").workers(workers).build()) {
        sum.compute(session).close();
        RunReport r = session.lastReport();
        assertTrue(r.peakBytes() <= r.predictedPeakBytes(), r.toString());
        if (workers == 1) {
          assertTrue(r.predictedPeakBytes() <= most * r.peakBytes(), r.toString());
          assertEquals(1, y.mostLoads());
        }
      }
    }
    assertTrue(y.allLoads() <= 2.02 * y.grid().count(), "loads: " + y.allLoads());
  }

  @Test
  void groupsThatAlternateFromTaskToTaskFitIntoTheirMemory() {
    // 2 x 8192 tasks in runs of many: each run comes back to the two groups again and again.
    MemorySource source = MemorySource.counting(Shape.of(2, 16_384), 1, 2);
    ChunkedArray x = source.array();
    try (Session session = Session.builder().memory("16 MiB").workers(3).build()) {
      List<DenseArray> r = session.computeAll(x.sum(0), x.std(1), x.max());
      assertEquals(2 * 16_383 + 16_384, r.get(0).getDouble(16_383));
      assertEquals(Math.sqrt((16_384.0 * 16_384 - 1) / 12), r.get(1).getDouble(1), 1e-9);
      assertEquals(2 * 16_384 - 1, r.get(2).scalar());
      RunReport report = session.lastReport();
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
      r.forEach(DenseArray::close);
      assertEquals(0, session.budget().used());
    }
    assertEquals(1, source.mostLoads());
  }

  @Test
  void slowSinkBehindAReductionDoesNotLetCompleteGroupsPileUp() {
    // Every task completes a group. One task in sixteen is slow, so that the others run ahead as
    // far as they may, and then the slow one's thread has all of their groups to store.
    MemorySource source =
        MemorySource.counting(Shape.of(400, 2048, 2), 1, 2048, 2)
            .withHook((ordinal, earlier) -> pause(ordinal % 16 == 0 ? 20 : 0));
    ChunkedArray perTask = source.array().sum(2);
    MemorySink sink = MemorySink.like(perTask).withStore(ordinal -> pause(4));
    try (Session session = Session.builder().memory("64 MiB").workers(8).build()) {
      RunReport report = sink.of(perTask).run(session);
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
      assertEquals(0, session.budget().used());
    }
    assertTrue(sink.isWhole());
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
