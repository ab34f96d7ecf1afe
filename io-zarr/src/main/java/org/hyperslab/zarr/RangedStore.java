package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store on a server, which is asked for ranges of its objects and says when one has changed. */
sealed interface RangedStore extends ZarrStore permits HttpStore, S3Store {
  /**
   * An object's version; null if there is no object.
   *
   * @throws IOException if the server cannot be asked, or doesn't send ranges of an object that is
   *     too large to be sent whole each time
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

  @Override
  default long read(String key, List<Piece> pieces) throws IOException {
    return bytes(readVersion(key, pieces, null));
  }

  @Override
  default long readTail(String key, MemorySegment into) throws IOException {
    return bytes(readTailVersion(key, into));
  }

  private static long bytes(@Nullable ObjectVersion version) {
    return version == null ? MISSING : version.bytes();
  }

  /** Reads pieces of an object of any store; one that is no server tells versions by sizes. */
  static @Nullable ObjectVersion read(
      ZarrStore store, String key, List<Piece> pieces, @Nullable ObjectVersion expected)
      throws IOException {
    return store instanceof RangedStore ranged
        ? ranged.readVersion(key, pieces, expected)
        : sized(store.read(key, pieces));
  }

  /** As {@link #readTailVersion}, of any store. */
  static @Nullable ObjectVersion readTail(ZarrStore store, String key, MemorySegment into)
      throws IOException {
    return store instanceof RangedStore ranged
        ? ranged.readTailVersion(key, into)
        : sized(store.readTail(key, into));
  }

  private static @Nullable ObjectVersion sized(long bytes) {
    return bytes == MISSING ? null : new ObjectVersion(bytes, "");
  }
}
