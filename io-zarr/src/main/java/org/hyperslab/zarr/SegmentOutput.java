package org.hyperslab.zarr;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A stream into a segment, which refuses what doesn't fit. Not thread-safe. */
final class SegmentOutput extends OutputStream {
  private final MemorySegment segment;
  private long position;

  SegmentOutput(MemorySegment segment) {
    this.segment = segment;
  }

  /** Bytes written. */
  long position() {
    return position;
  }

  private void checkRoom(long bytes) throws IOException {
    if (bytes > segment.byteSize() - position) {
      throw new EOFException("segment is full: bytes=" + segment.byteSize());
    }
  }

  @Override
  public void write(int b) throws IOException {
    checkRoom(1);
    segment.set(ValueLayout.JAVA_BYTE, position++, (byte) b);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    checkRoom(length);
    MemorySegment.copy(bytes, offset, segment, ValueLayout.JAVA_BYTE, position, length);
    position += length;
  }
}
