package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hyperslab.block.BudgetExceededException;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reductions by groups along an axis; that they are right is also what RandomGraphsTest tests. */
@Timeout(60)
class GroupByTest {
  private static long[] cyclic(int n, int groups) {
    return LongStream.range(0, n).map(i -> i % groups).toArray();
  }

  private static long[] years(int n, int length) {
    return LongStream.range(0, n).map(i -> i / length).toArray();
  }

  private static Session session(String memory) {
    return Session.builder().memory(memory).workers(2).build();
  }

  @Test
  void everyChunkIsLoadedOnceForAllGroupsAndReductionsOfARun() {
    MemorySource packed =
        MemorySource.counting(ChunkGrid.regular(Shape.of(24, 6, 8), 5, 3, 4), DType.INT16);
    ChunkedArray x = packed.array().multiply(0.5).add(1.0);
    try (Session session = session("64 MiB")) {
      List<DenseArray> r =
          session.computeAll(
              x.groupBy(0, cyclic(24, 12), 12).mean(),
              x.groupBy(0, years(24, 12), 2).std(),
              x.groupBy(1, new long[] {0, 0, 1, 1, -1, 0}, 2).over(0, 2).max(),
              x.mean(0));
      assertEquals(1, packed.mostLoads());
      // Element (t, y, x) is 0.5 * (48 t + 8 y + x) + 1; group 3 of 12 holds t = 3 and 15.
      assertEquals(0.5 * (48 * 9 + 8 * 2 + 5) + 1, r.get(0).getDouble(3, 2, 5));
      assertEquals(0.5 * 48 * Math.sqrt((144 - 1) / 12.0), r.get(1).getDouble(1, 5, 7), 1e-9);
      assertEquals(0.5 * (48 * 23 + 8 * 5 + 7) + 1, r.get(2).getDouble(0));
      assertEquals(0.5 * (48 * 23 + 8 * 3 + 7) + 1, r.get(2).getDouble(1));
      r.forEach(DenseArray::close);
      assertEquals(0, session.budget().used());
    }
  }

  @Test
  void groupsWithoutElementsAreFinishedInTheMemoryThatWasPlanned() {
    ChunkedArray nothing = ChunkedArray.zeros(7, 8, 0, 2).rechunk(3, 5, 1, 1);
    long[] none = LongStream.range(0, 300).map(i -> -1).toArray();
    try (Session session = session("1 MiB")) {
      double[] means =
          session.compute(nothing.groupBy(2, new long[0], 251).over(1, 3).nanmean()).toDoubles();
      assertEquals(7 * 251, means.length);
      assertTrue(Arrays.stream(means).allMatch(Double::isNaN));
      double[] sums =
          session.compute(ChunkedArray.ones(300).groupBy(0, none, 9000).sum()).toDoubles();
      assertArrayEquals(new double[9000], sums);
    }
  }

  @Test
  void whatIsLeftOutIsNotLoaded() {
    MemorySource source = MemorySource.counting(Shape.of(12, 4), 3, 4);
    long[] labels = new long[12];
    Arrays.fill(labels, -1);
    labels[4] = 0;
    labels[11] = 1;
    try (Session session = session("64 MiB");
        DenseArray sum = session.compute(source.array().groupBy(0, labels, 2).sum())) {
      assertArrayEquals(new double[] {16, 17, 18, 19, 44, 45, 46, 47}, sum.toDoubles());
    }
    assertEquals(0, source.loads(0));
    assertEquals(1, source.loads(1));
    assertEquals(0, source.loads(2));
    assertEquals(1, source.loads(3));
  }

  @Test
  void aViewOfTheResultComputesOnlyTheGroupsThatItShows() {
    MemorySource source = MemorySource.counting(Shape.of(12, 4), 3, 2);
    ChunkedArray sums = source.array().groupBy(0, years(12, 3), 4).sum();
    try (Session session = session("64 MiB");
        DenseArray some = session.compute(sums.slice("3:0:-2, 2:"))) {
      assertArrayEquals(new double[] {126, 129, 54, 57}, some.toDoubles());
    }
    assertEquals(2, source.allLoads());
  }

