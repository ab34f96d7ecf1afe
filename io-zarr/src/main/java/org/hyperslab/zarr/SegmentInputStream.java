package org.hyperslab.zarr;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A segment's bytes as a stream. */
final class SegmentInputStream extends InputStream {
  private final MemorySegment segment;
  private long position;

  SegmentInputStream(MemorySegment segment) {
    this.segment = segment;
  }

  @Override
  public int read() {
    return position == segment.byteSize()
        ? -1
        : Byte.toUnsignedInt(segment.get(ValueLayout.JAVA_BYTE, position++));
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    long left = segment.byteSize() - position;
    if (left == 0) {
      return length == 0 ? 0 : -1;
    }
    int n = (int) Math.min(left, length);
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, into, offset, n);
    position += n;
    return n;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, segment.byteSize() - position);
  }
}
