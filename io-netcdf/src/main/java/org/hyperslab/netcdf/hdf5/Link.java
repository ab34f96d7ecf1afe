package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A name in a group.
 *
 * @param order when it was made, -1 if that isn't kept
 * @param address the object's header, {@link Cursor#UNDEFINED} if the link isn't a hard one
 * @param path for a soft link the path it stands for, else null
 */
record Link(String name, long order, long address, @Nullable String path) {

  /** A link message; null for links to other files and kinds of users' own. */
  static @Nullable Link read(Cursor c) throws IOException {
    c.expect(1, "version");
    int flags = c.u8();
    int kind = (flags & 8) != 0 ? c.u8() : 0;
    long order = (flags & 4) != 0 ? c.i64() : -1;
    c.skip((flags & 0x10) != 0 ? 1 : 0);
    String name = c.text(c.size(1 << (flags & 3)));
    return switch (kind) {
      case 0 -> new Link(name, order, c.address(), null);
      case 1 -> new Link(name, order, Cursor.UNDEFINED, c.text(c.u16()));
      default -> null;
    };
  }
}
