package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Reduction;
import org.junit.jupiter.api.Test;

/** What NumPy's vectors don't cover: scalars, empty and huge arrays, user reductions. */
class SemanticsTest {
  private static final Session SESSION = Session.builder().memory("32 MiB").workers(2).build();

  private static double[] doubles(ChunkedArray a) {
    try (DenseArray r = a.compute(SESSION)) {
      return r.toDoubles();
    }
  }

  private static long[] longs(ChunkedArray a) {
    try (DenseArray r = a.compute(SESSION)) {
      return r.toLongs();
    }
  }

  private static ChunkedArray of(DType dtype, long... values) {
    return ChunkedArray.fromJava(values).cast(dtype);
  }

  private static String refusal(Runnable use) {
    return assertThrows(IllegalArgumentException.class, use::run).getMessage();
  }

  // ---- scalars

  @Test
  void scalarsAreWeak() {
    assertEquals(DType.FLOAT32, of(DType.FLOAT32, 1).multiply(2.0).dtype());
    assertEquals(DType.FLOAT32, of(DType.FLOAT32, 1).multiply(2).dtype());
    assertEquals(DType.FLOAT64, of(DType.INT32, 1).multiply(2.0).dtype());
    assertEquals(DType.INT8, of(DType.INT8, 1).multiply(2).dtype());
    assertEquals(DType.INT64, of(DType.BOOL, 1).add(1).dtype());
    assertEquals(DType.FLOAT64, of(DType.BOOL, 1).add(1.0).dtype());
    assertEquals(DType.FLOAT64, of(DType.INT8, 1).divide(2).dtype());
    assertEquals(DType.FLOAT64, of(DType.FLOAT32, 1).multiply(ChunkedArray.scalar(2)).dtype());
  }

  @Test
  void integerScalarThatDoesNotFitIsRefused() {
    assertEquals("integer 300 out of bounds for int8", refusal(() -> of(DType.INT8, 1).add(300)));
    assertEquals("integer -1 out of bounds for uint8", refusal(() -> of(DType.UINT8, 1).add(-1)));
    assertEquals(
        "integer -1 out of bounds for uint64", refusal(() -> of(DType.UINT64, 1).multiply(-1)));
  }

  @Test
  void comparisonsWithScalarsThatDoNotFitAreAnswered() {
    assertArrayEquals(new long[] {1, 1}, longs(of(DType.INT8, -128, 127).less(300)));
    assertArrayEquals(new long[] {0, 0}, longs(of(DType.UINT8, 0, 255).equal(-1)));
    assertArrayEquals(new long[] {1, 1}, longs(of(DType.UINT64, 0, -1).greater(-1)));
  }

  @Test
  void uint64IsComparedWithSignedIntegersAsNumbers() {
    ChunkedArray u = of(DType.UINT64, 0, Long.MAX_VALUE, Long.MIN_VALUE, -1, 5);
    ChunkedArray s = of(DType.INT64, -1, Long.MAX_VALUE - 1, Long.MAX_VALUE, -1, 5);
    assertArrayEquals(new long[] {0, 0, 0, 0, 1}, longs(u.equal(s)));
    assertArrayEquals(new long[] {1, 1, 1, 1, 0}, longs(u.notEqual(s)));
    assertArrayEquals(new long[] {0, 0, 0, 0, 0}, longs(u.less(s)));
    assertArrayEquals(new long[] {0, 0, 0, 0, 1}, longs(u.lessEqual(s)));
    assertArrayEquals(new long[] {1, 1, 1, 1, 0}, longs(u.greater(s)));
    assertArrayEquals(new long[] {1, 1, 1, 1, 1}, longs(u.greaterEqual(s)));
    assertArrayEquals(new long[] {1, 1, 1, 1, 0}, longs(s.less(u)));
    assertArrayEquals(new long[] {1, 1, 1, 1, 1}, longs(s.lessEqual(u)));
    assertArrayEquals(new long[] {0, 0, 0, 0, 0}, longs(s.greater(u)));
    assertArrayEquals(
        new long[] {0, 0, 0, 0, 1}, longs(s.cast(DType.INT8).equal(u).logicalAnd(s.equal(u))));
  }

