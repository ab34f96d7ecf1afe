package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.LongStream;
import org.hyperslab.block.DType;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Elements at indices along an axis; that they are right is also what RandomGraphsTest tests. */
@Timeout(60)
class TakeTest {
  private static double[] values(ChunkedArray array) {
    try (Session session = Session.builder().memory("64 MiB").workers(2).build();
        DenseArray r = session.compute(array)) {
      RunReport report = session.lastReport();
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
      return r.toDoubles();
    }
  }

  @Test
  void ascendingIndicesLoadOnlyTheChunksThatHoldThemOnce() {
    MemorySource source = MemorySource.counting(Shape.of(40, 3), 4, 2);
    ChunkedArray x = source.array().add(0.5).take(new long[] {1, 2, 2, 9, 38, -1}, 0);
    assertArrayEquals(new double[] {4.5, 7.5, 7.5, 28.5, 115.5, 118.5}, values(x.slice(":, 1")));
    assertEquals(1, source.mostLoads());
    assertEquals(3, source.allLoads());
  }

  @Test
  void indicesInAnyOrderLoadEachChunkOnce() {
    MemorySource source = MemorySource.counting(Shape.of(100, 6), 7, 4);
    long[] shuffled = LongStream.range(0, 300).map(i -> i * 37 % 100).toArray();
    double[] got = values(source.array().take(shuffled, 0).slice(":, 2"));
    for (int i = 0; i < got.length; i++) {
      assertEquals(6 * shuffled[i] + 2, got[i]);
    }
    assertEquals(1, source.mostLoads());
  }

  @Test
  void indicesInAnyOrderOfMoreThanFitsIntoMemoryLoadEachChunkOnce() {
    MemorySource source =
        MemorySource.counting(ChunkGrid.regular(Shape.of(256, 4096), 8, 4096), DType.FLOAT64);
    long[] shuffled = LongStream.range(0, 256).map(i -> i * 101 % 256).toArray();
    ChunkedArray x = source.array().take(shuffled, 0);
    MemorySink sink = MemorySink.like(x);
    try (Session session = Session.builder().memory("2 MiB").workers(2).build()) {
      RunReport report = sink.of(x).run(session);
      assertTrue(report.peakBytes() <= report.predictedPeakBytes(), report.toString());
    }
    assertEquals(1, source.mostLoads());
    for (int i = 0; i < 256; i++) {
      assertEquals(shuffled[i] * 4096 + 11, sink.flat().getDouble(i * 4096L + 11));
    }
  }

  @Test
  void anomaliesFromAClimatologyReadTheArrayTwice() {
    MemorySource source = MemorySource.counting(Shape.of(48, 5, 4), 10, 5, 2);
    long[] months = LongStream.range(0, 48).map(i -> i % 12).toArray();
    ChunkedArray x = source.array();
    ChunkedArray climatology = x.groupBy(0, months, 12).mean();
    double[] anomalies = values(x.subtract(climatology.take(months, 0)));
    for (int i = 0; i < anomalies.length; i++) {
      assertEquals(20 * 12 * (i / 240 - 1.5), anomalies[i]);
    }
    assertEquals(2, source.mostLoads());
  }

  @Test
  void takingFromJoinedArraysTakesFromTheirParts() {
    MemorySource a = MemorySource.counting(Shape.of(6, 2), 2, 2);
    MemorySource b = MemorySource.counting(Shape.of(6, 2), 2, 2);
    ChunkedArray x = ChunkedArray.concatenate(0, a.array(), b.array().add(100.0));
    assertArrayEquals(
        new double[] {0, 8, 10, 100, 108},
        values(x.take(new long[] {0, 4, 5, 6, 10}, 0).slice(":, 0")));
    assertEquals(2, a.allLoads());
    assertEquals(2, b.allLoads());
  }

  @Test
  void nothingIsTakenWithoutIndices() {
    assertArrayEquals(new double[0], values(ChunkedArray.zeros(3, 2).take(new long[0], 1)));
  }

  @Test
  void anIndexOutsideIsRefusedInNumPysWords() {
    ChunkedArray x = ChunkedArray.zeros(3, 4);
    assertEquals(
        "index 4 is out of bounds for axis 1 with size 4",
        assertThrows(IndexOutOfBoundsException.class, () -> x.take(new long[] {0, 4}, -1))
            .getMessage());
    assertThrows(IndexOutOfBoundsException.class, () -> x.take(new long[] {-4}, 0));
  }
}
