package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Medians and quantiles; NumPy's answers to many more are in NumpyVectorsTest. */
@Timeout(60)
class QuantileTest {
  private static final long SEED = Long.getLong("hyperslab.seed", 20250611);

  private static double[] values(ChunkedArray array) {
    try (Session session = Session.builder().memory("64 MiB").workers(2).build();
        DenseArray r = session.compute(array)) {
      return r.toDoubles();
    }
  }

  @Test
  void medianAndQuantileOverRandomAxesEqualTheSortedReference() {
    SplittableRandom random = new SplittableRandom(SEED);
    for (int i = 0; i < 150; i++) {
      int rank = 1 + random.nextInt(4);
      long[] extents = new long[rank];
      long[] chunk = new long[rank];
      for (int d = 0; d < rank; d++) {
        extents[d] = 1 + random.nextInt(rank < 3 ? 40 : 8);
        chunk[d] = 1 + random.nextInt((int) extents[d]);
      }
      Shape shape = Shape.of(extents);
      DType dtype = List.of(DType.INT16, DType.UINT32, DType.FLOAT32, DType.FLOAT64).get(i % 4);
      MemorySource source = new MemorySource("s", ChunkGrid.regular(shape, chunk), dtype);
      Naive x = new Naive(shape, dtype);
      boolean nans = dtype.isFloat() && random.nextInt(3) == 0;
      for (int e = 0; e < x.size(); e++) {
        x.set(e, random.nextInt(25));
        if (nans && random.nextInt(6) == 0) {
          x.set(e, Double.NaN);
        }
      }
      x.copyTo(source.flat());
      List<Integer> axes = new ArrayList<>();
      for (int d = 0; d < rank; d++) {
        if (random.nextInt(2) == 0 || (axes.isEmpty() && d == rank - 1)) {
          axes.add(d);
        }
      }
      boolean skip = random.nextBoolean();
      double q = random.nextInt(3) == 0 ? 0.5 : random.nextInt(11) / 10.0;
      int[] over = axes.stream().mapToInt(Integer::intValue).toArray();
      ChunkedArray a = source.array();
      ChunkedArray got =
          q == 0.5
              ? skip ? a.nanmedian(over) : a.median(over)
              : skip ? a.nanquantile(q, over) : a.quantile(q, over);
      String where = "seed=" + SEED + ", case=" + i + ", axes=" + axes + ", q=" + q + ", of=" + a;
      check(got, x.quantile(axes, q, skip), where);

      int axis = axes.get(random.nextInt(axes.size()));
      int n = (int) shape.dim(axis);
      int groups = 1 + random.nextInt(random.nextInt(4) == 0 ? 2 * n : 4);
      int[] labels = new int[n];
      for (int l = 0; l < n; l++) {
        labels[l] = random.nextInt(groups + 1) - 1;
      }
      NaiveGroups expected = new NaiveGroups(x, axis, labels, groups, axes);
      GroupedArray g = a.groupBy(axis, expected.longLabels(), groups).over(expected.others());
      check(
          q == 0.5 ? skip ? g.nanmedian() : g.median() : skip ? g.nanquantile(q) : g.quantile(q),
          expected.reduce((members, all) -> members.quantile(all, q, skip)),
          where + ", labels=" + java.util.Arrays.toString(labels));
    }
  }

  private static void check(ChunkedArray got, Naive expected, String where) {
    try (Session session = Session.builder().memory("16 MiB").workers(2).build();
        DenseArray r = session.compute(got)) {
      Block flat = Block.of(r.block().segment(), r.dtype(), Shape.of(r.shape().size()));
      assertNull(expected.differs(r.dtype(), r.shape(), flat), where);
      RunReport report = session.lastReport();
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), where + report);
    }
  }

  @Test
  void medianOverTheChunkedAxisOfAnArrayLargerThanTheBudgetReadsEachChunkOnce() {
    MemorySource source =
        MemorySource.counting(
            ChunkGrid.regular(Shape.of(101, 150, 200), 10, 75, 100), DType.FLOAT32);
    ChunkedArray median = source.array().median(0);
    try (Session session = Session.builder().memory("11 MiB").workers(2).build();
        DenseArray r = session.compute(median)) {
      for (long y = 0; y < 150; y += 7) {
        assertEquals(50 * 30_000 + y * 200 + 13, r.getDouble(y, 13));
      }
      RunReport report = session.lastReport();
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
      assertTrue(report.predictedPeakBytes() <= report.budgetBytes(), report.toString());
    }
    assertEquals(1, source.mostLoads());
  }

  @Test
  void quantilesOfNothingAreNaN() {
    ChunkedArray none = ChunkedArray.zeros(0, 2);
    assertArrayEquals(new double[] {Double.NaN, Double.NaN}, values(none.median(0)));
    assertArrayEquals(
        new double[] {Double.NaN, Double.NaN, Double.NaN, Double.NaN},
        values(none.groupBy(0, new long[0], 2).nanmedian()));
    assertArrayEquals(new double[0], values(none.median(1)));
  }

  @Test
  void infinitiesAreNumbers() {
    double inf = Double.POSITIVE_INFINITY;
    ChunkedArray x = ChunkedArray.fromJava(new double[] {inf, 1, -inf, 2, inf});
    assertArrayEquals(new double[] {2}, values(x.median()));
    assertArrayEquals(new double[] {inf}, values(x.quantile(0.75)));
    assertArrayEquals(new double[] {-inf}, values(x.quantile(0)));
    assertArrayEquals(new double[] {Double.NaN}, values(x.slice("0:4:2").median()));
  }

  @Test
  void rowsInUnkindOrdersAreSelectedFrom() {
    int n = 100_001;
    double[][] rows = new double[4][n];
    for (int i = 0; i < n; i++) {
      rows[0][i] = i;
      rows[1][i] = -i;
      rows[2][i] = Math.abs(i - n / 2);
      rows[3][i] = 7;
    }
    assertArrayEquals(
        new double[] {50_000, -50_000, 25_000, 7}, values(ChunkedArray.fromJava(rows).median(1)));
  }

  @Test
  void aQuantileBeyondOneIsRefused() {
    ChunkedArray x = ChunkedArray.zeros(3);
    assertEquals(
        "quantile must be in the range [0, 1]: q=1.5",
        assertThrows(IllegalArgumentException.class, () -> x.quantile(1.5, 0)).getMessage());
    assertThrows(IllegalArgumentException.class, () -> x.nanquantile(Double.NaN));
  }
}