  @Test
  void integersWrap() {
    assertArrayEquals(new long[] {255}, longs(of(DType.UINT8, 0).subtract(1)));
    assertArrayEquals(new long[] {-128}, longs(of(DType.INT8, 127).add(1)));
    assertArrayEquals(new long[] {Long.MIN_VALUE}, longs(of(DType.INT64, Long.MAX_VALUE).add(1)));
    assertArrayEquals(new long[] {-128}, longs(of(DType.INT8, -128).abs()));
    assertArrayEquals(new long[] {Long.MIN_VALUE}, longs(of(DType.INT64, Long.MAX_VALUE, 1).sum()));
  }

  @Test
  void refusalsAreNumPys() {
    ChunkedArray b = of(DType.BOOL, 1, 0);
    assertTrue(refusal(() -> b.subtract(b)).startsWith("boolean subtract"));
    assertTrue(refusal(b::negative).contains("not supported"));
    ChunkedArray i = of(DType.INT32, 1, 2);
    assertEquals(
        "Integers to negative integer powers are not allowed.", refusal(() -> i.power(-1)));
    assertTrue(refusal(() -> i.cast(DType.FLOAT64).bitwiseAnd(i)).contains("not supported"));
    assertTrue(refusal(() -> i.add(of(DType.INT32, 1, 2, 3))).contains("(2,)"));
    assertTrue(refusal(() -> i.sum(1)).contains("axis out of range"));
    assertTrue(refusal(() -> i.sum(0, -1)).contains("duplicate axis"));
    assertThrows(IndexOutOfBoundsException.class, () -> i.slice("2"));
    assertTrue(refusal(() -> i.slice("0, 0")).contains("too many indices"));
  }

  // ---- empty and 0-d

  @Test
  void emptyArraysGoThroughEverything() {
    ChunkedArray e = ChunkedArray.zeros(Shape.of(0, 3), DType.FLOAT64, Chunks.of(1, 2));
    assertEquals(Shape.of(3, 0), e.transpose().compute(SESSION).shape());
    assertEquals(0, doubles(e.add(1).sqrt()).length);
    assertArrayEquals(new double[] {0, 0, 0}, doubles(e.sum(0)));
    assertArrayEquals(new double[] {1, 1, 1}, doubles(e.prod(0)));
    assertTrue(Double.isNaN(doubles(e.mean())[0]));
    assertArrayEquals(new long[] {1}, longs(e.all()));
    assertEquals(0, doubles(e.max(1)).length);
    assertEquals(0, doubles(e.argmax(1)).length);
    assertEquals(
        "zero-size array to reduction operation minimum which has no identity",
        refusal(() -> e.min(0)).replace("min ", "minimum "));
    assertTrue(refusal(() -> e.argmax()).startsWith("attempt to get argmax of an empty sequence"));
    assertEquals(0, doubles(e.subtract(e.mean(Axes.of(0).keepDims()))).length);
    assertEquals(0, doubles(e.rechunk(1, 3).mapBlocks(DType.FLOAT64, (i, p, o) -> {})).length);
    assertArrayEquals(
        new double[] {1, 1},
        doubles(
            ChunkedArray.concatenate(
                0, e.slice(":, :2"), ChunkedArray.ones(1, 2), e.slice("::-1, 1:"))));
    assertEquals(Shape.of(2, 0, 3), ChunkedArray.stack(0, e, e).compute(SESSION).shape());
    MemorySink sink = new MemorySink("s", ChunkGrid.regular(Shape.of(0, 3), 2, 2), DType.FLOAT64);
    sink.of(e.add(1)).run(SESSION);
    assertTrue(sink.isWhole());
  }

