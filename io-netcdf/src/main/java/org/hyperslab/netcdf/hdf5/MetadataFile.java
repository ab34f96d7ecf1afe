package org.hyperslab.netcdf.hdf5;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.FormatException;

/**
 * An open HDF5 file, from which pieces of metadata are read. Addresses count from the base address,
 * behind a user block. Not thread-safe.
 */
final class MetadataFile implements Closeable {
  /** No piece of metadata of a sound file is larger; those that could be come in pages. */
  static final long MOST_BYTES = 64 << 20;

  /** How often a file's bytes may be read, on average; sound files need hardly more than once. */
  private static final long MOST_TIMES = 4;

  private final FileId id;
  private final ByteReader reader;
  private long charged;

  private MetadataFile(FileId id, ByteReader reader) {
    this.id = id;
    this.reader = reader;
  }

  /** Opens a file that is known. */
  static MetadataFile open(FileId id) throws IOException {
    return new MetadataFile(id, id.openForMetadata());
  }

  /** Reads the superblock of a file that is open, and is closed by who opened it or by this. */
  static MetadataFile of(ByteFile file, ByteReader reader) throws IOException {
    return new MetadataFile(Superblock.read(file, reader), reader);
  }

  FileId id() {
    return id;
  }

  /**
   * Reads a piece.
   *
   * @param what what messages call it
   * @throws FormatException if it isn't inside the file
   */
  Cursor read(long address, long bytes, String what) throws IOException {
    long position = id.position(address, bytes, what);
    if (bytes > MOST_BYTES) {
      throw id.malformed(what + " is too large: bytes=" + bytes, address);
    }
    charge(bytes, address);
    byte[] piece = new byte[(int) bytes];
    reader.read(position, MemorySegment.ofArray(piece));
    return new Cursor(id, address, piece, what);
  }

  /**
   * Counts bytes that were read, or made out of what was read. Pieces that overlap, or that are
   * referred to again and again, would take time and memory that the file's size does not explain.
   *
   * @throws FormatException if it is too many
   */
  void charge(long bytes, long address) throws FormatException {
    charged += bytes;
    if (charged > MOST_BYTES + MOST_TIMES * id.bytes()) {
      throw id.malformed("metadata refers to the same bytes over and over", address);
    }
  }

  /** Allows for more bytes, where sound files may well be read several times. */
  void allow(long bytes) {
    charged -= bytes;
  }

  /** Reads a piece and checks that it begins with a signature, which is skipped. */
  Cursor read(long address, long bytes, String signature, String what) throws IOException {
    Cursor cursor = read(address, bytes, what);
    cursor.signature(signature);
    return cursor;
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
