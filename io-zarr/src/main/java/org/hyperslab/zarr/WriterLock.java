package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second writer away from a folder, of this process or another one on any machine whose
 * file system knows locks. The operating system ends the lock with the process. The file's content
 * tells the lock's holder that the file which it has locked is still the one of that name, and not
 * one that an earlier holder has deleted meanwhile.
 */
final class WriterLock implements AutoCloseable {
  static final String NAME = ".hyperslab-lock";

  private static final int ATTEMPTS = 10;

  private final Path file;
  private final FileChannel channel;

  private WriterLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Locks a folder.
   *
   * @throws IOException if it is locked
   */
  static WriterLock of(Path folder) throws IOException {
    WriterLock lock = tryOf(folder);
    if (lock == null) {
      throw new IOException("another writer is at work: folder=" + folder);
    }
    return lock;
  }

  /** Null if the folder is locked. */
  static @Nullable WriterLock tryOf(Path folder) throws IOException {
    Path file = folder.resolve(NAME);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock == null) {
          channel.close();
          return null;
        }
        if (isCurrent(channel, file)) {
          return new WriterLock(file, channel);
        }
        channel.close();
      } catch (OverlappingFileLockException e) {
        channel.close();
        return null;
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    }
    return null;
  }

  private static boolean isCurrent(FileChannel channel, Path file) throws IOException {
    byte[] token = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    channel.truncate(0).write(ByteBuffer.wrap(token), 0);
    try {
      return Arrays.equals(token, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
    channel.close();
  }
}
