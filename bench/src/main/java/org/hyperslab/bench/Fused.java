package org.hyperslab.bench;

import java.io.IOException;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;

/**
 * Times {@code sqrt(a*a + b*b) * 2 - a} over float64 arrays in memory: {@code Fused [ELEMENTS]
 * [WORKERS]}. The check is the sum of the first 1000 results; that all of them are right is seen
 * from their mean, which has to be the expectation over uniform numbers.
 */
final class Fused {
  private static final int CHECKED = 1000;

  /** The expression's mean and variance where a and b are uniform over [0, 1). */
  private static final double MEAN = 1.0303914332;

  private static final double VARIANCE = 0.181025;

  private Fused() {}

  public static void main(String[] args) throws IOException {
    long n = args.length > 0 ? Long.parseLong(args[0]) : 100_000_000;
    int workers = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    // Two arrays, one result, and room for the tasks: 3.2 GB for the default.
    long memory = Math.max(64L << 20, n * 8 * 4);
    try (Session session = Session.builder().memory(memory).workers(workers).build()) {
      Random random = Random.seeded(1);
      Shape shape = Shape.of(n);
      try (DenseArray a = random.uniform(shape, Chunks.auto()).compute(session);
          DenseArray b = random.uniform(shape, Chunks.auto()).compute(session)) {
        ChunkedArray e = expression(a.chunked(), b.chunked());
        Timing timing = Timing.of(session, e, result -> Timing.sum(result, CHECKED));
        timing.print("fused " + n);
        checkMean(e, session);
      }
    }
  }

  static ChunkedArray expression(ChunkedArray a, ChunkedArray b) {
    return a.multiply(a).add(b.multiply(b)).sqrt().multiply(2.0).subtract(a);
  }

  private static void checkMean(ChunkedArray e, Session session) {
    try (DenseArray result = e.compute(session);
        DenseArray mean = result.chunked().mean().compute(session)) {
      double sigma = Math.sqrt(VARIANCE / result.shape().size());
      if (Math.abs(mean.scalar() - MEAN) > 5 * sigma) {
        throw new IllegalStateException(
            "wrong mean: got=%s, expected=%s, sigma=%s".formatted(mean.scalar(), MEAN, sigma));
      }
    }
  }
}
