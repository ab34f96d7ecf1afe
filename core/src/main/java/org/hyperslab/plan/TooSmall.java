package org.hyperslab.plan;

import org.hyperslab.block.BudgetExceededException;

/** A stage does not fit into the memory that a plan is to be made for. */
final class TooSmall extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long neededBytes;
  private final long elsewhereBytes;
  private final long chunkBytes;

  /**
   * @param stage what the stage does
   * @param neededBytes what the stage takes at least, with what is in memory beside it
   * @param elsewhereBytes what is in memory beside it: results and intermediate results
   * @param chunkBytes the largest chunk that it loads, or 0
   */
  TooSmall(String stage, long neededBytes, long elsewhereBytes, long chunkBytes) {
    super(stage);
    this.neededBytes = neededBytes;
    this.elsewhereBytes = elsewhereBytes;
    this.chunkBytes = chunkBytes;
  }

  /** The bytes that would be enough for this stage. */
  long neededBytes() {
    return neededBytes;
  }

  /** The same refusal, with another figure. */
  TooSmall needing(long bytes) {
    return new TooSmall(String.valueOf(getMessage()), bytes, elsewhereBytes, chunkBytes);
  }

  /** The refusal, for a budget of which others hold a part. */
  BudgetExceededException asRefusal(long limitBytes, long usedBytes) {
    return new BudgetExceededException(
        "budget too small: budget=%d%s, needed=%d, by=%s%s. Give more memory, or use smaller chunks%s."
            .formatted(
                limitBytes,
                usedBytes > 0 ? ", in use=" + usedBytes : "",
                usedBytes + neededBytes,
                getMessage(),
                chunkBytes > 0 ? ", largest chunk=" + chunkBytes : "",
                elsewhereBytes > neededBytes / 2
                    ? ", or write the result to a store instead of memory"
                    : ""),
        usedBytes + neededBytes);
  }
}
