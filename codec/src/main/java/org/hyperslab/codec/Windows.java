package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Segments as byte buffers, which end at 2 GiB: a longer segment is seen through one window after
 * the other.
 */
public final class Windows {
  private static final long WINDOW = 1L << 30;

  private Windows() {}

  /** The bytes from an offset on, as many as a buffer takes. */
  public static ByteBuffer from(MemorySegment segment, long offset) {
    return segment.asSlice(offset, Math.min(WINDOW, segment.byteSize() - offset)).asByteBuffer();
  }

  public static void forEach(MemorySegment segment, Consumer<ByteBuffer> action) {
    for (long at = 0; at < segment.byteSize(); at += WINDOW) {
      action.accept(from(segment, at));
    }
  }
}
