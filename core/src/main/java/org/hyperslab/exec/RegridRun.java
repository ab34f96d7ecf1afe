package org.hyperslab.exec;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.plan.Stage;
import org.jspecify.annotations.Nullable;

/**
 * Runs a regrid stage: block after block, first all tasks that meet the block are evaluated into
 * it, by all threads, then its chunks are stored, by all threads.
 */
final class RegridRun {
  private final Stage.Regrid stage;
  private final StageContext context;

  RegridRun(Stage.Regrid stage, StageContext context) {
    this.stage = stage;
    this.context = context;
  }

  void run() {
    long bytes = stage.blocks().maxChunkElements() * stage.destination().dtype().bytes();
    try (BlockPool.Buffer memory = context.pool().take(bytes)) {
      for (long b = 0; b < stage.blocks().count(); b++) {
        Region region = stage.blocks().region(b);
        Block block = Block.of(memory.segment(), stage.destination().dtype(), region.shape());
        fill(region, block);
        store(region, block);
      }
    }
  }

  private void fill(Region region, Block block) {
    ChunkGrid tasks = stage.grid();
    new Shared(tasks.chunksOf(region))
        .run(
            chunks -> {
              TileLoop.Output output = new TileLoop.Output(stage.program().roots().getFirst());
              try (ProgramRunner runner =
                  new ProgramRunner(
                      stage.program(),
                      stage.layout(),
                      context.runners(null, null),
                      new TileLoop.Output[] {output},
                      new TileLoop.Folding[0])) {
                for (long[] at = chunks.next(); at != null; at = chunks.next()) {
                  Region task = tasks.region(at).intersect(region);
                  ProgramRunner.to(output, block.slice(task.relativeTo(region)));
                  runner.run(task);
                  context.meter().tasksDone(1);
                }
              }
            });
  }

  private void store(Region region, Block block) {
    new Shared(stage.destination().grid().chunksOf(region))
        .run(
            chunks -> {
              try (Buffers buffers = new Buffers(context.pool())) {
                Writer.InChunks writer = context.inChunks(stage.destination(), null, buffers);
                for (long[] at = chunks.next(); at != null; at = chunks.next()) {
                  writer.storeChunk(at, block, region);
                }
              }
            });
  }

  /** A box of chunks that the stage's threads share among them. */
  private final class Shared {
    private final Region box;
    private final ChunkGrid numbering;
    private final AtomicLong next = new AtomicLong();
    private final Team team = new Team();

    Shared(Region box) {
      this.box = box;
      this.numbering = ChunkGrid.regular(box.shape(), ones(box.rank()));
    }

    void run(Consumer<Shared> work) {
      team.run((int) Math.min(stage.threads(), box.size()), t -> work.accept(this));
    }

    /**
     * The coordinates of a chunk that nobody has taken; null if there is none, or the work stops.
     */
    long @Nullable [] next() {
      if (Thread.currentThread().isInterrupted()) {
        team.fail(new CancellationException("run was cancelled"));
      }
      long i = next.getAndIncrement();
      if (i >= box.size() || team.failed()) {
        return null;
      }
      long[] at = numbering.coords(i);
      for (int d = 0; d < at.length; d++) {
        at[d] += box.start(d);
      }
      return at;
    }
  }

  private static long[] ones(int rank) {
    long[] ones = new long[rank];
    Arrays.fill(ones, 1);
    return ones;
  }
}
