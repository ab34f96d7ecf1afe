package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.hyperslab.codec.Windows;
import org.hyperslab.store.FormatException;

/** Files, read into native memory and written from it. */
final class ChunkFile {
  private ChunkFile() {}

  /** Fills a segment from a position on. */
  static void fill(FileChannel channel, long position, MemorySegment into) throws IOException {
    long done = 0;
    while (done < into.byteSize()) {
      int n = channel.read(Windows.from(into, done), position + done);
      if (n < 0) {
        throw new FormatException(
            "file ends early: bytes="
                + (position + done)
                + ", expected="
                + (position + into.byteSize()));
      }
      done += n;
    }
  }

  /**
   * Writes a file under a temporary name in its folder and moves it to its place.
   *
   * @param forced whether it is on the disk before it takes the place, so that after a power
   *     failure there is the file from before, or this one, and no empty one
   */
  static void write(Path file, MemorySegment bytes, boolean forced) throws IOException {
    Path temporary = temporary(file);
    try {
      try (FileChannel channel =
          FileChannel.open(
              temporary,
              StandardOpenOption.WRITE,
              StandardOpenOption.CREATE,
              StandardOpenOption.TRUNCATE_EXISTING)) {
        for (long at = 0; at < bytes.byteSize(); ) {
          at += channel.write(Windows.from(bytes, at), at);
        }
        if (forced) {
          channel.force(true);
        }
      }
      moveInto(temporary, file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  private static Path temporary(Path file) {
    // Two writers of one file have one each, so that what is moved is whole.
    String own = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return file.resolveSibling("." + file.getFileName() + "." + own + ".tmp");
  }

  /** Whether a file is one that was being written. */
  static boolean isTemporary(Path file) {
    String name = String.valueOf(file.getFileName());
    return name.startsWith(".") && name.endsWith(".tmp");
  }

  private static void moveInto(Path temporary, Path file) throws IOException {
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
