package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Fill values, from the message of today or the one of HDF5 1.4. */
final class FillMessage {
  private FillMessage() {}

  /** The bytes of a dataset's fill value; null for zeros. */
  static byte @Nullable [] read(MetadataFile file, ObjectHeader header) throws IOException {
    Cursor c = header.find(file, ObjectHeader.FILL, "fill value");
    if (c == null) {
      c = header.find(file, ObjectHeader.OLD_FILL, "fill value");
    } else if (!isThere(c)) {
      return null;
    }
    if (c == null) {
      return null;
    }
    // The size is signed; what isn't positive stands for the default.
    int size = (int) c.u32();
    if (size <= 0) {
      return null;
    }
    return c.bytes(size);
  }

  /** Reads what is before the value. */
  private static boolean isThere(Cursor c) throws IOException {
    int version = c.u8();
    switch (version) {
      case 1, 2 -> c.skip(2);
      case 3 -> {
        return (c.u8() & 0x20) != 0;
      }
      default -> throw c.malformed("unsupported version " + version);
    }
    return c.u8() != 0 || version == 1;
  }
}
