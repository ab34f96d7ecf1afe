package org.hyperslab.exec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.IndexMap;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.plan.LoadLayout;
import org.hyperslab.plan.MappedSource;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.ProgramLayout;
import org.hyperslab.store.ChunkSource;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a program over regions of its domain: gets the operands' chunks, then runs the {@link
 * TileLoop}. Owns the buffers that the program's layout lists. Stateful, not thread-safe; one per
 * thread.
 */
final class ProgramRunner implements AutoCloseable {
  private final Buffers buffers;
  private final List<Operand> operands = new ArrayList<>();
  private final TileLoop.Operands places;
  private final TileLoop loop;
  private final @Nullable Semaphore computing;

  /**
   * What runners of one stage share.
   *
   * @param computing a permit per core, where there are more threads than cores so that loads can
   *     wait; null where not
   */
  record Context(
      BlockPool pool,
      ChunkLoader loader,
      @Nullable ChunkCache cache,
      @Nullable Semaphore computing) {}

  ProgramRunner(
      Program program,
      ProgramLayout layout,
      Context context,
      TileLoop.Output[] outputs,
      TileLoop.Folding[] foldings) {
    this.computing = context.computing;
    this.buffers = new Buffers(context.pool);
    this.places = new TileLoop.Operands(program.operands().size());
    try {
      MemorySegment registers = buffers.take(layout.registerBytes()).segment();
      for (int i = 0; i < program.operands().size(); i++) {
        operands.add(operand(program.operands().get(i), layout.loads().get(i), context));
      }
      this.loop = new TileLoop(program, registers, outputs, foldings);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Operand operand(Program.Operand operand, LoadLayout layout, Context context) {
    return switch (operand) {
      case Program.Constant c -> new Fixed();
      case Program.Make m -> new Made(m);
      case Program.Joined j -> new Parts(j, layout, context);
      case Program.Load l -> {
        Block resident = l.source().resident();
        yield resident != null ? new Resident(l.map(), resident) : new Chunks(l, layout, context);
      }
    };
  }

  /** Evaluates the program over a region. Outputs and foldings have been placed before. */
  void run(Region region) {
    try {
      for (int i = 0; i < operands.size(); i++) {
        operands.get(i).place(i, region);
      }
      compute(region.shape());
    } finally {
      operands.forEach(Operand::done);
    }
  }

  private void compute(Shape box) {
    if (computing == null) {
      loop.run(box, places);
      return;
    }
    computing.acquireUninterruptibly();
    try {
      loop.run(box, places);
    } finally {
      computing.release();
    }
  }

  @Override
  public void close() {
    operands.forEach(Operand::close);
    buffers.close();
  }

  /** An operand of the program, put in place for one region after another. */
  private abstract static class Operand {
    abstract void place(int number, Region region);

    /** The region has been evaluated. */
    void done() {}

    void close() {}
  }

  private static final class Fixed extends Operand {
    @Override
    void place(int number, Region region) {}
  }

  private final class Made extends Operand {
    private final long base;
    private final long[] weights;

    Made(Program.Make make) {
      base = make.base();
      weights = make.weights().stream().mapToLong(Long::longValue).toArray();
    }

    @Override
    void place(int number, Region region) {
      long index = base;
      for (int d = 0; d < weights.length; d++) {
        index += weights[d] * region.start(d);
      }
      places.base[number] = index;
      places.strides[number] = weights;
    }
  }

  private final class Resident extends Operand {
    private final IndexMap map;
    private final Block block;
    private final Region whole;

    Resident(IndexMap map, Block block) {
      this.map = map;
      this.block = block;
      this.whole = Region.whole(block.shape());
    }

    @Override
    void place(int number, Region region) {
      placeBlock(number, region, map, block, whole);
    }
  }

  /** Says where a region's elements are in a block that holds a region of the source. */
  private void placeBlock(int number, Region region, IndexMap map, Block block, Region held) {
    int bytes = block.dtype().bytes();
    long first = 0;
    for (int a = 0; a < map.source().rank(); a++) {
      int d = map.dimensionOf(a);
      long at = map.base(a) + (d == IndexMap.NONE ? 0 : map.step(d) * region.start(d));
      first += block.stride(a) * (at - held.start(a));
    }
    long[] strides = new long[region.rank()];
    for (int d = 0; d < strides.length; d++) {
      strides[d] =
          map.axis(d) == IndexMap.NONE ? 0 : bytes * map.step(d) * block.stride(map.axis(d));
    }
    places.base[number] = block.address() + bytes * first;
    places.strides[number] = strides;
  }

  /** Chunks of a source: one, used in place, or several, copied together. */
  private final class Chunks extends Operand {
    private final Program.Load load;
    private final ChunkSource source;
    private final @Nullable ChunkCache cache;
    private final @Nullable MemorySegment chunk;
    private final @Nullable MemorySegment gathered;
    private final MemorySegment scratch;
    private final ChunkLoader loader;
    private final @Nullable BlockInputs mapper;
    private ChunkCache.@Nullable Entry pinned;

    Chunks(Program.Load load, LoadLayout layout, Context context) {
      this.load = load;
      this.source = load.source();
      this.loader = context.loader;
      this.cache = layout.shared() ? context.cache : null;
      this.chunk = cache == null ? buffers.take(layout.chunkBytes()).segment() : null;
      this.gathered = layout.direct() ? null : buffers.take(layout.regionBytes()).segment();
      if (source instanceof MappedSource mapped) {
        this.mapper = new BlockInputs(mapped, layout, context, buffers);
        this.scratch = MemorySegment.NULL;
      } else {
        this.mapper = null;
        this.scratch = buffers.take(layout.scratchBytes()).segment();
      }
    }

    @Override
    void place(int number, Region region) {
      Region wanted = load.map().sourceRegion(region);
      ChunkGrid grid = source.grid();
      Region chunks = grid.chunksOf(wanted);
      if (chunks.size() == 1) {
        long ordinal = grid.ordinal(chunks.origin());
        placeBlock(number, region, load.map(), get(ordinal), grid.region(ordinal));
        return;
      }
      if (gathered == null) {
        throw new IllegalStateException(
            "task meets several chunks: array=" + source.name() + ", region=" + region);
      }
      Block whole = Block.of(gathered, source.dtype(), wanted.shape());
      long[] at = chunks.origin();
      do {
        Region held = grid.region(at);
        if (!load.map().viewRegion(held).intersect(region).isEmpty()) {
          gather(grid.ordinal(at), held, whole, wanted);
        }
      } while (chunks.next(at));
      placeBlock(number, region, load.map(), whole, wanted);
    }

    /** Puts what a chunk has of a region to its place; loads it there, if that is one run. */
    private void gather(long ordinal, Region held, Block whole, Region wanted) {
      Region part = held.intersect(wanted);
      Block place = whole.slice(part.relativeTo(wanted));
      if (cache == null && part.equals(held) && place.isContiguous()) {
        int bytes = source.dtype().bytes();
        MemorySegment run = whole.segment().asSlice(bytes * place.offset());
        load(ordinal, Block.of(run, source.dtype(), held.shape()));
        return;
      }
      StridedCopy.copy(get(ordinal).slice(part.relativeTo(held)), place);
      done();
    }

    private Block get(long ordinal) {
      if (cache != null) {
        pinned = cache.acquire(source, ordinal, scratch);
        return pinned.block();
      }
      MemorySegment memory = chunk;
      if (memory == null) {
        throw new IllegalStateException("no buffer for chunks of " + source.name());
      }
      Block block = Block.of(memory, source.dtype(), source.grid().region(ordinal).shape());
      load(ordinal, block);
      return block;
    }

    private void load(long ordinal, Block into) {
      if (mapper != null) {
        mapper.compute(source.grid().region(ordinal), into);
      } else {
        loader.load(source, ordinal, into, scratch);
      }
    }

    @Override
    void done() {
      if (pinned != null && cache != null) {
        cache.release(pinned);
        pinned = null;
      }
    }

    @Override
    void close() {
      done();
      if (mapper != null) {
        mapper.close();
      }
    }
  }

  /** Points an output at a block. */
  static void to(TileLoop.Output output, Block block) {
    long[] strides = new long[block.shape().rank()];
    for (int d = 0; d < strides.length; d++) {
      strides[d] = block.stride(d) * block.dtype().bytes();
    }
    output.to(block.address(), strides);
  }

  /** Parts along a dimension, evaluated into one buffer. */
  private final class Parts extends Operand {
    private final Program.Joined joined;
    private final MemorySegment memory;
    private final ProgramLayout[] layouts;
    private final Context context;

    Parts(Program.Joined joined, LoadLayout layout, Context context) {
      this.joined = joined;
      this.memory = buffers.take(layout.regionBytes()).segment();
      this.layouts = layout.nested().toArray(new ProgramLayout[0]);
      this.context = context;
    }

    @Override
    void place(int number, Region region) {
      Block whole = Block.of(memory, joined.dtype(), region.shape());
      int along = joined.dimension();
      for (int p = 0; p < joined.parts().size(); p++) {
        Program part = joined.parts().get(p);
        long start = joined.starts().get(p);
        long from = Math.max(region.start(along), start);
        long to = Math.min(region.end(along), start + part.domain().dim(along));
        if (from < to) {
          evaluate(p, region, whole, from, to);
        }
      }
      int bytes = joined.dtype().bytes();
      long[] strides = Strides.contiguous(region.shape());
      for (int d = 0; d < strides.length; d++) {
        strides[d] *= bytes;
      }
      places.base[number] = whole.address();
      places.strides[number] = strides;
    }

    private void evaluate(int p, Region region, Block whole, long from, long to) {
      int along = joined.dimension();
      Program part = joined.parts().get(p);
      long[] origin = region.origin();
      Shape shape = region.shape().with(along, to - from);
      long[] inWhole = new long[origin.length];
      inWhole[along] = from - region.start(along);
      origin[along] = from - joined.starts().get(p);
      TileLoop.Output output = new TileLoop.Output(part.roots().getFirst());
      to(output, whole.slice(Region.of(inWhole, shape)));
      try (ProgramRunner runner =
          new ProgramRunner(
              part, layouts[p], context, new TileLoop.Output[] {output}, new TileLoop.Folding[0])) {
        runner.run(Region.of(origin, shape));
      }
    }
  }
}
