package org.hyperslab.plan;

import java.util.List;

/**
 * How a task gets at the elements of one operand, and the memory that takes. All sizes are bytes as
 * the block pool rounds them.
 *
 * @param direct whether every task's elements lie in one chunk, which is then used in place;
 *     otherwise they are copied, chunk by chunk, into a buffer of the task's region
 * @param shared whether a chunk may be needed again, by another task or operand, so that it is kept
 *     in the chunk cache
 * @param chunkBytes a loaded or computed chunk; 0 for an array in memory
 * @param regionBytes the buffer of the task's region; 0 if direct
 * @param scratchBytes what loading a chunk needs beside
 * @param nested layouts of the programs that compute the chunk or the parts, evaluated one after
 *     another
 */
public record LoadLayout(
    boolean direct,
    boolean shared,
    long chunkBytes,
    long regionBytes,
    long scratchBytes,
    List<ProgramLayout> nested) {
  public LoadLayout {
    nested = List.copyOf(nested);
  }

  /** An operand that needs no memory. */
  static final LoadLayout NOTHING = new LoadLayout(true, false, 0, 0, 0, List.of());

  /** The layout of computed chunks of so many bytes. */
  LoadLayout with(boolean isDirect, long bytesOfChunk, long bytesOfRegion) {
    return new LoadLayout(isDirect, shared, bytesOfChunk, bytesOfRegion, scratchBytes, nested);
  }

  /** Bytes of the largest chunks that a thread may have in use, of those that are kept. */
  long sharedBytes() {
    long bytes = shared ? chunkBytes : 0;
    for (ProgramLayout p : nested) {
      bytes += p.sharedBytes();
    }
    return bytes;
  }

  /** Bytes per thread, without what the cache keeps for later. */
  long bytes() {
    long inner = 0;
    for (ProgramLayout p : nested) {
      inner = Math.max(inner, p.bytes());
    }
    return chunkBytes + regionBytes + scratchBytes + inner;
  }
}
