package org.hyperslab.zarr;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Arrays;
import org.hyperslab.zarr.Node.Place;

/**
 * A new array before it is complete. Closing it without a commit abandons it, or leaves it to be
 * resumed. An object in it says what array it will be. Thread-safe until the commit.
 */
sealed interface Draft extends AutoCloseable permits FolderDraft, InPlaceDraft, MemoryDraft {
  /** Lies beside the chunks of an array that isn't complete, and has the array's document. */
  String INCOMPLETE = ".hyperslab-incomplete";

  /** A draft of an array, where its store keeps drafts. */
  static Draft begin(Place target, Purpose purpose) throws IOException {
    return switch (target.store()) {
      case FolderStore folder -> FolderDraft.begin(folder, target.path(), purpose);
      case MemoryStore memory -> new MemoryDraft(memory, target.path());
      default -> new InPlaceDraft(target, purpose);
    };
  }

  /**
   * What a draft is for.
   *
   * @param document the document that the array will have
   * @param resumes whether what an interrupted run has left of the same array is gone on with, and
   *     is left to be gone on with again
   */
  record Purpose(JsonNode document, boolean resumes) {
    void write(Place draft) throws IOException {
      NodeDocuments.write(draft, INCOMPLETE, document);
    }

    /** Whether a draft is of the same array, so that its chunks can be kept. */
    boolean isOf(Place draft) throws IOException {
      JsonNode other = resumes ? NodeDocuments.read(draft, INCOMPLETE) : null;
      return other != null && Arrays.equals(Json.bytes(document), Json.bytes(other));
    }
  }

  /**
   * Where the array's chunks and, last, its documents are to be written. Where the store can't
   * rename, the previous array is gone from the first call on.
   */
  Place place() throws IOException;

  /** Whether a run that was interrupted has left chunks here, which are to be kept. */
  boolean isResumed();

  /**
   * Checks that nobody else has begun to write the same array, before its documents are written.
   *
   * @throws IOException if somebody has
   */
  default void checkAlone() throws IOException {}

  /** Makes this the array, once the documents are written. */
  void commit() throws IOException;

  @Override
  void close() throws IOException;
}
