package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The lzf filter of h5py: LibLZF without its header. */
final class Lzf {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private Lzf() {}

  static long decode(MemorySegment in, MemorySegment into) throws FilterException {
    long at = 0;
    long to = 0;
    while (at < in.byteSize()) {
      int control = u8(in, at++);
      if (control < 32) {
        long run = control + 1L;
        check(at + run <= in.byteSize() && to + run <= into.byteSize());
        MemorySegment.copy(in, at, into, to, run);
        at += run;
        to += run;
        continue;
      }
      long run = control >> 5;
      if (run == 7) {
        check(at < in.byteSize());
        run += u8(in, at++);
      }
      run += 2;
      check(at < in.byteSize());
      long distance = ((control & 31L) << 8) | u8(in, at++);
      distance++;
      check(distance <= to && to + run <= into.byteSize());
      for (long i = 0; i < run; i++) {
        into.set(BYTE, to, into.get(BYTE, to - distance));
        to++;
      }
    }
    return to;
  }

  private static int u8(MemorySegment in, long at) {
    return in.get(BYTE, at) & 0xff;
  }

  private static void check(boolean fits) throws FilterException {
    if (!fits) {
      throw new FilterException("lzf: malformed, or more than a chunk");
    }
  }
}
