package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/** Finds and reads superblocks of versions 0 to 3. */
final class Superblock {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Enough for a superblock of any version with addresses of 8 bytes. */
  private static final int MOST_BYTES = 160;

  private Superblock() {}

  /** Where the signature is: at 0, 512, 1024, 2048 and so on; -1 if it is nowhere. */
  static long find(ByteReader file) throws IOException {
    byte[] found = new byte[SIGNATURE.length];
    long bytes = file.size();
    for (long at = 0; at + found.length <= bytes; at = at == 0 ? 512 : 2 * at) {
      file.read(at, MemorySegment.ofArray(found));
      if (Arrays.equals(found, SIGNATURE)) {
        return at;
      }
    }
    return -1;
  }

  static FileId read(ByteFile file, ByteReader reader) throws IOException {
    long bytes = reader.size();
    long base = find(reader);
    if (base < 0) {
      throw new FormatException("not an HDF5 file: file=" + file.name());
    }
    byte[] block = new byte[(int) Math.min(MOST_BYTES, bytes - base)];
    reader.read(base, MemorySegment.ofArray(block));
    Cursor c = new Cursor(new FileId(file, base, bytes, 8, 8, 0), 0, block, "superblock");
    c.skip(SIGNATURE.length);
    int version = c.u8();
    return switch (version) {
      case 0, 1 -> old(c, block, version);
      case 2, 3 -> recent(c, block);
      default -> throw c.malformed("unsupported version " + version);
    };
  }

  private static FileId old(Cursor c, byte[] block, int version) throws FormatException {
    c.skip(4);
    FileId sized = sized(c);
    Cursor rest = new Cursor(sized, 0, block, "superblock");
    rest.skip(c.position() + 1 + 2 + 2 + 4 + (version == 1 ? 4 : 0));
    long storedBase = rest.address();
    rest.address();
    checkEnd(rest, storedBase);
    rest.address();
    // The root group's symbol table entry: the offset of its name, then its header.
    rest.skip(sized.offsetBytes());
    return withRoot(sized, rest.address(), rest);
  }

  private static FileId recent(Cursor c, byte[] block) throws FormatException {
    FileId sized = sized(c);
    Cursor rest = new Cursor(sized, 0, block, "superblock");
    rest.skip(c.position() + 1);
    long storedBase = rest.address();
    rest.address();
    checkEnd(rest, storedBase);
    long root = rest.address();
    rest.checksum();
    return withRoot(sized, root, rest);
  }

  private static FileId sized(Cursor c) throws FormatException {
    int offsets = c.u8();
    int lengths = c.u8();
    if (!isSize(offsets) || !isSize(lengths)) {
      throw c.malformed(
          "unsupported sizes of offsets and lengths: %d, %d".formatted(offsets, lengths));
    }
    FileId f = c.file();
    return new FileId(f.file(), f.base(), f.bytes(), offsets, lengths, 0);
  }

  private static boolean isSize(int bytes) {
    return bytes == 2 || bytes == 4 || bytes == 8;
  }

  /** The file's end as stored; a shorter file was cut off. */
  private static void checkEnd(Cursor c, long storedBase) throws FormatException {
    long end = c.address();
    FileId f = c.file();
    if (end != Cursor.UNDEFINED && end - Math.max(0, storedBase) > f.bytes() - f.base()) {
      throw new FormatException(
          "file is truncated: file=%s, bytes=%d, expected=%d"
              .formatted(f.name(), f.bytes(), f.base() + end - Math.max(0, storedBase)));
    }
  }

  private static FileId withRoot(FileId f, long root, Cursor c) throws FormatException {
    if (root == Cursor.UNDEFINED) {
      throw c.malformed("no root group");
    }
    return new FileId(f.file(), f.base(), f.bytes(), f.offsetBytes(), f.lengthBytes(), root);
  }
}
