package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hyperslab.store.FormatException;

/**
 * A file as it was when opened, by which it is opened again for each chunk: nobody has to close it,
 * and a thread that is interrupted while it reads closes no one else's channel.
 *
 * @param base where address 0 is
 * @param bytes the file's length
 * @param offsetBytes bytes of an address in the file
 * @param lengthBytes bytes of a length in the file
 * @param rootAddress the root group's object header
 */
record FileId(
    Path path, long base, long bytes, int offsetBytes, int lengthBytes, long rootAddress) {

  /**
   * Opens the file.
   *
   * @throws FormatException if its length has changed
   */
  FileChannel open() throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    long now = channel.size();
    if (now != bytes) {
      channel.close();
      throw new FormatException(
          "file has changed since it was opened: file=%s, bytes=%d, before=%d"
              .formatted(path, now, bytes));
    }
    return channel;
  }

  /**
   * Where an address is in the file.
   *
   * @param size bytes from there on that have to be inside the file
   */
  long position(long address, long size, String what) throws FormatException {
    if (!contains(address, size)) {
      throw new FormatException(
          "%s is outside the file: file=%s, address=%d, bytes=%d, file's bytes=%d"
              .formatted(what, path, address, size, bytes));
    }
    return base + address;
  }

  boolean contains(long address, long size) {
    return address >= 0 && size >= 0 && address <= bytes - base && size <= bytes - base - address;
  }

  FormatException malformed(String message, long address) {
    return new FormatException("%s: file=%s, address=%d".formatted(message, path, address));
  }
}
