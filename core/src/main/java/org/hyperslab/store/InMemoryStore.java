package org.hyperslab.store;

import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.ChunkGrid;

/**
 * An array that is in memory; it is used in place, and its grid only says in which pieces tasks
 * take it.
 */
public final class InMemoryStore implements ChunkSource {
  private final HeldBlock held;
  private final ChunkGrid grid;

  public InMemoryStore(HeldBlock held, ChunkGrid grid) {
    if (!grid.shape().equals(held.block().shape())) {
      throw new IllegalArgumentException(
          "grid is of another shape: grid=" + grid + ", block=" + held.block());
    }
    this.held = held;
    this.grid = grid;
  }

  /** The memory, for runs to hold on to while they use it. */
  public HeldBlock held() {
    return held;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return held.block().dtype();
  }

  @Override
  public Block resident() {
    return held.block();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) {
    throw new UnsupportedOperationException("an array in memory is used in place");
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof InMemoryStore s && s.held == held && s.grid.equals(grid);
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(held);
  }
}
