package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that says when an object has changed. */
sealed interface VersionedStore extends ZarrStore permits FolderStore, RangedStore {
  /**
   * An object's version; null if there is no object.
   *
   * @throws IOException if it cannot be asked for, or a server doesn't send ranges of an object
   *     that is too large to be sent whole each time
   */
  @Nullable ObjectVersion version(String key) throws IOException;

  /**
   * Reads pieces of an object, those that lie close together by one request. All are of the same
   * version.
   *
   * @param expected null if any version will do
   * @return the object's version; null if there is no object
   * @throws ObjectVersion.ChangedException if the object is of another version; otherwise as {@link
   *     ZarrStore#read(String, List)}
   */
  @Nullable ObjectVersion readVersion(
      String key, List<Piece> pieces, @Nullable ObjectVersion expected) throws IOException;

  /**
   * Reads an object's last bytes, as {@link ZarrStore#readTail}.
   *
   * @return the object's version; null if there is no object
   */
  @Nullable ObjectVersion readTailVersion(String key, MemorySegment into) throws IOException;

  /** Reads pieces of an object of any store; others tell versions by sizes. */
  static @Nullable ObjectVersion read(
      ZarrStore store, String key, List<Piece> pieces, @Nullable ObjectVersion expected)
      throws IOException {
    return store instanceof VersionedStore versioned
        ? versioned.readVersion(key, pieces, expected)
        : sized(store.read(key, pieces));
  }

  /** As {@link #readTailVersion}, of any store. */
  static @Nullable ObjectVersion readTail(ZarrStore store, String key, MemorySegment into)
      throws IOException {
    return store instanceof VersionedStore versioned
        ? versioned.readTailVersion(key, into)
        : sized(store.readTail(key, into));
  }

  /** As {@link #version(String)}, of any store. */
  static @Nullable ObjectVersion version(ZarrStore store, String key) throws IOException {
    return store instanceof VersionedStore versioned
        ? versioned.version(key)
        : sized(store.size(key));
  }

  private static @Nullable ObjectVersion sized(long bytes) {
    return bytes == MISSING ? null : new ObjectVersion(bytes, "");
  }
}
