package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Piece;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * One way of a field from a source to a sink. Each thread takes a block, gathers it with its halo
 * from chunks that it loads or finds loaded, advances it, and stores it. There is a thread more
 * than compute at once, so that loading and storing go on beside computing.
 */
final class Pass {
  private final BlockAdvance advance;
  private final PassPlanner.Choice choice;
  private final BlockPool pool;
  private final Ends ends;
  private final Progress progress;
  private final Semaphore computing;
  private final TaskQueue queue;
  private final Crew crew;
  private final LoadedChunks chunks;
  private final AtomicInteger done = new AtomicInteger();

  /** Where the field comes from and goes to. */
  record Ends(ChunkSource source, ChunkSink sink) {}

  /**
   * Who is told what.
   *
   * @param from the generation that is read, as a number of steps
   * @param workers threads that compute at once
   */
  record Progress(StreamListener listener, Meter meter, long from, int workers) {}

  Pass(
      BlockAdvance advance,
      PassPlanner.Choice choice,
      BlockPool pool,
      Ends ends,
      Progress progress) {
    this.advance = advance;
    this.choice = choice;
    this.pool = pool;
    this.ends = ends;
    this.progress = progress;
    this.computing = new Semaphore(progress.workers());
    this.chunks = new LoadedChunks(ends.source(), choice.lifetimes(), pool, progress.meter());
    this.queue = new TaskQueue(choice.tasks().count(), choice.lifetimes().window());
    this.crew =
        new Crew(
            () -> {
              queue.stop();
              chunks.stop();
            });
  }

  /** Runs to the end; the sink isn't committed. */
  void run() {
    try (chunks) {
      crew.run(choice.plan().threads(), this::work);
    }
  }

  private void work() throws Exception {
    TaskMemory sizes = choice.taskMemory();
    try (BlockPool.Buffer source = pool.take(sizes.sourceBytes());
        BlockPool.Buffer result = pool.take(sizes.resultBytes());
        BlockPool.Buffer scratch = pool.take(sizes.scratchBytes());
        BlockPool.Buffer store = pool.take(sizes.storeBytes())) {
      Memory memory =
          new Memory(source.segment(), result.segment(), scratch.segment(), store.segment());
      for (int task = queue.take(); task >= 0; task = queue.take()) {
        run(task, memory);
      }
    }
  }

  /** A thread's own. */
  private record Memory(
      MemorySegment source, MemorySegment result, MemorySegment scratch, MemorySegment store) {}

  private void run(int task, Memory memory) throws InterruptedException {
    Region place = choice.tasks().place(task);
    int steps = choice.tasks().steps();
    Region around = advance.sourceRegion(place, steps);
    Block before = Block.of(memory.source(), ends.source().dtype(), around.shape());
    boolean whole = gather(task, before, around, memory.store());
    queue.hasRead(task);
    if (!whole) {
      return;
    }
    Block after = Block.of(memory.result(), ends.sink().dtype(), place.shape());
    computing.acquire();
    try {
      advance.advance(
          new Piece(place, List.of(before), List.of(), List.of(after)), steps, memory.scratch());
      progress
          .listener()
          .advanced(progress.from() + steps, place, before.slice(place.relativeTo(around)), after);
    } finally {
      computing.release();
    }
    store(choice.tasks().chunk(task), after, memory.store());
    double part = (double) done.incrementAndGet() / choice.tasks().count();
    progress.listener().progressed(progress.from() + steps * part);
  }

  /** Fills a block from the chunks that have a part of it; false if the pass was stopped. */
  private boolean gather(int task, Block into, Region around, MemorySegment scratch)
      throws InterruptedException {
    for (long chunk : choice.tasks().needs(task)) {
      Block from = crew.stopped() ? null : chunks.acquire(chunk, task, scratch);
      if (from == null) {
        return false;
      }
      Region there = ends.source().grid().region(chunk);
      choice
          .tasks()
          .forEachNeed(
              task,
              (needed, source, target) -> {
                if (needed == chunk) {
                  StridedCopy.copy(
                      from.slice(source.relativeTo(there)), into.slice(target.relativeTo(around)));
                }
              });
      chunks.release(chunk);
    }
    return true;
  }

  private void store(long chunk, Block block, MemorySegment scratch) {
    try {
      progress.meter().wrote(ends.sink().store(chunk, block, scratch));
    } catch (IOException | RuntimeException e) {
      throw new ComputeException(
          "cannot store chunk: array=%s, chunk=%s: %s"
              .formatted(
                  ends.sink().name(),
                  Arrays.toString(ends.sink().grid().coords(chunk)),
                  e.getMessage()),
          e);
    }
  }
}
