package org.hyperslab.examples;

import java.util.List;
import org.hyperslab.grid.Shape;
import org.hyperslab.stencil.HeatProblem;
import org.jspecify.annotations.Nullable;

/** The shape of chunks that suits a field. */
final class HeatBlocks {
  private static final long CHUNK_BYTES = 8L << 20;
  private static final long MOST_ROWS = 1024;
  private static final long LEAST_ROWS = 64;

  private HeatBlocks() {}

  /** Refuses what is no chunk shape. */
  static void check(@Nullable List<Long> asked) {
    if (asked != null && (asked.size() > 2 || asked.stream().anyMatch(n -> n < 1))) {
      throw new IllegalArgumentException("--block is not ROWS or ROWS,COLUMNS: " + asked);
    }
  }

  /**
   * The chunk shape that was asked for, or one of about 8 MiB: of so few rows that two rows of
   * chunks take less than half of the memory, since then each is read only once per pass.
   *
   * @param asked rows, or rows and columns; null for the default
   */
  static Shape chunk(HeatProblem problem, @Nullable List<Long> asked, long memoryBytes) {
    long ny = problem.shape().dim(0);
    long nx = problem.shape().dim(1);
    if (asked != null) {
      return Shape.of(Math.min(ny, asked.getFirst()), Math.min(nx, asked.getLast()));
    }
    long bytes = problem.dtype().bytes();
    long affordable = Math.clamp(memoryBytes / (5 * nx * bytes), LEAST_ROWS, MOST_ROWS);
    long rows = Long.highestOneBit(affordable);
    return Shape.of(Math.min(ny, rows), Math.min(nx, CHUNK_BYTES / bytes / rows));
  }
}
