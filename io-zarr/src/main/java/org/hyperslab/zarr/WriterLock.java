package org.hyperslab.zarr;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second writer away from a folder, of this process or another one on any machine whose
 * file system knows locks. The operating system ends the lock with the process. The file is sparse
 * and of random size, which tells the holder that the file it has locked is still the one of that
 * name, and not one that an earlier holder has deleted meanwhile.
 */
final class WriterLock implements Closeable {
  static final String NAME = ".hyperslab-lock";

  private static final int ATTEMPTS = 10;
  private static final long MOST_BYTES = 1L << 30;

  private final Path file;
  private final FileChannel channel;
  private final long size;

  private WriterLock(Path file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
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
        long size = ThreadLocalRandom.current().nextLong(1, MOST_BYTES);
        channel.truncate(0).write(ByteBuffer.allocate(1), size - 1);
        if (isCurrent(file, size)) {
          return new WriterLock(file, channel, size);
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

  /** Opening the file a second time would end the lock, so its size is what tells. */
  private static boolean isCurrent(Path file, long size) throws IOException {
    try {
      return Files.size(file) == size;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Closing twice does nothing. Where another folder has taken this one's place, the lock in that
   * one may be somebody else's, and stays.
   */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        if (isCurrent(file, size)) {
          Files.deleteIfExists(file);
        }
      } finally {
        channel.close();
      }
    }
  }
}
