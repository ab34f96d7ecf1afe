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
import org.hyperslab.block.Block;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
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
      checkSize(file, channel.size(), into.byteSize());
      return fill(channel, 0, into);
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
      return fill(channel, 0, into.asSlice(0, size));
    }
  }

  /** A directory opens like a file; its size means nothing. */
  private static void refuseDirectory(Path file) throws IOException {
    if (Files.isDirectory(file)) {
      throw new FormatException("a directory, not a file");
    }
  }

  /**
   * Elements of the longest runs that a box at the begin of a chunk shares with it, both in C
   * order.
   */
  static long runElements(Shape chunk, Shape box) {
    long run = 1;
    for (int d = box.rank() - 1; d >= 0; d--) {
      run *= box.dim(d);
      if (box.dim(d) != chunk.dim(d)) {
        break;
      }
    }
    return run;
  }

  /**
   * Reads, from a file that holds a whole uncompressed chunk, the box at its begin that a block is,
   * run by run and straight into the block.
   *
   * @param chunkBytes the size that the file must have
   * @return bytes read
   * @throws java.nio.file.NoSuchFileException if there is none
   */
  static long readBox(Path file, long chunkBytes, Shape chunk, Block into) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      checkSize(file, channel.size(), chunkBytes);
      MemorySegment elements = into.segment();
      long runBytes = runElements(chunk, into.shape()) * into.dtype().bytes();
      long[] strides = Strides.contiguous(chunk);
      long[] at = new long[chunk.rank()];
      for (long to = 0; to < elements.byteSize(); to += runBytes) {
        fill(
            channel,
            Strides.offset(strides, at) * into.dtype().bytes(),
            elements.asSlice(to, runBytes));
        advance(at, into.shape(), runBytes / into.dtype().bytes());
      }
      return elements.byteSize();
    }
  }

  /** Moves an index on by a run of elements, in C order. */
  private static void advance(long[] at, Shape box, long elements) {
    long carry = elements;
    for (int d = at.length - 1; d >= 0 && carry > 0; d--) {
      long next = at[d] + carry;
      at[d] = next % box.dim(d);
      carry = next / box.dim(d);
    }
  }

  private static void checkSize(Path file, long size, long expected) throws IOException {
    if (size != expected) {
      refuseDirectory(file);
      throw new FormatException("wrong size: bytes=" + size + ", expected=" + expected);
    }
  }

  private static long fill(FileChannel channel, long position, MemorySegment into)
      throws IOException {
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
    return done;
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
