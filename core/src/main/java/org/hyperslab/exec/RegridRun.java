package org.hyperslab.exec;

import java.util.concurrent.atomic.AtomicLong;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.plan.Stage;

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
    Region met = tasks.chunksOf(region);
    ChunkGrid numbering = ChunkGrid.regular(Shape.of(met.shape().toArray()), ones(met.rank()));
    AtomicLong next = new AtomicLong();
    Team team = new Team();
    team.run(
        threads(met.size()),
        t -> {
          TileLoop.Output output = new TileLoop.Output(stage.program().roots().getFirst());
          try (ProgramRunner runner =
              new ProgramRunner(
                  stage.program(),
                  stage.layout(),
                  context.runners(null, null),
                  new TileLoop.Output[] {output},
                  new TileLoop.Folding[0])) {
            for (long i = next.getAndIncrement();
                i < met.size() && !stopped(team);
                i = next.getAndIncrement()) {
              long[] at = numbering.coords(i);
              for (int d = 0; d < at.length; d++) {
                at[d] += met.start(d);
              }
              Region task = tasks.region(at).intersect(region);
              ProgramRunner.to(output, block.slice(task.relativeTo(region)));
              runner.run(task);
              context.meter().tasksDone(1);
            }
          }
        });
  }

  private void store(Region region, Block block) {
    Region met = stage.destination().grid().chunksOf(region);
    ChunkGrid numbering = ChunkGrid.regular(Shape.of(met.shape().toArray()), ones(met.rank()));
    AtomicLong next = new AtomicLong();
    Team team = new Team();
    team.run(
        threads(met.size()),
        t -> {
          try (Buffers buffers = new Buffers(context.pool())) {
            Writer.InChunks writer = context.inChunks(stage.destination(), null, buffers);
            for (long i = next.getAndIncrement();
                i < met.size() && !stopped(team);
                i = next.getAndIncrement()) {
              long[] at = numbering.coords(i);
              for (int d = 0; d < at.length; d++) {
                at[d] += met.start(d);
              }
              writer.storeChunk(at, block, region);
            }
          }
        });
  }

  private static boolean stopped(Team team) {
    if (Thread.currentThread().isInterrupted()) {
      team.fail(new java.util.concurrent.CancellationException("run was cancelled"));
    }
    return team.failed();
  }

  private int threads(long work) {
    return (int) Math.min(stage.threads(), work);
  }

  private static long[] ones(int rank) {
    long[] ones = new long[rank];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }
}
