package org.hyperslab.zarr;

import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/** A segment as a stream, for libraries that want one. Not thread-safe. */
final class SegmentInput extends InputStream {
  private final MemorySegment segment;
  private long position;

  SegmentInput(MemorySegment segment) {
    this.segment = segment;
  }

  /** Bytes read. */
  long position() {
    return position;
  }

  @Override
  public int read() {
    return position == segment.byteSize()
        ? -1
        : segment.get(ValueLayout.JAVA_BYTE, position++) & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int n = (int) Math.min(length, segment.byteSize() - position);
    if (n == 0) {
      return length == 0 ? 0 : -1;
    }
    MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, bytes, offset, n);
    position += n;
    return n;
  }
}
