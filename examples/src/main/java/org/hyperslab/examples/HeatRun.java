package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.DoubleConsumer;
import org.hyperslab.examples.picture.Field;
import org.jspecify.annotations.Nullable;

/** A solution of the heat equation on its way, in memory or out of core. */
interface HeatRun extends AutoCloseable {
  /** Steps that were taken, also by an earlier process. */
  long step();

  /**
   * Takes steps.
   *
   * @param stop how many will then have been taken
   * @param tolerance ends earlier where |u_t| is at most this everywhere; negative to never do so
   * @param progress is told how many steps were taken, from time to time, by any thread
   * @return whether it is steady
   */
  boolean advanceTo(long stop, double tolerance, DoubleConsumer progress) throws IOException;

  /** The field as it is, averaged down to at most so many cells a side. */
  Field field(int mostCells) throws IOException;

  /** The values whose colours pictures end with; null as long as nobody has said. */
  @Nullable Range shown();

  /** Says so, also for whoever resumes the run. */
  void show(Range range);

  /** Values from one to another. */
  record Range(double min, double max) {}

  /** Writes the field as it is to a Zarr array, which is replaced if it is there. */
  void write(Path array) throws IOException;

  /** The sum of the field as it is. */
  double sum() throws IOException;

  /** What it took. */
  Cost cost();

  @Override
  void close() throws IOException;

  /**
   * What a run took.
   *
   * @param stepsPerLoad the most steps a block took each time it was loaded from a store; all of
   *     them in memory
   * @param peakBytes the most memory in use at once
   * @param plannedBytes what was expected
   */
  record Cost(
      int stepsPerLoad,
      long chunksRead,
      long bytesRead,
      long chunksWritten,
      long bytesWritten,
      long peakBytes,
      long plannedBytes) {}
}
