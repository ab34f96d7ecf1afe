package org.hyperslab.store;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.util.List;

/** An open {@link ByteFile}. Used by one thread at a time, unless an implementation says more. */
public interface ByteReader extends Closeable {
  /**
   * A piece that is to be read.
   *
   * @param position where it begins in the file, in bytes
   * @param into filled to its end
   */
  record Piece(long position, MemorySegment into) {}

  /** Bytes of the file. */
  long size() throws IOException;

  /**
   * Fills a segment from a position on.
   *
   * @throws java.io.EOFException if the file ends before
   * @throws FormatException if the file is known to have changed since it was opened
   */
  void read(long position, MemorySegment into) throws IOException;

  /** Fills several segments; those that lie close together in as few requests as make sense. */
  default void read(List<Piece> pieces) throws IOException {
    for (Piece piece : pieces) {
      read(piece.position(), piece.into());
    }
  }

  /**
   * Reads through a channel, which closing this closes. As thread-safe as the channel.
   *
   * @param name what messages call the file
   */
  static ByteReader of(FileChannel channel, String name) {
    return new ByteReader() {
      @Override
      public long size() throws IOException {
        return channel.size();
      }

      @Override
      public void read(long position, MemorySegment into) throws IOException {
        SegmentIo.readFully(channel, position, into, name);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }
}
