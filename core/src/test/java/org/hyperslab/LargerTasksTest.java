package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Stage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reductions of arrays with a chunk per day, whose tasks are of several days. */
@Timeout(60)
class LargerTasksTest {
  private static final int DAYS = 603;
  private static final Shape SHAPE = Shape.of(DAYS, 60, 150);

  private static MemorySource daily(DType dtype) {
    return MemorySource.counting(ChunkGrid.regular(SHAPE, 1, 60, 150), dtype);
  }

  /** Months of 30 days, of a year of four. */
  private static long[] months() {
    return LongStream.range(0, DAYS).map(i -> i / 30 % 4).toArray();
  }

  private static long tasks(Session session, ChunkedArray array) {
    return session.plan(array).stages().getFirst().tasks();
  }

  @Test
  void tasksAreOfSeveralDaysAndEveryDayIsLoadedOnce() {
    MemorySource source = daily(DType.INT32);
    ChunkedArray x = source.array().cast(DType.FLOAT64).add(0.5);
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      assertEquals(151, tasks(session, x.mean(0)));
      List<DenseArray> r = session.computeAll(x.mean(0), x.std(0), x.groupBy(0, months(), 4).max());
      assertEquals(1, source.mostLoads());
      assertEquals(DAYS, source.allLoads());
      assertEquals(0, source.wrongCalls());
      // Element (t, y, x) is 9000 t + 150 y + x + 0.5.
      assertEquals(9000.0 * 301 + 150 * 7 + 9 + 0.5, r.get(0).getDouble(7, 9));
      double std = 9000 * Math.sqrt((603.0 * 603 - 1) / 12);
      assertEquals(std, r.get(1).getDouble(59, 149), 1e-9 * std);
      assertEquals(9000.0 * 599 + 150 * 59 + 149 + 0.5, r.get(2).getDouble(3, 59, 149));
      assertEquals(9000.0 * 602 + 0.5, r.get(2).getDouble(0, 0, 0));
      r.forEach(DenseArray::close);
      RunReport report = session.lastReport();
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
      assertEquals(0, session.budget().used());
    }
  }

  /** The states of several tasks are begun and combined once. */
  @Test
  void threadsTakeSeveralTasksAtATimeWhereStatesAreLarge() {
    ChunkedArray x = daily(DType.INT32).array();
    ChunkedArray months = x.groupBy(0, months(), 4).mean();
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      assertEquals(3, runLength(session, x.mean(0))); // 151 tasks, all into the same states
      assertEquals(3, runLength(session, months)); // 12 days are of two months, as 4 are
      // 603 / 256, as where nothing is large:
      assertEquals(2, runLength(session, x.mean(1)));
      assertEquals(2, runLength(session, x.sum()));
      ChunkedArray waiting = daily(DType.INT32).withConcurrentLoads(4).array();
      assertEquals(2, runLength(session, waiting.mean(0)));
    }
  }

  @Test
  void runsOfTasksEndWithGroups() {
    ChunkGrid quarters = ChunkGrid.regular(Shape.of(384, 180, 200), 1, 90, 100);
    MemorySource source = MemorySource.counting(quarters, DType.INT32);
    ChunkedArray mean = source.array().mean(0);
    try (Session session = Session.builder().memory("64 MiB").workers(2).build();
        DenseArray r = session.compute(mean)) {
      assertEquals(192, tasks(session, mean)); // 48 of each quarter
      assertEquals(4, runLength(session, mean));
      // Element (t, y, x) is 36000 t + 200 y + x.
      assertEquals(36_000 * 191.5 + 200 * 133 + 157, r.getDouble(133, 157));
      assertEquals(384 * 4, source.allLoads());
      RunReport report = session.lastReport();
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
    }
  }

  private static int runLength(Session session, ChunkedArray array) {
    return ((Stage.Blockwise) session.plan(array).stages().getFirst()).runLength();
  }

  @Test
  void resultsDoNotDependOnTheNumberOfWorkers() {
    ChunkedArray x = daily(DType.FLOAT64).array().multiply(1 / 3.0).sin();
    double[] mean = null;
    double[] byMonth = null;
    for (int workers : new int[] {1, 2, 5}) {
      try (Session session = Session.builder().memory("64 MiB").workers(workers).build();
          DenseArray m = session.compute(x.mean(0));
          DenseArray b = session.compute(x.groupBy(0, months(), 4).nanstd())) {
        mean = mean == null ? m.toDoubles() : mean;
        byMonth = byMonth == null ? b.toDoubles() : byMonth;
        assertArrayEquals(mean, m.toDoubles());
        assertArrayEquals(byMonth, b.toDoubles());
      }
    }
  }

  @Test
  void whereMemoryIsShortOrLoadsWaitOrDaysAreLeftOutTasksAreChunks() {
    MemorySource source = daily(DType.FLOAT64);
    ChunkedArray x = source.array();
    try (Session session = Session.builder().memory("2 MiB").workers(1).build()) {
      assertEquals(DAYS, tasks(session, x.mean(0)));
    }
    try (Session session = Session.builder().memory("256 MiB").workers(2).build()) {
      assertEquals(151, tasks(session, x.mean(0)));
      assertEquals(DAYS, tasks(session, x.mean(1)));
      assertEquals(
          DAYS, tasks(session, daily(DType.FLOAT64).withConcurrentLoads(4).array().mean(0)));
      long[] some = months();
      some[5] = -1;
      assertEquals(DAYS, tasks(session, x.groupBy(0, some, 4).mean()));
      assertEquals(151, tasks(session, x.groupBy(0, months(), 4).mean()));
    }
  }
}
