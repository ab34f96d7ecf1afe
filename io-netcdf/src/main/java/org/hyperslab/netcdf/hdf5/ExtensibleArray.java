package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * An extensible array of chunks: the first elements are in the index block, further ones in data
 * blocks. Data blocks are grouped to super blocks; with each super block the number of its data
 * blocks or their size doubles. The index block has the addresses of the first data blocks, and
 * those of the super blocks that have the addresses of the others.
 */
final class ExtensibleArray {
  private final MetadataFile file;
  private final ChunkIndexReader.ArrayVisitor visitor;
  private final int elementBytes;
  private final int inIndexBlock;
  private final int leastInBlock;
  private final int leastPointers;
  private final int superBlocks;
  private final long perPage;
  private final int arrayOffsetBytes;
  private final long last;
  private final Set<Long> seen = new HashSet<>();

  private ExtensibleArray(MetadataFile file, Cursor head, ChunkIndexReader.ArrayVisitor visitor)
      throws IOException {
    this.file = file;
    this.visitor = visitor;
    int o = file.id().offsetBytes();
    int l = file.id().lengthBytes();
    head.expect(0, "version");
    head.skip(1);
    elementBytes = head.u8();
    int bits = head.u8();
    inIndexBlock = head.u8();
    leastInBlock = head.u8();
    leastPointers = head.u8();
    int pageBits = head.u8();
    head.skip(4L * l);
    last = head.length();
    head.skip(l);
    long indexBlock = head.address();
    head.checksum();
    arrayOffsetBytes = (bits + 7) / 8;
    perPage = 1L << pageBits;
    superBlocks = 1 + bits - Integer.numberOfTrailingZeros(leastInBlock);
    if (elementBytes < o
        || (elementBytes > o && elementBytes <= o + 4)
        || bits > 64
        || pageBits > 20
        || Integer.bitCount(leastInBlock) != 1
        || Integer.bitCount(leastPointers) != 1
        || superBlocks < firstSuperBlock()) {
      throw head.malformed("impossible sizes");
    }
    if (indexBlock != Cursor.UNDEFINED) {
      readIndexBlock(indexBlock);
    }
  }

  static void read(MetadataFile file, long address, ChunkIndexReader.ArrayVisitor visitor)
      throws IOException {
    long size = 16L + file.id().offsetBytes() + 6L * file.id().lengthBytes();
    new ExtensibleArray(file, file.read(address, size, "EAHD", "extensible array"), visitor);
  }

  /** The first super block whose data blocks the index block has no addresses of. */
  private int firstSuperBlock() {
    return 2 * Integer.numberOfTrailingZeros(leastPointers);
  }

  private static long blocksIn(int superBlock) {
    return 1L << (superBlock / 2);
  }

  private long elementsPerBlock(int superBlock) {
    return (long) leastInBlock << ((superBlock + 1) / 2);
  }

  private void readIndexBlock(long address) throws IOException {
    int o = file.id().offsetBytes();
    int blocks = 2 * (leastPointers - 1);
    int supers = superBlocks - firstSuperBlock();
    long prefix = 6L + o;
    long elements = (long) inIndexBlock * elementBytes;
    Cursor c =
        file.read(
            address, prefix + elements + (long) (blocks + supers) * o + 4, "EAIB", "chunk array");
    Cursor whole = c.copy();
    whole.skip(whole.left() - 4);
    whole.checksum();
    c.skip(prefix - 4);
    for (int i = 0; i < inIndexBlock; i++) {
      visitor.visit(i, c.slice(elementBytes, "chunk array"));
    }
    long first = inIndexBlock;
    for (int s = 0; s < firstSuperBlock(); s++) {
      for (long b = 0; b < blocksIn(s); b++) {
        readBlock(c.address(), first, elementsPerBlock(s), null, 0);
        first += elementsPerBlock(s);
      }
    }
    for (int s = firstSuperBlock(); s < superBlocks; s++) {
      long superBlock = c.address();
      if (superBlock != Cursor.UNDEFINED) {
        readSuperBlock(superBlock, s, first);
      }
      if (s / 2 + (s + 1) / 2 > 50 || first > last) {
        return;
      }
      first += blocksIn(s) * elementsPerBlock(s);
    }
  }

  private void readSuperBlock(long address, int s, long firstElement) throws IOException {
    int o = file.id().offsetBytes();
    long blocks = blocksIn(s);
    long pages = elementsPerBlock(s) > perPage ? elementsPerBlock(s) / perPage : 0;
    long bitmapBytes = (pages + 7) / 8;
    long prefix = 6L + o + arrayOffsetBytes;
    refuseAgain(address);
    Cursor c =
        file.read(address, prefix + blocks * bitmapBytes + blocks * o + 4, "EASB", "chunk array");
    c.skip(prefix - 4);
    byte[] written = c.bytes(blocks * bitmapBytes);
    Cursor addresses = c.slice(blocks * o, "chunk array");
    c.checksum();
    long first = firstElement;
    for (long b = 0; b < blocks; b++) {
      readBlock(addresses.address(), first, elementsPerBlock(s), written, b * bitmapBytes);
      first += elementsPerBlock(s);
    }
  }

  private void refuseAgain(long address) throws IOException {
    if (!seen.add(address)) {
      throw file.id().malformed("chunk array refers to a block twice", address);
    }
  }

  /**
   * Reads a data block.
   *
   * @param written which of its pages were written, from a byte on
   */
  private void readBlock(
      long address,
      long first,
      long count,
      byte @org.jspecify.annotations.Nullable [] written,
      long bitmap)
      throws IOException {
    if (address == Cursor.UNDEFINED) {
      return;
    }
    refuseAgain(address);
    long prefix = 6L + file.id().offsetBytes() + arrayOffsetBytes;
    if (count <= perPage) {
      Cursor c = file.read(address, prefix + count * elementBytes + 4, "EADB", "chunk array");
      Pages.elements(c, prefix, first, count, elementBytes, visitor);
      return;
    }
    Cursor c = file.read(address, prefix + 4, "EADB", "chunk array");
    if (written == null) {
      throw c.malformed("pages where there are none");
    }
    c.skip(prefix - 4);
    c.checksum();
    long at = address + prefix + 4;
    for (long p = 0; p < count / perPage; p++) {
      if (Pages.isSet(written, bitmap, p)) {
        Cursor page = file.read(at, perPage * elementBytes + 4, "chunk array's page");
        Pages.elements(page, 0, first + p * perPage, perPage, elementBytes, visitor);
      }
      at += perPage * elementBytes + 4;
    }
  }
}
