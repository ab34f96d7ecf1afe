package org.hyperslab.plan;

import java.util.Objects;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;
import org.jspecify.annotations.Nullable;

/** Where a stage puts what it computes. */
public sealed interface Destination {
  /** Bytes per thread that encoding one of its chunks takes. */
  long scratchBytes();

  /** The destination's shape and, where it is written in whole chunks, its chunks. */
  ChunkGrid grid();

  DType dtype();

  /** The result of request number {@code request}, in memory; any region can be written. */
  record Result(int request, ChunkGrid grid, DType dtype) implements Destination {
    @Override
    public long scratchBytes() {
      return 0;
    }
  }

  /** The sink of a request, written in whole chunks. */
  record Stored(ChunkSink sink) implements Destination {
    @Override
    public long scratchBytes() {
      return sink.scratchBytes();
    }

    @Override
    public ChunkGrid grid() {
      return sink.grid();
    }

    @Override
    public DType dtype() {
      return sink.dtype();
    }
  }

  /** A later stage's input, in memory or, in whole chunks, in a scratch file. */
  record Kept(Intermediate result) implements Destination {
    @Override
    public long scratchBytes() {
      return 0;
    }

    @Override
    public ChunkGrid grid() {
      return result.grid();
    }

    @Override
    public DType dtype() {
      return result.dtype();
    }
  }

  /** Bytes of one of its chunks. */
  default long chunkBytes() {
    return grid().maxChunkElements() * dtype().bytes();
  }

  /**
   * Bytes per thread that writing takes: a buffer for a region of {@code regions} where there are
   * any, a buffer for a chunk where chunks are not regions, and what encoding takes.
   */
  default long threadBytes(@Nullable ChunkGrid regions) {
    if (inMemory()) {
      return 0;
    }
    long region =
        regions == null ? 0 : BlockPool.sizeClass(regions.maxChunkElements() * dtype().bytes());
    long chunk = Objects.equals(grid(), regions) ? 0 : BlockPool.sizeClass(chunkBytes());
    return region + chunk + BlockPool.sizeClass(scratchBytes());
  }

  /** Whether it is written in place, in any region. */
  default boolean inMemory() {
    return switch (this) {
      case Result r -> true;
      case Stored s -> false;
      case Kept k -> k.result().inMemory();
    };
  }
}
