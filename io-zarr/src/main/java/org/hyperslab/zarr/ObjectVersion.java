package org.hyperslab.zarr;

import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * What tells an object from what it may become.
 *
 * @param bytes its size
 * @param tag its {@code ETag} or else when it was modified; empty if the server says neither
 */
record ObjectVersion(long bytes, String tag) {
  /**
   * Refuses an answer that is of another version. A tag that one of the two doesn't have says
   * nothing.
   *
   * @param expected null if any version will do
   * @param where what the message calls the object
   */
  void check(@Nullable ObjectVersion expected, String where) throws FormatException {
    if (expected == null) {
      return;
    }
    boolean same =
        bytes == expected.bytes
            && (tag.isEmpty() || expected.tag.isEmpty() || tag.equals(expected.tag));
    if (!same) {
      throw new FormatException(
          "file has changed since it was opened: file=%s, now=%s, before=%s"
              .formatted(where, this, expected));
    }
  }

  @Override
  public String toString() {
    return bytes + " bytes" + (tag.isEmpty() ? "" : " " + tag);
  }
}
