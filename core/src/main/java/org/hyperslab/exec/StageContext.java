package org.hyperslab.exec;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.HeldBlock;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.plan.Destination;
import org.hyperslab.plan.Intermediate;
import org.hyperslab.store.ScratchStore;
import org.jspecify.annotations.Nullable;

/**
 * What the stages of a run share.
 *
 * @param results the requested results that are in memory, by request number
 * @param kept the intermediate results that are in memory
 * @param scratch those that are in scratch files
 */
record StageContext(
    BlockPool pool,
    ChunkLoader loader,
    Meter meter,
    int workers,
    List<@Nullable HeldBlock> results,
    Map<Intermediate, HeldBlock> kept,
    Map<Intermediate, ScratchStore> scratch) {

  ProgramRunner.Context runners(@Nullable ChunkCache cache, @Nullable Semaphore computing) {
    return new ProgramRunner.Context(pool, loader, cache, computing);
  }

  /** A writer for one thread. */
  Writer writer(Destination destination, @Nullable ChunkGrid regions, Buffers buffers) {
    return switch (destination) {
      case Destination.Result r ->
          new Writer.InPlace(Objects.requireNonNull(results.get(r.request())).block());
      case Destination.Kept k when k.result().inMemory() ->
          new Writer.InPlace(Objects.requireNonNull(kept.get(k.result())).block());
      default -> inChunks(destination, regions, buffers);
    };
  }

  /** A writer for one thread into a destination that is stored chunk by chunk. */
  Writer.InChunks inChunks(Destination destination, @Nullable ChunkGrid regions, Buffers buffers) {
    Writer.Store store =
        switch (destination) {
          case Destination.Stored s ->
              (ordinal, block, memory) ->
                  s.sink().isStored(ordinal) ? 0 : s.sink().store(ordinal, block, memory);
          case Destination.Kept k -> {
            ScratchStore file = Objects.requireNonNull(scratch.get(k.result()));
            yield (ordinal, block, _) -> file.store(ordinal, block);
          }
          case Destination.Result r ->
              throw new IllegalStateException("a result in memory has no chunks");
        };
    return new Writer.InChunks(destination, store, regions, meter, buffers);
  }
}
