package org.hyperslab.store;

/**
 * How much of the heap the metadata of one file may take. What a file describes can be larger than
 * the heap, honestly or not; then an error says so, before the memory is gone.
 */
public final class HeapRoom {
  /** The part of the heap, as a divisor. */
  private static final long PART = 4;

  private HeapRoom() {}

  /** Bytes that there are for the metadata of a file. */
  public static long bytes() {
    return Runtime.getRuntime().maxMemory() / PART;
  }

  /**
   * Refuses what needs more than there is.
   *
   * @param bytes of heap that it will take, roughly
   * @param what what it is, with its file
   */
  public static void check(long bytes, String what) throws FormatException {
    if (bytes < 0 || bytes > bytes()) {
      throw new FormatException(
          "%s takes too much of the heap: bytes=%d, at most=%d (a larger -Xmx allows for more)"
              .formatted(what, bytes, bytes()));
    }
  }
}
