package org.hyperslab.codec;

import java.lang.foreign.MemorySegment;
import org.hyperslab.store.MoreScratchException;

/**
 * Hands out the scratch memory of one call piece by piece. Pieces begin at multiples of 64 bytes;
 * sums of {@link #bytes} say how much a call needs.
 */
public final class Scratch {
  private static final long ALIGNMENT = 64;

  private final MemorySegment memory;
  private long taken;

  public Scratch(MemorySegment memory) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("scratch is not native memory: " + memory);
    }
    this.memory = memory;
  }

  /** What taking {@code bytes} uses up. */
  public static long bytes(long bytes) {
    return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * The next piece; its content is undefined.
   *
   * @throws MoreScratchException if so much isn't left
   */
  public MemorySegment take(long bytes) {
    if (taken + bytes > memory.byteSize()) {
      throw new MoreScratchException(taken + bytes - memory.byteSize());
    }
    MemorySegment piece = memory.asSlice(taken, bytes);
    taken = Math.min(taken + bytes(bytes), memory.byteSize());
    return piece;
  }

  /** How much is taken; {@link #release} goes back to it. */
  public long mark() {
    return taken;
  }

  public void release(long mark) {
    taken = mark;
  }
}
