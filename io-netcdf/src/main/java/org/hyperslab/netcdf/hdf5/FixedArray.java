package org.hyperslab.netcdf.hdf5;

import java.io.IOException;

/** A fixed array of chunks, in one block or in pages. */
final class FixedArray {
  private FixedArray() {}

  static void read(MetadataFile file, long address, ChunkIndexReader.ArrayVisitor visitor)
      throws IOException {
    int o = file.id().offsetBytes();
    int l = file.id().lengthBytes();
    Cursor head = file.read(address, 12L + o + l, "FAHD", "fixed array");
    head.expect(0, "version");
    head.skip(1);
    int elementBytes = head.u8();
    int pageBits = head.u8();
    long count = head.size(l);
    long block = head.address();
    head.checksum();
    if (elementBytes < o || (elementBytes > o && elementBytes <= o + 4) || pageBits > 20) {
      throw head.malformed("impossible sizes");
    }
    if (block == Cursor.UNDEFINED) {
      return;
    }
    long perPage = 1L << pageBits;
    long prefix = 6L + o;
    if (count <= perPage) {
      Cursor c = file.read(block, prefix + count * elementBytes + 4, "FADB", "fixed array");
      Pages.elements(c, prefix, 0, count, elementBytes, visitor);
      return;
    }
    long pages = (count - 1) / perPage + 1;
    long bitmapBytes = (pages + 7) / 8;
    Cursor c = file.read(block, prefix + bitmapBytes + 4, "FADB", "fixed array");
    c.skip(prefix - 4);
    byte[] written = c.bytes(bitmapBytes);
    c.checksum();
    long at = block + prefix + bitmapBytes + 4;
    for (long p = 0; p < pages; p++) {
      long n = Math.min(perPage, count - p * perPage);
      if (Pages.isSet(written, 0, p)) {
        Cursor page = file.read(at, n * elementBytes + 4, "fixed array's page");
        Pages.elements(page, 0, p * perPage, n, elementBytes, visitor);
      }
      at += perPage * elementBytes + 4;
    }
  }
}
