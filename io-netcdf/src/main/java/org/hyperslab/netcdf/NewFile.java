package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.hyperslab.store.SegmentIo;

/**
 * A file that is written, at any place by any number of threads, under a temporary name beside its
 * place, {@code .NAME.tmp-xxxx}, and takes the place by a rename. What is not committed is deleted
 * when this is closed.
 */
final class NewFile implements AutoCloseable {
  private final Path place;
  private final Path temporary;
  private final FileChannel channel;
  private boolean closed;

  private NewFile(Path place, Path temporary, FileChannel channel) {
    this.place = place;
    this.temporary = temporary;
    this.channel = channel;
  }

  /**
   * Begins a file. A symbolic link at its place is followed, so that what it points to is replaced.
   *
   * @throws FileAlreadyExistsException if there is a folder
   */
  static NewFile create(Path target) throws IOException {
    Path place = Files.exists(target) ? target.toRealPath() : target.toAbsolutePath().normalize();
    if (Files.isDirectory(place)) {
      throw new FileAlreadyExistsException(target.toString(), null, "a folder, not a file");
    }
    Path parent = place.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    Path temporary = place.resolveSibling("." + place.getFileName() + ".tmp-" + suffix);
    FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW);
    return new NewFile(place, temporary, channel);
  }

  /** Where the file will be. */
  Path place() {
    return place;
  }

  void write(long position, MemorySegment bytes) throws IOException {
    SegmentIo.writeFully(channel, position, bytes);
  }

  void write(long position, byte[] bytes) throws IOException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      channel.write(rest, position + rest.position());
    }
  }

  /** Makes the file at least as long. What is between was never written and reads as zeros. */
  void extendTo(long bytes) throws IOException {
    if (channel.size() < bytes) {
      write(bytes - 1, new byte[1]);
    }
  }

  /** Takes the place. */
  void commit() throws IOException {
    channel.close();
    try {
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, place, StandardCopyOption.REPLACE_EXISTING);
    }
    closed = true;
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try {
        channel.close();
      } finally {
        if (Files.exists(temporary, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(temporary);
        }
      }
    }
  }
}
