package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A store on a server, which is asked for ranges of its objects and says their version with each.
 */
sealed interface RangedStore extends VersionedStore permits HttpStore, S3Store {
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
}
