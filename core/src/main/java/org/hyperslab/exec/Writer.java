package org.hyperslab.exec;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.plan.Destination;
import org.jspecify.annotations.Nullable;

/**
 * Brings regions to a destination: {@link #begin} gives the block to write a region into, {@link
 * #end} stores it. Stateful, not thread-safe; one per thread.
 */
sealed interface Writer {
  /** Where the elements of a region of the destination are to be written. */
  Block begin(Region region);

  /** The region that was begun is complete. */
  void end();

  /** Straight into an array in memory. */
  record InPlace(Block whole) implements Writer {
    @Override
    public Block begin(Region region) {
      return whole.slice(region);
    }

    @Override
    public void end() {}
  }

  /** A way to put a contiguous chunk into a store. */
  @FunctionalInterface
  interface Store {
    long put(long ordinal, Block block, MemorySegment scratch) throws IOException;
  }

  /** Through a buffer into a store, chunk by chunk; regions are made of whole chunks. */
  final class InChunks implements Writer {
    private final Destination destination;
    private final ChunkGrid grid;
    private final Store store;
    private final Meter meter;
    private final @Nullable MemorySegment buffer;
    private final @Nullable MemorySegment chunk;
    private final MemorySegment scratch;
    private @Nullable Region region;
    private @Nullable Block block;

    /**
     * @param regions the grid of the regions that will be begun, or null if only chunks of ready
     *     blocks will be stored
     */
    InChunks(
        Destination destination,
        Store store,
        @Nullable ChunkGrid regions,
        Meter meter,
        Buffers buffers) {
      this.destination = destination;
      this.grid = destination.grid();
      this.store = store;
      this.meter = meter;
      this.buffer =
          regions == null
              ? null
              : buffers.take(regions.maxChunkElements() * destination.dtype().bytes()).segment();
      this.chunk =
          Objects.equals(grid, regions) ? null : buffers.take(destination.chunkBytes()).segment();
      this.scratch = buffers.take(destination.scratchBytes()).segment();
    }

    @Override
    public Block begin(Region next) {
      region = next;
      block = Block.of(Objects.requireNonNull(buffer), destination.dtype(), next.shape());
      return block;
    }

    @Override
    public void end() {
      storeChunks(Objects.requireNonNull(block), Objects.requireNonNull(region));
    }

    /** Stores the chunks that a region is made of, from a block that holds it. */
    void storeChunks(Block from, Region held) {
      Region chunks = grid.chunksOf(held);
      if (chunks.isEmpty()) {
        return;
      }
      long[] at = chunks.origin();
      do {
        storeChunk(at, from, held);
      } while (chunks.next(at));
    }

    /** Stores one chunk, from a block that holds a region around it. */
    void storeChunk(long[] at, Block from, Region held) {
      Region part = grid.region(at);
      Block source = from;
      if (!part.equals(held) || !from.isContiguous()) {
        source = Block.of(Objects.requireNonNull(chunk), destination.dtype(), part.shape());
        StridedCopy.copy(from.slice(part.relativeTo(held)), source);
      }
      try {
        meter.wrote(store.put(grid.ordinal(at), source, scratch));
      } catch (IOException | RuntimeException e) {
        throw new ComputeException(
            "cannot store chunk: array=%s, chunk=%s: %s"
                .formatted(name(), Arrays.toString(at), e.getMessage()),
            e);
      }
    }

    private String name() {
      return switch (destination) {
        case Destination.Stored s -> s.sink().name();
        case Destination.Kept k -> k.result().name();
        case Destination.Result r -> "result " + r.request();
      };
    }
  }
}
