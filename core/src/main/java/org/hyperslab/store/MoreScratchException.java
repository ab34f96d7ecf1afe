package org.hyperslab.store;

/**
 * A chunk needs more scratch memory than its source said, as few do: how it was made is known only
 * once it is read. Loading it again with so much more succeeds.
 */
public final class MoreScratchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long missingBytes;

  /**
   * @param missingBytes what is needed beyond what was given
   */
  public MoreScratchException(long missingBytes) {
    super("more scratch memory is needed: bytes=" + missingBytes);
    this.missingBytes = missingBytes;
  }

  /** What is needed beyond what was given. */
  public long missingBytes() {
    return missingBytes;
  }
}
