package org.hyperslab.store;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Positional reads and writes between files and native segments of any size, without a copy on the
 * heap.
 */
public final class SegmentIo {
  private static final long MOST_PER_CALL = 1L << 30;

  private SegmentIo() {}

  /**
   * Fills a segment from a file.
   *
   * @param name what the message calls the file
   * @throws EOFException if the file ends before
   */
  public static void readFully(FileChannel file, long position, MemorySegment into, String name)
      throws IOException {
    long done = 0;
    while (done < into.byteSize()) {
      ByteBuffer part =
          into.asSlice(done, Math.min(MOST_PER_CALL, into.byteSize() - done)).asByteBuffer();
      int n = file.read(part, position + done);
      if (n < 0) {
        throw new EOFException(
            "file ends early: file=%s, offset=%d, missing=%d"
                .formatted(name, position + done, into.byteSize() - done));
      }
      done += n;
    }
  }

  /** Writes a segment to a file. */
  public static void writeFully(FileChannel file, long position, MemorySegment from)
      throws IOException {
    long done = 0;
    while (done < from.byteSize()) {
      ByteBuffer part =
          from.asSlice(done, Math.min(MOST_PER_CALL, from.byteSize() - done)).asByteBuffer();
      done += file.write(part, position + done);
    }
  }
}
