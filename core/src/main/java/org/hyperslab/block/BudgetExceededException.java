package org.hyperslab.block;

/** Memory was asked for that the budget does not have. */
public final class BudgetExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long neededBytes;

  public BudgetExceededException(String message) {
    this(message, -1);
  }

  /**
   * For a budget that is too small for a plan.
   *
   * @param neededBytes the least budget that is enough
   */
  public BudgetExceededException(String message, long neededBytes) {
    super(message);
    this.neededBytes = neededBytes;
  }

  /** The least budget that is enough, in bytes; -1 where it isn't known. */
  public long neededBytes() {
    return neededBytes;
  }
}
