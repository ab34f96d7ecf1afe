package org.hyperslab.exec;

import org.hyperslab.plan.Plan;

/**
 * Is told how a run goes. Methods are called by one thread at a time, must return quickly and must
 * not throw.
 */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /** A run begins. */
  default void started(Plan plan) {}

  /** Some time has passed; called about ten times a second. */
  default void progressed(Progress progress) {}

  /** A run has ended, whether it succeeded or not. */
  default void ended(RunReport report) {}

  /**
   * How far a run is.
   *
   * @param tasksDone tasks that are done, of all stages
   * @param tasks tasks of all stages
   * @param chunksRead chunks loaded
   * @param bytesRead bytes read from stores
   * @param bytesWritten bytes written to stores
   * @param usedBytes bytes of memory in use
   * @param budgetBytes bytes of memory that may be used
   * @param seconds since the run began
   */
  record Progress(
      long tasksDone,
      long tasks,
      long chunksRead,
      long bytesRead,
      long bytesWritten,
      long usedBytes,
      long budgetBytes,
      double seconds) {}
}
