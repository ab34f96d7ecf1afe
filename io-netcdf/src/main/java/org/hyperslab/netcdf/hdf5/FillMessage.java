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
      Cursor old = header.find(file, ObjectHeader.OLD_FILL, "fill value");
      return old == null ? null : value(old);
    }
    int version = c.u8();
    switch (version) {
      case 1, 2 -> {
        c.skip(2);
        boolean defined = c.u8() != 0;
        return version == 1 || defined ? value(c) : null;
      }
      case 3 -> {
        return (c.u8() & 0x20) != 0 ? value(c) : null;
      }
      default -> throw c.malformed("unsupported version " + version);
    }
  }

  private static byte @Nullable [] value(Cursor c) throws IOException {
    // The size is signed; what isn't positive stands for the default.
    int size = (int) c.u32();
    return size <= 0 ? null : c.bytes(size);
  }
}
