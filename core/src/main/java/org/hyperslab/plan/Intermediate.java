package org.hyperslab.plan;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * What one stage leaves for a later one. The plan knows its shape, dtype and chunks; the executor
 * says, before the stage that makes it runs, where its elements are kept: in memory or in a scratch
 * file.
 */
public final class Intermediate implements ChunkSource {
  private final String name;
  private final ChunkGrid grid;
  private final DType dtype;
  private final boolean inMemory;
  private volatile @Nullable ChunkSource content;

  Intermediate(String name, ChunkGrid grid, DType dtype, boolean inMemory) {
    this.name = name;
    this.grid = grid;
    this.dtype = dtype;
    this.inMemory = inMemory;
  }

  /** Says where the elements are; null once they are gone. */
  public void bind(@Nullable ChunkSource source) {
    content = source;
  }

  private ChunkSource content() {
    ChunkSource source = content;
    if (source == null) {
      throw new IllegalStateException("intermediate result is not there: " + name);
    }
    return source;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  /** Whether the elements are kept in memory, and not in a scratch file. */
  public boolean inMemory() {
    return inMemory;
  }

  /** Bytes of all elements. */
  public long bytes() {
    return Grids.bytes(grid.shape(), dtype);
  }

  @Override
  public @Nullable Block resident() {
    ChunkSource source = content;
    return source == null ? null : source.resident();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    return content().load(ordinal, into, scratch);
  }

  @Override
  public String toString() {
    return name;
  }
}
