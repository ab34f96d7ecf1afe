package org.hyperslab.plan;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSource;

/**
 * An array whose chunks a user's function computes from other arrays. The executor evaluates the
 * inputs over the chunk's region and calls the function; to the stage that reads it, it is a source
 * like others.
 */
public final class MappedSource implements ChunkSource {
  private final BlockFunction function;
  private final Overlap overlap;
  private final List<Program> inputs;
  private final DType dtype;
  private final ChunkGrid grid;

  MappedSource(
      BlockFunction function, Overlap overlap, List<Program> inputs, DType dtype, ChunkGrid grid) {
    this.function = function;
    this.overlap = overlap;
    this.inputs = List.copyOf(inputs);
    this.dtype = dtype;
    this.grid = grid;
  }

  public BlockFunction function() {
    return function;
  }

  /** How far the blocks of inputs reach beyond those of the array. */
  public Overlap overlap() {
    return overlap;
  }

  /** One program with one root per input, in coordinates of the array. */
  public List<Program> inputs() {
    return inputs;
  }

  @Override
  public String name() {
    return overlap.halo().isNone() ? "mapBlocks" : "mapOverlap";
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  /** What the function needs beside its inputs and its result. */
  @Override
  public long scratchBytes() {
    return function.scratchBytes(overlap.halo().around(Grids.largestChunk(grid)));
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) {
    throw new UnsupportedOperationException("chunks of mapBlocks are computed, not loaded");
  }
}
