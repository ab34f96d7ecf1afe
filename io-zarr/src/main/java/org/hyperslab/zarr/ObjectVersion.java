package org.hyperslab.zarr;

import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * What tells an object from what it may become.
 *
 * @param bytes its size
 * @param tag its {@code ETag} or else when it was modified, in folders the file and when; empty if
 *     a server says neither
 */
record ObjectVersion(long bytes, String tag) {
  /** An object is of another version than was expected. */
  static final class ChangedException extends FormatException {
    private static final long serialVersionUID = 1L;

    ChangedException(String message) {
      super(message);
    }
  }

  /**
   * Whether another version may be the same. A tag that one of the two doesn't have says nothing.
   */
  boolean fits(ObjectVersion other) {
    return bytes == other.bytes && (tag.isEmpty() || other.tag.isEmpty() || tag.equals(other.tag));
  }

  /**
   * Refuses an answer that is of another version.
   *
   * @param expected null if any version will do
   * @param where what the message calls the object
   */
  void check(@Nullable ObjectVersion expected, String where) throws ChangedException {
    if (expected != null && !fits(expected)) {
      throw new ChangedException(
          "file has changed since it was opened: file=%s, now=%s, before=%s"
              .formatted(where, this, expected));
    }
  }

  @Override
  public String toString() {
    return bytes + " bytes" + (tag.isEmpty() ? "" : " " + tag);
  }
}
