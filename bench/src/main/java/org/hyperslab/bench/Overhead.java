package org.hyperslab.bench;

import java.io.IOException;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;

/**
 * Times the sum of {@code x + 1} over chunks of one element, which is all planning and scheduling:
 * {@code Overhead [CHUNKS] [WORKERS]}. The check is the sum.
 */
final class Overhead {
  private Overhead() {}

  public static void main(String[] args) throws IOException {
    long n = args.length > 0 ? Long.parseLong(args[0]) : 100_000;
    int workers = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    try (Session session = Session.builder().memory("256MiB").workers(workers).build()) {
      ChunkedArray sum = ChunkedArray.ones(Shape.of(n), DType.FLOAT64, Chunks.of(1)).add(1.0).sum();
      Timing.of(session, sum, DenseArray::scalar).print("overhead " + n + " chunks");
    }
  }
}
