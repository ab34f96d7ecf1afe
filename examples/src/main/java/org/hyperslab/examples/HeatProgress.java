package org.hyperslab.examples;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** A line that is written over and over: steps done, steps a second, time left. Thread-safe. */
final class HeatProgress implements DoubleConsumer {
  private static final int WIDTH = 24;
  private static final long INTERVAL_NANOS = 100_000_000;

  private final @Nullable PrintWriter out;
  private final double cells;
  private final long first;
  private final long last;
  private final long start = System.nanoTime();
  private long next = start;

  /**
   * @param out null for no line
   * @param cells that change with a step
   * @param first steps taken before
   * @param last steps to be taken
   */
  HeatProgress(@Nullable PrintWriter out, double cells, long first, long last) {
    this.out = out;
    this.cells = cells;
    this.first = first;
    this.last = last;
  }

  @Override
  public synchronized void accept(double steps) {
    long now = System.nanoTime();
    if (out != null && now - next >= 0) {
      next = now + INTERVAL_NANOS;
      out.print("\r" + line(steps, (now - start) / 1e9) + "\u001b[K");
      out.flush();
    }
  }

  /** Takes the line away. */
  synchronized void clear() {
    if (out != null) {
      out.print("\r\u001b[K");
      out.flush();
    }
  }

  String line(double steps, double seconds) {
    double part = Math.clamp((steps - first) / Math.max(1, last - first), 0.0, 1.0);
    int full = (int) (part * WIDTH);
    double rate = seconds > 0 ? (steps - first) / seconds : 0;
    double left = rate > 0 ? (last - steps) / rate : 0;
    return String.format(
        Locale.ROOT,
        "%3.0f%% [%s%s] step %.0f of %d, %.4g steps/s, %.2f G cells/s, left %s",
        100 * part,
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        Math.floor(steps),
        last,
        rate,
        rate * cells / 1e9,
        rate > 0 ? String.format(Locale.ROOT, "%d:%02d", (long) left / 60, (long) left % 60) : "?");
  }
}
