package org.hyperslab.netcdf.hdf5;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hyperslab.kernel.shuffle.ShuffleKernel;

/** The shuffle filter: byte 0 of every element, then byte 1, and so on. */
final class Shuffle {
  private Shuffle() {}

  static long unshuffle(MemorySegment encoded, MemorySegment into, List<Integer> values)
      throws FilterException {
    long bytes = encoded.byteSize();
    int elementBytes = values.isEmpty() ? 1 : values.getFirst();
    if (elementBytes < 1 || bytes > into.byteSize()) {
      throw new FilterException(
          "shuffle: impossible size: element bytes=%d, bytes=%d, at most=%d"
              .formatted(elementBytes, bytes, into.byteSize()));
    }
    long elements = bytes / elementBytes;
    long whole = elementBytes == 1 ? 0 : elements * elementBytes;
    if (whole > 0) {
      ShuffleKernel.best().unshuffle(elementBytes, elements, encoded, into);
    }
    MemorySegment.copy(encoded, whole, into, whole, bytes - whole);
    return bytes;
  }
}
