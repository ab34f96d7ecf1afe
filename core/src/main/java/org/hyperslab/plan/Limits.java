package org.hyperslab.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What one attempt at a plan may take.
 *
 * @param budgetBytes all memory
 * @param keptBytes what results that later stages read may take of it; the rest of those goes to
 *     scratch files
 * @param stateBytes what the open states of a reduction by labels may take; where they would take
 *     more, the input is first cut into smaller chunks
 */
record Limits(long budgetBytes, long keptBytes, long stateBytes) {
  private static final long LEAST_STATE_BYTES = 1 << 12;

  /**
   * The attempts at a plan, those that read and write least first. Bounds of states are powers of
   * 4, so that what is possible with one budget is so with a larger one.
   */
  static List<Limits> attempts(long budgetBytes, boolean byLabels) {
    List<Limits> attempts = new ArrayList<>();
    attempts.add(new Limits(budgetBytes, budgetBytes / 4, Long.MAX_VALUE));
    attempts.add(new Limits(budgetBytes, 0, Long.MAX_VALUE));
    if (byLabels) {
      long most = LEAST_STATE_BYTES;
      while (most <= budgetBytes / 16) {
        most *= 4;
      }
      for (long bytes = most; bytes >= LEAST_STATE_BYTES; bytes /= 4) {
        attempts.add(new Limits(budgetBytes, 0, bytes));
      }
    }
    return attempts;
  }
}
