package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.exec.ChunkLoader;
import org.hyperslab.exec.ComputeException;
import org.hyperslab.exec.Team;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.stencil.BlockAdvance;
import org.hyperslab.stencil.Piece;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * One way of fields from sources to sinks. Each thread takes a block, gathers it with its halo from
 * chunks that it loads or finds loaded, advances it, and stores it. There is a thread more than
 * compute at once, so that loading and storing go on beside computing.
 */
final class Pass {
  private final BlockAdvance advance;
  private final PassPlanner.Choice choice;
  private final BlockPool pool;
  private final Ends ends;
  private final Progress progress;
  private final Semaphore computing;
  private final TaskQueue queue;
  private final Team team;
  private final List<LoadedChunks> chunks = new ArrayList<>();
  private final AtomicInteger done = new AtomicInteger();

  /**
   * Where fields come from and go to.
   *
   * @param sources one per field, then one per constant input
   * @param sinks one per field
   */
  record Ends(List<ChunkSource> sources, List<ChunkSink> sinks) {
    Ends {
      sources = List.copyOf(sources);
      sinks = List.copyOf(sinks);
    }
  }

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
    ChunkLoader loader = new ChunkLoader(progress.meter()::read);
    for (int i = 0; i < ends.sources().size(); i++) {
      Lifetimes lifetimes = choice.feeds().get(i).lifetimes();
      chunks.add(new LoadedChunks(ends.sources().get(i), lifetimes, pool, loader));
    }
    this.queue =
        new TaskQueue(choice.tasks().count(), choice.feeds().getFirst().lifetimes().window());
    this.team =
        new Team(
            () -> {
              queue.stop();
              chunks.forEach(LoadedChunks::stop);
            });
  }

  /** Runs to the end; nothing is committed. */
  void run() {
    try {
      team.run(choice.plan().threads(), thread -> work());
    } finally {
      chunks.forEach(LoadedChunks::close);
    }
  }

  private void work() throws Exception {
    TaskMemory sizes = choice.taskMemory();
    try (Buffers buffers = new Buffers(pool)) {
      Memory memory =
          new Memory(
              buffers.take(sizes.sources(), sizes.sourceBytes()),
              buffers.take(sizes.results(), sizes.resultBytes()),
              buffers.take(1, sizes.scratchBytes()).getFirst(),
              buffers.take(1, sizes.storeBytes()).getFirst());
      for (int task = queue.take(); task >= 0; task = queue.take()) {
        run(task, memory);
      }
    }
  }

  /** Memory from the pool, given back at once. */
  private record Buffers(BlockPool pool, List<BlockPool.Buffer> taken) implements AutoCloseable {
    Buffers(BlockPool pool) {
      this(pool, new ArrayList<>());
    }

    List<MemorySegment> take(int count, long bytes) {
      List<MemorySegment> segments = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        taken.add(pool.take(bytes));
        segments.add(taken.getLast().segment());
      }
      return segments;
    }

    @Override
    public void close() {
      taken.forEach(BlockPool.Buffer::close);
    }
  }

  /** A thread's own. */
  private record Memory(
      List<MemorySegment> sources,
      List<MemorySegment> results,
      MemorySegment scratch,
      MemorySegment store) {}

  private void run(int task, Memory memory) throws InterruptedException {
    Region place = choice.tasks().place(task);
    int steps = choice.tasks().steps();
    Region around = advance.sourceRegion(place, steps);
    List<Block> before = blocks(memory.sources(), around.shape());
    boolean whole = true;
    for (int i = 0; i < before.size() && whole; i++) {
      whole = gather(i, task, new Target(before.get(i), around), memory.store());
    }
    queue.hasRead(task);
    if (!whole) {
      return;
    }
    List<Block> after = blocks(memory.results(), place.shape());
    int fields = after.size();
    computing.acquire();
    try {
      List<Block> inputs = before.subList(fields, before.size());
      Piece piece = new Piece(place, before.subList(0, fields), inputs, after);
      advance.advance(piece, steps, memory.scratch());
      Region inside = place.relativeTo(around);
      List<Block> was = piece.sources().stream().map(b -> b.slice(inside)).toList();
      progress.listener().advanced(progress.from() + steps, place, was, after);
    } finally {
      computing.release();
    }
    for (int f = 0; f < fields; f++) {
      store(ends.sinks().get(f), choice.tasks().chunk(task), after.get(f), memory.store());
    }
    double part = (double) done.incrementAndGet() / choice.tasks().count();
    progress.listener().progressed(progress.from() + steps * part);
  }

  private List<Block> blocks(List<MemorySegment> memory, Shape shape) {
    return memory.stream().map(m -> Block.of(m, advance.evolution().dtype(), shape)).toList();
  }

  /** A block and where it lies. */
  private record Target(Block block, Region place) {}

  /** Fills a block from the chunks that have a part of it; false if the pass was stopped. */
  private boolean gather(int source, int task, Target into, MemorySegment scratch)
      throws InterruptedException {
    Needs needs = choice.feeds().get(source).needs();
    LoadedChunks loaded = chunks.get(source);
    for (Map.Entry<Long, List<Needs.Part>> needed : needs.parts(task).entrySet()) {
      long chunk = needed.getKey();
      Block from = team.failed() ? null : loaded.acquire(chunk, task, scratch);
      if (from == null) {
        return false;
      }
      Region there = needs.source().region(chunk);
      for (Needs.Part part : needed.getValue()) {
        StridedCopy.copy(
            from.slice(part.from().relativeTo(there)),
            into.block().slice(part.to().relativeTo(into.place())));
      }
      loaded.release(chunk);
    }
    return true;
  }

  private void store(ChunkSink sink, long chunk, Block block, MemorySegment scratch) {
    try {
      progress.meter().wrote(sink.store(chunk, block, scratch));
    } catch (IOException | RuntimeException e) {
      throw new ComputeException(
          "cannot store chunk: array=%s, chunk=%s: %s"
              .formatted(sink.name(), Arrays.toString(sink.grid().coords(chunk)), e.getMessage()),
          e);
    }
  }
}
