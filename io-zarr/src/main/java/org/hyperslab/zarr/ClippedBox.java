package org.hyperslab.zarr;

import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.codec.BloscReader;
import org.hyperslab.grid.Shape;

/**
 * Takes the content of a whole chunk in C order, part by part, and moves what of it lies in the box
 * at its begin to a block: run by run, a run being all that is contiguous in both.
 */
final class ClippedBox implements BloscReader.Parts {
  private final Shape chunk;
  private final Block block;
  private final int leading;
  private final long runBytes;
  private final long periodBytes;

  /**
   * @param chunk the chunk's extents, none less than the block's
   */
  ClippedBox(Shape chunk, Block block) {
    this.chunk = chunk;
    this.block = block;
    Shape box = block.shape();
    int d = box.rank() - 1;
    long behind = block.dtype().bytes();
    while (d > 0 && box.dim(d) == chunk.dim(d)) {
      behind *= chunk.dim(d--);
    }
    this.leading = d;
    this.runBytes = behind * box.dim(d);
    this.periodBytes = behind * chunk.dim(d);
  }

  /**
   * The number of a run among the block's.
   *
   * @param period the number of the chunk's row that the run is the begin of
   * @return -1 if the row is outside the box
   */
  private long run(long period) {
    long rest = period;
    long run = 0;
    long step = 1;
    for (int d = leading - 1; d >= 0; d--) {
      long at = rest % chunk.dim(d);
      if (at >= block.shape().dim(d)) {
        return -1;
      }
      run += at * step;
      step *= block.shape().dim(d);
      rest /= chunk.dim(d);
    }
    return run;
  }

  @Override
  public boolean wants(long offset, long bytes) {
    for (long p = offset / periodBytes; p * periodBytes < offset + bytes; p++) {
      if (p * periodBytes + runBytes > offset && run(p) >= 0) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void accept(long offset, MemorySegment part) {
    long end = offset + part.byteSize();
    for (long p = offset / periodBytes; p * periodBytes < end; p++) {
      long begin = p * periodBytes;
      long from = Math.max(begin, offset);
      long to = Math.min(begin + runBytes, end);
      long run = from < to ? run(p) : -1;
      if (run >= 0) {
        MemorySegment.copy(
            part, from - offset, block.segment(), run * runBytes + from - begin, to - from);
      }
    }
  }
}
