package org.hyperslab.zarr;

import java.io.IOException;
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
   * Reads pieces of an object, those that lie close together by one request.
   *
   * @param expected null if any version will do
   * @throws org.hyperslab.store.FormatException if the object is of another version; otherwise as
   *     {@link ZarrStore#read(String, List)}
   */
  long read(String key, List<Piece> pieces, @Nullable ObjectVersion expected) throws IOException;

  @Override
  default long read(String key, List<Piece> pieces) throws IOException {
    return read(key, pieces, null);
  }
}