  @Test
  void scalarsAreArraysOfRankZero() {
    ChunkedArray s = ChunkedArray.scalar(3);
    assertArrayEquals(new double[] {3}, doubles(s.sum()));
    assertArrayEquals(new double[] {0}, doubles(s.var()));
    assertArrayEquals(new long[] {0}, longs(s.argmax()));
    assertArrayEquals(new double[] {4}, doubles(s.add(1).transpose()));
    assertEquals(Shape.of(1), s.expandDims(0).compute(SESSION).shape());
    assertArrayEquals(new double[] {3, 3, 3}, doubles(s.broadcastTo(3)));
    assertArrayEquals(new double[] {3}, doubles(s.slice("...")));
    MemorySink sink = new MemorySink("s", ChunkGrid.single(Shape.of()), DType.FLOAT64);
    sink.of(s).run(SESSION);
    assertArrayEquals(new double[] {3}, sink.toDoubles());
  }

  // ---- huge

  @Test
  void hugeArraysCostOnlyWhatIsSeen() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          ChunkedArray z = ChunkedArray.zeros(1_000_000_000_000L).add(1);
          assertArrayEquals(
              new double[] {1, 1, 1}, doubles(z.slice("5:999999999999:400000000000")));
          assertArrayEquals(new double[] {1}, doubles(z.slice("-1")));
          ChunkedArray n = ChunkedArray.arange(1L << 62);
          assertArrayEquals(new long[] {(1L << 62) - 1, (1L << 62) - 2}, longs(n.slice(":-3:-1")));
          assertArrayEquals(new long[] {(1L << 61) + 1}, longs(n.slice("2305843009213693953")));
          ChunkedArray square =
              ChunkedArray.ones(
                  Shape.of(3_037_000_499L, 3_037_000_499L), DType.INT8, Chunks.of(1000, 1000));
          assertEquals(
              3.0,
              doubles(square.add(square.transpose()).slice("7, 3000000000:3000000003").sum())[0]
                  / 2);
          assertArrayEquals(
              new long[] {5},
              longs(square.expandDims(0).flip().slice("0, :5, 77").cast(DType.INT64).sum()));
        });
  }

  @Test
  void shapesBeyondALongAreRefused() {
    assertTrue(refusal(() -> Shape.of(1L << 32, 1L << 31)).contains("too many elements"));
    assertTrue(
        refusal(() -> ChunkedArray.ones(1).broadcastTo(1L << 40, 1L << 40))
            .contains("too many elements"));
    assertEquals(0, Shape.of(1L << 62, 1L << 62, 0).size());
  }

  @Test
  void millionChunksOfOneElementRunInSeconds() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          ChunkedArray x =
              ChunkedArray.arange(0, 1_000_000, 1, Chunks.of(1)).cast(DType.FLOAT64).add(1);
          assertArrayEquals(new double[] {500_000_500_000.0}, doubles(x.sum()));
        });
  }

  // ---- user reductions

  /** The geometric mean: count and sum of logarithms. */
  private record GeometricMean() implements Reduction {
    @Override
    public int stateSize() {
      return 2;
    }

    @Override
    public DType resultType(DType input) {
      if (!input.isFloat()) {
        throw new IllegalArgumentException("geometric mean is for floats: " + input);
      }
      return DType.FLOAT64;
    }

    @Override
    public void identity(Block state) {
      for (long c = 0; c < state.shape().dim(1); c++) {
        state.setDouble(0, 0, c);
        state.setDouble(0, 1, c);
      }
    }

    @Override
    public void fold(Block state, Block values) {
      for (long c = 0; c < values.shape().dim(0); c++) {
        for (long i = 0; i < values.shape().dim(1); i++) {
          state.setDouble(state.getDouble(0, c) + 1, 0, c);
          state.setDouble(state.getDouble(1, c) + Math.log(values.getDouble(c, i)), 1, c);
        }
      }
    }

    @Override
    public void combine(Block state, Block later) {
      for (long c = 0; c < state.shape().dim(1); c++) {
        state.setDouble(state.getDouble(0, c) + later.getDouble(0, c), 0, c);
        state.setDouble(state.getDouble(1, c) + later.getDouble(1, c), 1, c);
      }
    }

    @Override
    public void finish(Block state, long count, Block result) {
      for (long c = 0; c < state.shape().dim(1); c++) {
        assertEquals(count, state.getDouble(0, c));
        result.setDouble(Math.exp(state.getDouble(1, c) / count), c);
      }
    }
  }

  /** The elements in the order in which they are folded, as digits: shows that order is kept. */
  private record Digits() implements Reduction {
    @Override
    public int stateSize() {
      return 2;
    }

    @Override
    public DType resultType(DType input) {
      return DType.INT64;
    }

    @Override
    public void identity(Block state) {
      for (long c = 0; c < state.shape().dim(1); c++) {
        state.setDouble(0, 0, c);
        state.setDouble(1, 1, c);
      }
    }

    @Override
    public void fold(Block state, Block values) {
      for (long c = 0; c < values.shape().dim(0); c++) {
        for (long i = 0; i < values.shape().dim(1); i++) {
          state.setDouble(state.getDouble(0, c) * 10 + values.getDouble(c, i), 0, c);
          state.setDouble(state.getDouble(1, c) * 10, 1, c);
        }
      }
    }

    @Override
    public void combine(Block state, Block later) {
      for (long c = 0; c < state.shape().dim(1); c++) {
        state.setDouble(
            state.getDouble(0, c) * later.getDouble(1, c) + later.getDouble(0, c), 0, c);
        state.setDouble(state.getDouble(1, c) * later.getDouble(1, c), 1, c);
      }
    }

    @Override
    public void finish(Block state, long count, Block result) {
      for (long c = 0; c < state.shape().dim(1); c++) {
        result.setLong((long) state.getDouble(0, c), c);
      }
    }
  }

  @Test
  void userReductionsAreReductions() {
    MemorySource source = MemorySource.counting(Shape.of(6, 5, 4), 2, 3, 3);
    ChunkedArray x = source.array().add(1);
    ChunkedArray all = x.reduce(new GeometricMean(), Axes.all());
    ChunkedArray some = x.reduce(new GeometricMean(), Axes.of(0, 2).keepDims());
    List<DenseArray> r = SESSION.computeAll(all, some, x.log().mean().exp());
    assertEquals(r.get(2).scalar(), r.get(0).scalar(), 1e-10);
    assertEquals(Shape.of(1, 5, 1), r.get(1).shape());
    double sum = 0;
    for (int i = 0; i < 6; i++) {
      for (int k = 0; k < 4; k++) {
        sum += Math.log(1 + i * 20 + 3 * 4 + k);
      }
    }
    assertEquals(Math.exp(sum / 24), r.get(1).getDouble(0, 3, 0), 1e-10);
    r.forEach(DenseArray::close);
    assertEquals(1, source.mostLoads());
    assertTrue(
        refusal(() -> x.cast(DType.INT32).reduce(new GeometricMean(), Axes.all()))
            .contains("int32"));
  }

  @Test
  void partsOfUserReductionsCombineInOrder() {
    ChunkedArray digits = MemorySource.counting(Shape.of(10), 3).array();
    assertArrayEquals(new long[] {123_456_789}, longs(digits.reduce(new Digits(), Axes.all())));
    ChunkedArray rows = MemorySource.counting(Shape.of(9, 2), 2, 1).array().remainder(10);
    assertArrayEquals(
        new long[] {24_680_246L, 135_791_357L}, longs(rows.reduce(new Digits(), Axes.of(0))));
  }

  @Test
  void argmaxOverSeveralAxesCountsInCOrder() {
    MemorySource source = MemorySource.counting(Shape.of(4, 5, 6), 3, 2, 4);
    ChunkedArray x = source.array().subtract(50).abs().negative();
    // Element 50 is [1, 3, 2].
    assertArrayEquals(new long[] {50}, longs(x.argmax()));
    assertEquals(1 * 6 + 2, longs(x.argmax(2, 0))[3]);
    assertEquals(3 * 6 + 2, longs(x.argmax(1, 2))[1]);
  }
}
