package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The lz4 filter: big endian the decoded size (8 bytes) and the size of a block (4), then for each
 * block its encoded size (4) and an lz4 block, or the bytes as they are if they are not shorter.
 */
final class Lz4Blocks {
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  static final int HEADER_BYTES = 12;

  private Lz4Blocks() {}

  static long decode(MemorySegment in, MemorySegment into) throws FilterException {
    check(in.byteSize() >= HEADER_BYTES);
    long bytes = in.get(LONG, 0);
    long blockBytes = in.get(INT, 8) & 0xffff_ffffL;
    check(bytes >= 0 && bytes <= into.byteSize() && blockBytes > 0);
    long at = HEADER_BYTES;
    for (long to = 0; to < bytes; to += blockBytes) {
      check(at + 4 <= in.byteSize());
      long encoded = in.get(INT, at) & 0xffff_ffffL;
      at += 4;
      check(encoded <= in.byteSize() - at);
      MemorySegment target = into.asSlice(to, Math.min(blockBytes, bytes - to));
      if (encoded == target.byteSize()) {
        MemorySegment.copy(in, at, target, 0, encoded);
      } else {
        Compressors.lz4(in.asSlice(at, encoded), target);
      }
      at += encoded;
    }
    return bytes;
  }

  private static void check(boolean fits) throws FilterException {
    if (!fits) {
      throw new FilterException("lz4: malformed, or more than a chunk");
    }
  }
}
