package org.hyperslab.netcdf.hdf5;

import java.io.IOException;

/** What fixed and extensible arrays of chunks have in common. */
final class Pages {
  private Pages() {}

  /**
   * Visits the elements of a block or page and checks its checksum first.
   *
   * @param c at any place
   * @param skipped bytes from its begin to the first element
   */
  static void elements(
      Cursor c,
      long skipped,
      long first,
      long count,
      int elementBytes,
      ChunkIndexReader.ArrayVisitor visitor)
      throws IOException {
    c.skip(skipped - c.position());
    Cursor all = c.slice(count * elementBytes, "chunk array");
    c.checksum();
    for (long i = 0; i < count; i++) {
      visitor.visit(first + i, all.slice(elementBytes, "chunk array"));
    }
  }

  /** A bit of a map whose bytes begin with the highest bit. */
  static boolean isSet(byte[] bits, long from, long i) {
    return (bits[(int) (from + i / 8)] & (0x80 >> (int) (i % 8))) != 0;
  }
}
