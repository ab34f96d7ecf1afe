package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How often chunks are loaded. */
class ReadsTest {
  private static Session session(String memory) {
    return Session.builder().memory(memory).workers(2).build();
  }

  private static void assertEachOnce(MemorySource source) {
    assertEquals(source.grid().count(), source.allLoads());
    assertEquals(1, source.mostLoads());
    assertEquals(0, source.wrongCalls());
  }

  @Test
  void elementwisePassLoadsEachChunkOnce() {
    MemorySource source = MemorySource.counting(Shape.of(70, 90), 8, 13);
    try (Session session = session("4 MiB");
        DenseArray r = source.array().add(1).sqrt().compute(session)) {
      assertEquals(Math.sqrt(6300), r.getDouble(69, 89));
    }
    assertEachOnce(source);
  }

  @Test
  void irregularChunksAreLoadedOnce() {
    ChunkGrid grid = ChunkGrid.irregular(Shape.of(10, 12), new long[][] {{1, 5, 2, 2}, {3, 8, 1}});
    MemorySource source = MemorySource.counting(grid, DType.INT32);
    try (Session session = session("4 MiB");
        DenseArray r = source.array().transpose().add(1).compute(session);
        DenseArray s = source.array().sum(0).compute(session)) {
      assertEquals(Shape.of(12, 10), r.shape());
      assertEquals(9 * 12 + 12, r.getDouble(11, 9));
      assertEquals(LongStream.range(0, 10).map(i -> 12 * i + 7).sum(), s.getLong(7));
    }
    assertEquals(2 * grid.count(), source.allLoads());
    assertEquals(2, source.mostLoads());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sum", "0", "1", "2", "0,2", "1,2"})
  void reductionLoadsEachChunkOnce(String axes) {
    MemorySource source = MemorySource.counting(Shape.of(12, 10, 14), 5, 3, 4);
    int[] over =
        axes.equals("sum")
            ? new int[0]
            : java.util.Arrays.stream(axes.split(",")).mapToInt(Integer::parseInt).toArray();
    try (Session session = session("4 MiB");
        DenseArray r = source.array().std(over).compute(session)) {
      assertTrue(r.getDouble(new long[r.shape().rank()]) > 0);
    }
    assertEachOnce(source);
  }

  @Test
  void sumWithTransposeLoadsEachChunkAboutOnceUnderABudgetOf64Chunks() {
    MemorySource source = MemorySource.counting(Shape.of(40 * 32, 40 * 32), 32, 32);
    MemorySink sink = new MemorySink("out", source.grid(), DType.FLOAT64);
    ChunkedArray x = source.array();
    try (Session session = session(64 * 8192 + "B")) {
      sink.of(x.add(x.transpose())).run(session);
      assertEquals(0, session.budget().used());
    }
    assertTrue(sink.isWhole());
    double[] all = sink.toDoubles();
    for (int i = 0; i < 1280; i += 7) {
      for (int j = 0; j < 1280; j += 11) {
        assertEquals((double) (1280 * i + j) + (1280 * j + i), all[1280 * i + j]);
      }
    }
    assertTrue(source.allLoads() <= 1.05 * 1600, "loads=" + source.allLoads());
  }

  @Test
  void reductionOfSumWithTransposeLoadsEachChunkAboutOnce() {
    MemorySource source = MemorySource.counting(Shape.of(40 * 8, 40 * 8), 8, 8);
    ChunkedArray x = source.array();
    try (Session session = session("1 MiB");
        DenseArray r = x.add(x.transpose()).mean(1).compute(session)) {
      assertEquals(320, r.shape().size());
    }
    assertTrue(source.allLoads() <= 1.05 * 1600, "loads=" + source.allLoads());
  }

  @Test
  void sliceLoadsOnlyWhatItNeeds() {
    MemorySource source = MemorySource.counting(Shape.of(100, 100), 10, 10);
    try (Session session = session("4 MiB");
        DenseArray r = source.array().add(1).slice("25:35, ::-40").compute(session)) {
      assertArrayEquals(new long[] {10, 3}, r.shape().toArray());
      assertEquals(2500 + 99 + 1, r.getDouble(0, 0));
      assertEquals(3400 + 19 + 1, r.getDouble(9, 2));
    }
    for (long c = 0; c < 100; c++) {
      boolean needed = (c / 10 == 2 || c / 10 == 3) && (c % 10 == 9 || c % 10 == 5 || c % 10 == 1);
      assertEquals(needed ? 1 : 0, source.loads(c), "chunk " + c);
    }
  }

  @Test
  void stepsLargerThanChunksSkipChunks() {
    MemorySource source = MemorySource.counting(Shape.of(1000), 10);
    try (Session session = session("4 MiB");
        DenseArray r = source.array().slice("5::100").sum().compute(session)) {
      assertEquals(10 * 5 + 100 * 45, r.scalar());
    }
    assertEquals(10, source.allLoads());
  }

  @Test
  void sliceOfReductionReducesOnlyWhatItShows() {
    MemorySource source = MemorySource.counting(Shape.of(100, 100), 10, 10);
    try (Session session = session("4 MiB");
        DenseArray r = source.array().sum(0).slice("-1").compute(session)) {
      assertEquals(100 * 99 + 100 * (99 * 100 / 2), r.scalar());
    }
    assertEquals(10, source.allLoads());
  }

  @Test
  void meanAndStdInOneRunLoadEachChunkOnce() {
    MemorySource source = MemorySource.counting(Shape.of(60, 60), 7, 9);
    ChunkedArray x = source.array();
    try (Session session = session("4 MiB")) {
      List<DenseArray> r = session.computeAll(x.mean(), x.std());
      assertEquals(1799.5, r.get(0).scalar());
      assertEquals(Math.sqrt((3600.0 * 3600 - 1) / 12), r.get(1).scalar(), 1e-9);
      r.forEach(DenseArray::close);
      assertEquals(0, session.budget().used());
    }
    assertEachOnce(source);
  }

  @Test
  void meanPlusStdLoadsEachChunkOnce() {
    MemorySource source = MemorySource.counting(Shape.of(60, 60), 7, 9);
    ChunkedArray x = source.array();
    try (Session session = session("4 MiB");
        DenseArray r = x.mean().add(x.std()).compute(session)) {
      assertEquals(1799.5 + Math.sqrt((3600.0 * 3600 - 1) / 12), r.scalar(), 1e-9);
    }
    assertEachOnce(source);
  }

  @Test
  void reductionsOverDifferentAxesInOneRunLoadEachChunkOnce() {
    MemorySource source = MemorySource.counting(Shape.of(60, 60), 7, 9);
    ChunkedArray x = source.array();
    try (Session session = session("4 MiB")) {
      List<DenseArray> r = session.computeAll(x.sum(0), x.max(1), x.min(), x.multiply(2));
      assertEquals(60 * 59 * 30, r.get(0).getDouble(0));
      assertEquals(119, r.get(1).getDouble(1));
      assertEquals(0, r.get(2).scalar());
      assertEquals(7198, r.get(3).getDouble(59, 59));
      r.forEach(DenseArray::close);
    }
    assertEachOnce(source);
  }

  @Test
  void reductionsOfOverlappingSourcesShareOneStage() {
    MemorySource a = MemorySource.counting(Shape.of(60, 60), 7, 9);
    MemorySource b = MemorySource.counting(Shape.of(60, 60), 7, 9);
    ChunkedArray x = a.array();
    ChunkedArray y = b.array();
    try (Session session = session("4 MiB")) {
      List<DenseArray> r = session.computeAll(x.max(), y.min().add(y.multiply(x).max()));
      assertEquals(3599, r.get(0).scalar());
      assertEquals(3599.0 * 3599, r.get(1).scalar());
      r.forEach(DenseArray::close);
    }
    assertEachOnce(a);
    assertEachOnce(b);
  }

  @Test
  void severalWritesInOneRunShareReads() {
    MemorySource source = MemorySource.counting(Shape.of(60, 60), 7, 9);
    ChunkedArray x = source.array();
    MemorySink one = MemorySink.like(x.add(1));
    MemorySink two = MemorySink.like(x.multiply(2));
    MemorySink three = MemorySink.like(x.mean(0));
    try (Session session = session("4 MiB")) {
      session.run(one.of(x.add(1)), two.of(x.multiply(2)), three.of(x.mean(0)));
      assertEquals(0, session.budget().used());
    }
    assertTrue(one.isWhole() && two.isWhole() && three.isWhole());
    assertEquals(3600, one.toDoubles()[3599]);
    assertEquals(7198, two.toDoubles()[3599]);
    assertEquals(30 * 59.0, three.toDoubles()[0]);
    assertEachOnce(source);
  }

  @Test
  void broadcastOperandIsLoadedOncePerChunk() {
    MemorySource big = MemorySource.counting(Shape.of(60, 60), 7, 9);
    MemorySource row = MemorySource.counting(Shape.of(60), 9);
    try (Session session = session("4 MiB");
        DenseArray r = big.array().subtract(row.array()).compute(session)) {
      assertEquals(3599 - 59, r.getDouble(59, 59));
    }
    assertEachOnce(big);
    assertEachOnce(row);
  }

  @Test
  void misalignedOperandIsLoadedOncePerChunkWhileTheCacheHasRoom() {
    MemorySource big = MemorySource.counting(Shape.of(60, 60), 20, 20);
    MemorySource other = MemorySource.counting(Shape.of(60, 60), 13, 9);
    try (Session session = session("4 MiB");
        DenseArray r = big.array().subtract(other.array()).sum().compute(session)) {
      assertEquals(0, r.scalar());
    }
    assertEachOnce(big);
    assertEachOnce(other);
  }

  @Test
  void concatenatedArraysAreLoadedOncePerChunk() {
    MemorySource a = MemorySource.counting(Shape.of(60, 60), 7, 9);
    MemorySource b = MemorySource.counting(Shape.of(20, 60), 7, 9);
    try (Session session = session("4 MiB");
        DenseArray r = ChunkedArray.concatenate(0, a.array(), b.array()).compute(session)) {
      assertEquals(1199, r.getDouble(79, 59));
    }
    assertEachOnce(a);
    assertEachOnce(b);
  }

  @Test
  void rechunkIntoAStoreLoadsEachChunkOncePerPass() {
    MemorySource source = MemorySource.counting(Shape.of(128, 128), 128, 4);
    MemorySink sink =
        new MemorySink("out", ChunkGrid.regular(Shape.of(128, 128), 4, 128), DType.FLOAT64);
    try (Session session = session("4 MiB")) {
      sink.of(source.array()).run(session);
    }
    assertTrue(sink.isWhole());
    assertEquals(127 * 128 + 5, sink.toDoubles()[127 * 128 + 5]);
    assertEachOnce(source);
  }

  @Test
  void rechunkLoadsABroadcastOperandOncePerChunk() {
    MemorySource source = MemorySource.counting(Shape.of(128, 128), 128, 4);
    MemorySource row = MemorySource.counting(Shape.of(128), 128);
    MemorySink sink =
        new MemorySink("out", ChunkGrid.regular(Shape.of(128, 128), 4, 128), DType.FLOAT64);
    try (Session session = session("4 MiB")) {
      sink.of(source.array().subtract(row.array())).run(session);
    }
    assertTrue(sink.isWhole());
    assertEquals(127 * 128, sink.toDoubles()[127 * 128 + 5]);
    assertEachOnce(source);
    assertEachOnce(row);
  }

  @Test
  void rechunkThatDoesNotFitGoesThroughAScratchFile() {
    MemorySource source = MemorySource.counting(Shape.of(512, 512), 512, 4);
    MemorySink sink =
        new MemorySink("out", ChunkGrid.regular(Shape.of(512, 512), 4, 512), DType.FLOAT64);
    try (Session session = session("300 kB")) {
      sink.of(source.array()).run(session);
      assertEquals(0, session.budget().used());
    }
    assertTrue(sink.isWhole());
    double[] all = sink.toDoubles();
    for (int i = 0; i < all.length; i += 97) {
      assertEquals(i, all[i]);
    }
    assertTrue(source.mostLoads() <= 3, "most loads=" + source.mostLoads());
  }

  @Test
  void slowSourcesAreLoadedByMoreThreadsThanWorkersAndStillOnce() {
    MemorySource source =
        MemorySource.counting(Shape.of(60, 60), 7, 9).withConcurrentLoads(8).withScratch(100);
    ChunkedArray x = source.array();
    try (Session session = session("4 MiB");
        DenseArray r = x.add(x.transpose()).sum().compute(session)) {
      assertEquals(3600.0 * 3599, r.scalar());
    }
    assertEachOnce(source);
  }
}
