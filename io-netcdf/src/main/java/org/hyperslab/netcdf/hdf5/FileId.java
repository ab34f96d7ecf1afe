package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
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
    ByteFile file, long base, long bytes, int offsetBytes, int lengthBytes, long rootAddress) {

  /** What messages call the file. */
  String name() {
    return file.name();
  }

  /**
   * Opens the file.
   *
   * @throws FormatException if its length has changed
   */
  ByteReader open() throws IOException {
    return checked(file.open());
  }

  /** Opens the file to read metadata; otherwise as {@link #open}. */
  ByteReader openForMetadata() throws IOException {
    return checked(file.openForMetadata());
  }

  private ByteReader checked(ByteReader reader) throws IOException {
    long now = reader.size();
    if (now != bytes) {
      reader.close();
      throw new FormatException(
          "file has changed since it was opened: file=%s, bytes=%d, before=%d"
              .formatted(name(), now, bytes));
    }
    return reader;
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
              .formatted(what, name(), address, size, bytes));
    }
    return base + address;
  }

  boolean contains(long address, long size) {
    return address >= 0 && size >= 0 && address <= bytes - base && size <= bytes - base - address;
  }

  FormatException malformed(String message, long address) {
    return new FormatException("%s: file=%s, address=%d".formatted(message, name(), address));
  }
}
