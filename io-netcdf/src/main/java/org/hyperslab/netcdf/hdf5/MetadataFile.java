package org.hyperslab.netcdf.hdf5;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hyperslab.store.FormatException;
import org.hyperslab.store.SegmentIo;

/**
 * An open HDF5 file, from which pieces of metadata are read. Addresses count from the base address,
 * behind a user block. Not thread-safe.
 */
final class MetadataFile implements Closeable {
  /** No piece of metadata of a sound file is larger; those that could be come in pages. */
  static final long MOST_BYTES = 64 << 20;

  private final FileId id;
  private final FileChannel channel;

  private MetadataFile(FileId id, FileChannel channel) {
    this.id = id;
    this.channel = channel;
  }

  /** Opens a file that is known. */
  static MetadataFile open(FileId id) throws IOException {
    return new MetadataFile(id, id.open());
  }

  /** Opens a file and reads its superblock. */
  static MetadataFile open(Path path) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      return new MetadataFile(Superblock.read(path, channel), channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
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
    byte[] piece = new byte[(int) bytes];
    SegmentIo.readFully(channel, position, MemorySegment.ofArray(piece), id.path().toString());
    return new Cursor(id, address, piece, what);
  }

  /** Reads a piece and checks that it begins with a signature, which is skipped. */
  Cursor read(long address, long bytes, String signature, String what) throws IOException {
    Cursor cursor = read(address, bytes, what);
    cursor.signature(signature);
    return cursor;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
