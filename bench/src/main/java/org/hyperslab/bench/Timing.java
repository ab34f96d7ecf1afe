package org.hyperslab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.block.Block;
import org.hyperslab.exec.RunReport;
import org.hyperslab.grid.Shape;

/**
 * Wall times of one computation, done several times in one JVM.
 *
 * @param seconds ascending
 * @param check a figure to compare the result with others' by
 * @param report of the last run
 */
record Timing(double[] seconds, double check, RunReport report) {
  private static final int WARMUP = 2;
  private static final int REPEAT = 5;

  /**
   * Computes an array into memory, twice to warm up and then five times that count. Results are
   * closed one before the next is computed.
   *
   * @param check of the last result; outside of the time
   */
  static Timing of(Session session, ChunkedArray array, ToDoubleFunction<DenseArray> check) {
    double[] seconds = new double[REPEAT];
    double figure = Double.NaN;
    for (int i = -WARMUP; i < REPEAT; i++) {
      long begin = System.nanoTime();
      try (DenseArray result = array.compute(session)) {
        if (i >= 0) {
          seconds[i] = (System.nanoTime() - begin) * 1e-9;
        }
        if (i == REPEAT - 1) {
          figure = check.applyAsDouble(result);
        }
      }
    }
    Arrays.sort(seconds);
    return new Timing(seconds, figure, Objects.requireNonNull(session.lastReport()));
  }

  /** The sum of the finite ones among the first elements, in C order. */
  static double sum(DenseArray array, long most) {
    long n = Math.min(most, array.shape().size());
    Block flat = Block.of(array.block().segment(), array.dtype(), Shape.of(array.shape().size()));
    double sum = 0;
    for (long i = 0; i < n; i++) {
      double x = flat.getDouble(i);
      sum += Double.isFinite(x) ? x : 0;
    }
    return sum;
  }

  /** Prints one line of JSON: the median time, the check, and the memory used. */
  void print(String name) throws IOException {
    System.out.printf(
        Locale.ROOT,
        "{\"case\": \"%s\", \"seconds\": %.6f, \"min\": %.6f, \"max\": %.6f, \"check\": %s,"
            + " \"rssBytes\": %d, \"peakBytes\": %d, \"predictedPeakBytes\": %d}%n",
        name,
        seconds[seconds.length / 2],
        seconds[0],
        seconds[seconds.length - 1],
        check,
        peakRssBytes(),
        report.peakBytes(),
        report.predictedPeakBytes());
  }

  /** The most memory this process had resident, in bytes; -1 where the system does not say. */
  private static long peakRssBytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return -1;
    }
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .findFirst()
          .orElse(-1);
    }
  }
}
