package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.hyperslab.store.FormatException;

/** Whole chunk files, read into native memory and written from it. */
final class ChunkFile {
  private ChunkFile() {}

  /**
   * Reads a file whose size is known.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static long readExactly(Path file, MemorySegment into) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size != into.byteSize()) {
        refuseDirectory(file);
        throw new FormatException("wrong size: bytes=" + size + ", expected=" + into.byteSize());
      }
      return fill(channel, into);
    }
  }

  /**
   * Reads a file that fits into memory, to its begin.
   *
   * @return its size
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static long read(Path file, MemorySegment into) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0 || size > into.byteSize()) {
        refuseDirectory(file);
        throw new FormatException(
            size == 0 ? "empty file" : "too large: bytes=" + size + ", at most=" + into.byteSize());
      }
      return fill(channel, into.asSlice(0, size));
    }
  }

  /** A directory opens like a file; its size means nothing. */
  private static void refuseDirectory(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException("a directory, not a file");
    }
  }

  private static long fill(FileChannel channel, MemorySegment into) throws IOException {
    long at = 0;
    while (at < into.byteSize()) {
      int n = channel.read(Windows.from(into, at), at);
      if (n < 0) {
        throw new FormatException("file ends early: bytes=" + at + ", expected=" + into.byteSize());
      }
      at += n;
    }
    return at;
  }

  /** Writes a file under a temporary name in its folder and moves it to its place. */
  static void write(Path file, MemorySegment bytes) throws IOException {
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
      }
      moveInto(temporary, file);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
  }

  static void write(Path file, byte[] bytes) throws IOException {
    ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    write(file, MemorySegment.ofBuffer(direct));
  }

  private static Path temporary(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".tmp");
  }

  private static void moveInto(Path temporary, Path file) throws IOException {
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
