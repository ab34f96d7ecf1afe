package org.hyperslab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file whose bytes are read by position: one of a file system, or an object on a server, of which
 * ranges are asked for. It is opened for every use and closed again, so nobody has to close this
 * itself. Immutable and thread-safe; two that are equal are the same file.
 */
public interface ByteFile {
  /** What messages call the file: its path or URL. */
  String name();

  /**
   * How many reads are worth having under way at once, whatever the number of cores: 0 for a file
   * whose reads don't wait.
   */
  default int concurrentReads() {
    return 0;
  }

  /**
   * Pieces with so many bytes between them, or fewer, are better read together with what is between
   * than one by one.
   */
  default long gapBytes() {
    return 0;
  }

  /**
   * Opens the file.
   *
   * @throws IOException if it isn't there or cannot be read
   */
  ByteReader open() throws IOException;

  /**
   * Opens the file in order to read many small pieces, of which some lie side by side: where reads
   * wait, whole blocks are read and some are kept.
   */
  default ByteReader openForMetadata() throws IOException {
    return concurrentReads() == 0 ? open() : new BlockReader(open());
  }

  /** A file of a file system. */
  static ByteFile of(Path path) {
    return new LocalFile(path);
  }

  /**
   * A file of a file system.
   *
   * @param path where it is
   */
  record LocalFile(Path path) implements ByteFile {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public ByteReader open() throws IOException {
      return ByteReader.of(FileChannel.open(path, StandardOpenOption.READ), name());
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
