package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.hyperslab.block.DType;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

class UnpackTest {
  private static final int LENGTH = 2048 + 37;

  private static ChunkedArray packed(DType dtype, Random random) {
    double[] values = new double[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      values[i] = random.nextInt(9) == 0 ? 7 : random.nextInt(250) - (dtype.isFloat() ? 0.5 : 0);
    }
    ChunkedArray x = ChunkedArray.fromJava(values).cast(dtype);
    return dtype.kind() == DType.Kind.SIGNED ? x.subtract(100L) : x;
  }

  @Test
  void oneGivesTheBitsOfManyOperations() {
    long seed = 3;
    Random random = new Random(seed);
    try (Session session = Session.builder().memory("64MiB").build()) {
      for (DType from : DType.values()) {
        if (from == DType.BOOL) {
          continue;
        }
        for (int round = 0; round < 8; round++) {
          DType to = round % 2 == 0 ? DType.FLOAT32 : DType.FLOAT64;
          double scale = round / 2 % 2 == 0 ? 1 : random.nextGaussian();
          double offset = round / 4 == 0 ? -0.0 : 100 * random.nextGaussian();
          boolean misses = random.nextInt(3) > 0;
          FillValue missing =
              !misses ? null : from.isFloat() ? FillValue.of(from, 7.0) : FillValue.of(from, 7L);
          ChunkedArray x = packed(from, random);
          ChunkedArray many = x.cast(to);
          if (misses) {
            many = ChunkedArray.where(x.notEqual(7L), many, Double.NaN);
          }
          many = scale == 1 ? many : many.multiply(scale);
          many = round / 4 == 0 ? many : many.add(offset);
          check(
              x.unpack(to, missing, scale, offset),
              many,
              session,
              from + " " + round + " seed=" + seed);
        }
      }
      assertEquals(0, session.budget().used());
    }
  }

  private static void check(ChunkedArray one, ChunkedArray many, Session session, String what) {
    for (int repeat = 0; repeat < 2; repeat++) {
      try (DenseArray a = session.compute(one);
          DenseArray b = session.compute(many)) {
        assertEquals(-1, a.bytes().mismatch(b.bytes()), what);
      }
    }
  }

  @Test
  void reductionsFuseWithIt() {
    ChunkedArray x = ChunkedArray.fromJava(new short[][] {{1, -1}, {3, 5}});
    ChunkedArray mean = x.unpack(DType.FLOAT32, FillValue.of(DType.INT16, -1L), 0.5, 10).nanmean(0);
    try (DenseArray a = mean.compute()) {
      assertEquals("[11.  12.5]", a.toString());
    }
  }

  @Test
  void whatCannotBeUnpackedIsRefused() {
    ChunkedArray x = ChunkedArray.zeros(Shape.of(2), DType.INT16, Chunks.auto());
    assertThrows(IllegalArgumentException.class, () -> x.unpack(DType.INT32, null, 1, -0.0));
    assertThrows(
        IllegalArgumentException.class,
        () -> x.unpack(DType.FLOAT32, FillValue.of(DType.INT8, 1L), 1, -0.0));
    assertThrows(
        IllegalArgumentException.class,
        () -> x.cast(DType.BOOL).unpack(DType.FLOAT32, null, 1, -0.0));
  }
}
