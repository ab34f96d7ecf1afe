package org.hyperslab.zarr;

import java.io.IOException;
import org.hyperslab.zarr.Node.Place;

/**
 * A new array before it is complete. Closing it without a commit abandons it. Thread-safe until the
 * commit.
 */
sealed interface Draft extends AutoCloseable permits FolderDraft, InPlaceDraft, MemoryDraft {
  /**
   * Where the array's chunks and, last, its documents are to be written. Where the store can't
   * rename, the previous array is gone from the first call on.
   */
  Place place() throws IOException;

  /** Makes this the array, once the documents are written. */
  void commit() throws IOException;

  @Override
  void close() throws IOException;
}
