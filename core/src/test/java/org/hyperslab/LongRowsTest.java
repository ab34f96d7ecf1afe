package org.hyperslab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;

/** Reductions along other axes than the last one, over rows that are longer than a tile. */
final class LongRowsTest {
  private static final int TIMES = 70;
  private static final int CELLS = 5000;

  @Test
  void reductionsOverLongRowsMatchALoop() {
    try (Session session = Session.builder().memory("64MiB").workers(2).build();
        DenseArray values =
            Random.seeded(3)
                .normal(Shape.of(TIMES, CELLS), Chunks.of(33, 4100), 280, 5)
                .compute(session)) {
      ChunkedArray x = values.chunked();
      try (DenseArray mean = x.mean(0).compute(session);
          DenseArray variance = x.var(Axes.of(0), 1).compute(session);
          DenseArray argmax = x.argmax(0).compute(session);
          DenseArray sliced = x.slice("::-3, 1::2").sum(0).compute(session)) {
        for (int i = 0; i < CELLS; i++) {
          check(values, i, mean, variance, argmax);
        }
        for (int i = 1; i < CELLS; i += 2) {
          double sum = 0;
          for (int t = TIMES - 1; t >= 0; t -= 3) {
            sum += values.getDouble(t, i);
          }
          assertEquals(sum, sliced.getDouble(i / 2), 1e-9);
        }
      }
    }
  }

  private static void check(
      DenseArray values, int i, DenseArray mean, DenseArray variance, DenseArray argmax) {
    double sum = 0;
    int most = 0;
    for (int t = 0; t < TIMES; t++) {
      sum += values.getDouble(t, i);
      most = values.getDouble(t, i) > values.getDouble(most, i) ? t : most;
    }
    double squares = 0;
    for (int t = 0; t < TIMES; t++) {
      squares += Math.pow(values.getDouble(t, i) - sum / TIMES, 2);
    }
    assertEquals(sum / TIMES, mean.getDouble(i), 1e-11);
    assertEquals(squares / (TIMES - 1), variance.getDouble(i), 1e-10);
    assertEquals(most, argmax.getLong(i));
  }
}