  @Test
  void groupsWithoutElementsGiveWhatReductionsOfNothingGive() {
    ChunkedArray floats = ChunkedArray.fromJava(new float[] {1, 2, Float.NaN});
    ChunkedArray shorts = ChunkedArray.fromJava(new short[] {1, 2, 3});
    long[] labels = {0, 0, 2};
    GroupedArray f = floats.groupBy(-1, labels, 3);
    GroupedArray s = shorts.groupBy(0, labels, 3);
    assertArrayEquals(new double[] {3, 0, Double.NaN}, values(f.sum()));
    assertArrayEquals(new double[] {3, 0, 0}, values(f.nansum()));
    assertArrayEquals(new double[] {2, 1, Double.NaN}, values(f.prod()));
    assertArrayEquals(new double[] {1.5, Double.NaN, Double.NaN}, values(f.nanmean()));
    assertArrayEquals(new double[] {1, Double.NaN, Double.NaN}, values(f.min()));
    assertArrayEquals(new double[] {2, Double.NaN, Double.NaN}, values(f.nanmax()));
    assertArrayEquals(new double[] {0.25, Double.NaN, Double.NaN}, values(f.var()));
    assertArrayEquals(new double[] {0.5, Double.NaN, Double.NaN}, values(f.nanvar(1)));
    assertArrayEquals(new double[] {2, 0, 0}, values(f.count()));
    assertArrayEquals(new double[] {2, 0, 1}, values(s.count()));
    assertArrayEquals(new double[] {1.5, Double.NaN, 3}, values(s.mean()));
    assertArrayEquals(new double[] {1, 0, 1}, values(f.any()));
    assertArrayEquals(new double[] {1, 1, 1}, values(f.all()));
    String wrong = assertThrows(IllegalArgumentException.class, s::min).getMessage();
    assertEquals("group without elements has no min: group=1, dtype=int16", wrong);
  }

  private static double[] values(ChunkedArray array) {
    try (Session session = session("16 MiB");
        DenseArray r = session.compute(array)) {
      return r.toDoubles();
    }
  }

  @Test
  void wrongLabelsAreRefusedAtOnce() {
    ChunkedArray x = ChunkedArray.zeros(3, 4);
    assertEquals(
        "a label per index is needed: labels=2, axis=0, extent=3",
        assertThrows(IllegalArgumentException.class, () -> x.groupBy(0, new long[2], 1))
            .getMessage());
    assertEquals(
        "label out of range: index=1, label=2, groups=2",
        assertThrows(IllegalArgumentException.class, () -> x.groupBy(-2, new long[] {0, 2, 1}, 2))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> x.groupBy(0, new long[] {0, 0, 0}, 1).over(0));
  }

  @Test
  void resultsDoNotDependOnTheNumberOfWorkers() {
    ChunkedArray x =
        Random.seeded(7).normal(Shape.of(365, 40, 50), Chunks.of(1, 40, 50)).cast(DType.FLOAT32);
    long[] months = LongStream.range(0, 365).map(i -> i / 31).toArray();
    double[] first = null;
    for (int workers : new int[] {1, 2, 5}) {
      try (Session session = Session.builder().memory("64 MiB").workers(workers).build();
          DenseArray r = session.compute(x.groupBy(0, months, 12).var(1))) {
        double[] all = r.toDoubles();
        first = first == null ? all : first;
        assertArrayEquals(first, all);
      }
    }
  }

  @Test
  void groupsThatFollowTheAxisNeedTheMemoryOfOne() {
    ChunkedArray x = MemorySource.counting(Shape.of(200, 100, 200), 10, 100, 200).array();
    MemorySink sink = MemorySink.like(x.groupBy(0, years(200, 10), 20).mean());
    try (Session session = Session.builder().memory("64 MiB").workers(1).build()) {
      RunReport yearly = sink.of(x.groupBy(0, years(200, 10), 20).mean()).run(session);
      assertTrue(yearly.peakBytes() <= yearly.predictedPeakBytes(), yearly.toString());
      assertTrue(yearly.predictedPeakBytes() < 8 << 20, yearly.toString());
    }
    assertTrue(sink.isWhole());
  }

  @Test
  void statesOfManyGroupsThatDoNotFitAreSplitAndChunksStillLoadedOnce() {
    int n = 400;
    MemorySource source =
        MemorySource.counting(ChunkGrid.regular(Shape.of(n, 60, 80), 1, 60, 80), DType.FLOAT32);
    ChunkedArray means = source.array().groupBy(0, cyclic(n, 200), 200).mean();
    MemorySink sink = MemorySink.like(means);
    // The states of 200 groups of 60 x 80 means take 15 MiB.
    try (Session session = session("4 MiB")) {
      RunReport report = sink.of(means).run(session);
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
      assertTrue(report.predictedPeakBytes() <= report.budgetBytes(), report.toString());
    }
    assertTrue(sink.isWhole());
    assertEquals(1, source.mostLoads());
    for (long i = 0; i < 200 * 4800; i += 997) {
      assertEquals(i + 480_000.0, sink.flat().getDouble(i));
    }
  }

  @Test
  void aBudgetThatIsTooSmallIsRefusedWithTheOneThatIsEnough() {
    MemorySource source = MemorySource.counting(Shape.of(40, 64, 64), 1, 64, 64);
    ChunkedArray means = source.array().groupBy(0, cyclic(40, 20), 20).mean();
    BudgetExceededException e;
    try (Session session = Session.builder().memory("20 KiB").workers(1).build()) {
      MemorySink sink = MemorySink.like(means);
      e = assertThrows(BudgetExceededException.class, () -> sink.of(means).run(session));
    }
    assertEquals(0, source.allLoads());
    MemorySink sink = MemorySink.like(means);
    try (Session session = Session.builder().memory(e.neededBytes()).workers(1).build()) {
      sink.of(means).run(session);
    }
    assertTrue(sink.isWhole());
  }
}
