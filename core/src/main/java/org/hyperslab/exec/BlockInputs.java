package org.hyperslab.exec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.EdgeMode;
import org.hyperslab.grid.Halo;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.plan.LoadLayout;
import org.hyperslab.plan.MappedSource;
import org.hyperslab.plan.Overlap;
import org.hyperslab.plan.Program;
import org.hyperslab.plan.ProgramLayout;

/**
 * The inputs of a user's function, evaluated around one block after the other. What lies inside of
 * the array, or stands for elements of it, is evaluated into place, piece by piece; then the edges
 * that repeat what they have are filled, dimension by dimension. Stateful, not thread-safe.
 */
final class BlockInputs implements AutoCloseable {
  private final MappedSource mapped;
  private final Overlap overlap;
  private final List<ProgramRunner> runners = new ArrayList<>();
  private final List<TileLoop.Output> outputs = new ArrayList<>();
  private final List<MemorySegment> memory = new ArrayList<>();
  private final MemorySegment scratch;

  BlockInputs(
      MappedSource mapped, LoadLayout layout, ProgramRunner.Context context, Buffers buffers) {
    this.mapped = mapped;
    this.overlap = mapped.overlap();
    for (int i = 0; i < mapped.inputs().size(); i++) {
      Program input = mapped.inputs().get(i);
      ProgramLayout inner = layout.nested().get(i);
      TileLoop.Output output = new TileLoop.Output(input.roots().getFirst());
      memory.add(buffers.take(inner.resultBytes()).segment());
      outputs.add(output);
      runners.add(
          new ProgramRunner(
              input, inner, context, new TileLoop.Output[] {output}, new TileLoop.Folding[0]));
    }
    this.scratch = buffers.take(mapped.scratchBytes()).segment();
  }

  /** Calls the function for a block. */
  void compute(Region region, Block into) {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < runners.size(); i++) {
      Program input = mapped.inputs().get(i);
      DType dtype = input.dtype(input.roots().getFirst());
      Block block = Block.of(memory.get(i), dtype, overlap.halo().around(region.shape()));
      evaluate(i, region, block, new EdgeMode.Run[region.rank()], 0);
      for (int d = 0; d < region.rank(); d++) {
        if (!overlap.modes().get(d).isTakenFromElements()) {
          fillEdges(block, region, d);
        }
      }
      blocks.add(block);
    }
    try {
      mapped.function().apply(List.copyOf(blocks), region, into, scratch);
    } catch (RuntimeException e) {
      throw new ComputeException("user function failed: block=" + region + ": " + e, e);
    }
  }

  private void evaluate(int input, Region region, Block block, EdgeMode.Run[] runs, int d) {
    if (d == runs.length) {
      piece(input, region, block, runs);
      return;
    }
    long extent = mapped.grid().shape().dim(d);
    for (EdgeMode.Run run : overlap.runs(d, region.start(d), region.end(d), extent)) {
      runs[d] = run;
      evaluate(input, region, block, runs, d + 1);
    }
  }

  /** Evaluates what one run per dimension gives, forwards or backwards, into its place. */
  private void piece(int input, Region region, Block block, EdgeMode.Run[] runs) {
    int bytes = block.dtype().bytes();
    long[] origin = new long[runs.length];
    long[] extents = new long[runs.length];
    long[] strides = new long[runs.length];
    long first = 0;
    for (int d = 0; d < runs.length; d++) {
      EdgeMode.Run run = runs[d];
      origin[d] = run.source();
      extents[d] = run.length();
      long at = run.position() - region.start(d) + overlap.halo().before(d);
      first += block.stride(d) * (run.backwards() ? at + run.length() - 1 : at);
      strides[d] = block.stride(d) * (run.backwards() ? -bytes : bytes);
    }
    outputs.get(input).to(block.address() + first * bytes, strides);
    runners.get(input).run(Region.of(origin, Shape.of(extents)));
  }

  private void fillEdges(Block block, Region region, int d) {
    Halo halo = overlap.halo();
    long extent = mapped.grid().shape().dim(d);
    long before = Math.max(0, halo.before(d) - region.start(d));
    long after = Math.max(0, region.end(d) + halo.after(d) - extent);
    long all = block.shape().dim(d);
    fill(block, d, 0, before, before);
    fill(block, d, all - after, after, all - after - 1);
  }

  /** Fills some indices along a dimension with a constant, or with what is at another one. */
  private void fill(Block block, int d, long from, long count, long like) {
    if (count == 0) {
      return;
    }
    long[] origin = new long[block.shape().rank()];
    origin[d] = from;
    Block edge = block.slice(Region.of(origin, block.shape().with(d, count)));
    long[] strides = new long[origin.length];
    if (overlap.modes().get(d) == EdgeMode.CONSTANT) {
      edge.setDouble(overlap.value(), new long[origin.length]);
      spread(edge, 0, edge, strides);
    } else {
      for (int e = 0; e < strides.length; e++) {
        strides[e] = e == d ? 0 : block.stride(e);
      }
      spread(edge, (like - from) * block.stride(d), edge, strides);
    }
  }

  /** Copies to {@code edge} from itself, from elsewhere and with other strides. */
  private static void spread(Block edge, long offset, Block from, long[] strides) {
    StridedCopy.copy(from.withLayout(edge.shape(), from.offset() + offset, strides), edge);
  }

  @Override
  public void close() {
    runners.forEach(ProgramRunner::close);
  }
}
