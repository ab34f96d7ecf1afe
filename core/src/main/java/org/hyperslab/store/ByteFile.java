package org.hyperslab.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

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

  /**
   * The file that is there now: once another one has taken its place, it cannot be opened any more.
   * One that is changed in place, as when records are added, stays the same.
   *
   * @throws IOException if it isn't there
   */
  default ByteFile asItIs() throws IOException {
    return this;
  }

  /** A file of a file system: whichever is there when it is opened. */
  static ByteFile of(Path path) {
    return new LocalFile(path, "");
  }

  /**
   * A file of a file system.
   *
   * @param path where it is
   * @param identity what tells it from another one that takes its place; empty for any
   */
  record LocalFile(Path path, String identity) implements ByteFile {
    @Override
    public String name() {
      return path.toString();
    }

    @Override
    public ByteFile asItIs() throws IOException {
      return new LocalFile(path, currentIdentity());
    }

    /** An inode's number is soon given to another file, so it isn't enough. */
    private String currentIdentity() throws IOException {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      return now.fileKey() + " of " + now.creationTime();
    }

    @Override
    public ByteReader open() throws IOException {
      if (Files.readAttributes(path, BasicFileAttributes.class).isOther()) {
        // A pipe that nobody writes into would be waited for.
        throw new FormatException("neither a file nor a folder: " + path);
      }
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        // Checked behind opening: what is replaced between the two is refused, not mistaken.
        if (!identity.isEmpty() && !identity.equals(currentIdentity())) {
          throw new FormatException("file was replaced since it was opened: file=" + path);
        }
        return ByteReader.of(channel, name());
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
