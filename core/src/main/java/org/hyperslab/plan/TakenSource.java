package org.hyperslab.plan;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.BlockPool;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.store.ChunkSource;

/**
 * The elements of a source at some indices along an axis. A chunk comes from one chunk of the
 * source, which is loaded into scratch memory; where the indices ascend, each is loaded once.
 */
public final class TakenSource implements ChunkSource {
  private final ChunkSource source;
  private final int axis;
  private final Indices indices;
  private final ChunkGrid grid;

  TakenSource(ChunkSource source, int axis, Indices indices) {
    this.source = source;
    this.axis = axis;
    this.indices = indices;
    int bytes = source.dtype().bytes();
    this.grid =
        isFromMemory()
            ? indices.grid(whole(source.grid(), axis, bytes), axis, bytes, 1)
            : indices.grid(source.grid(), axis, bytes, source.grid().chunkShape().dim(axis));
  }

  /** Chunks for an array that is in memory, where chunks cost nothing: whole along the axis. */
  private static ChunkGrid whole(ChunkGrid grid, int axis, int bytes) {
    Shape shape = grid.shape();
    ChunkGrid row = grid.with(axis, 1, 1);
    ChunkGrid small =
        row.maxChunkElements() * bytes > Grids.AUTO_CHUNK_BYTES
            ? Grids.auto(row.shape(), bytes)
            : row;
    return small.with(axis, shape.dim(axis), Math.max(1, shape.dim(axis)));
  }

  /** What is taken from. */
  public ChunkSource source() {
    return source;
  }

  /** Whether loading costs no more than copying. */
  boolean isFromMemory() {
    return ProgramLayout.isResident(source);
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return source.dtype();
  }

  private long chunkBytes() {
    return BlockPool.sizeClass(source.grid().maxChunkElements() * dtype().bytes());
  }

  @Override
  public long scratchBytes() {
    return isFromMemory() ? 0 : chunkBytes() + source.scratchBytes();
  }

  @Override
  public int concurrentLoads() {
    return source.concurrentLoads();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    Region wanted = grid.region(ordinal);
    Block resident = source.resident();
    if (resident != null) {
      copy(resident, Region.whole(resident.shape()), wanted, into);
      return 0;
    }
    long[] origin = wanted.origin();
    origin[axis] = indices.at(origin[axis]);
    Region first = Region.of(origin, wanted.shape().with(axis, 1));
    long from = source.grid().ordinal(source.grid().chunksOf(first).origin());
    Region held = source.grid().region(from);
    Block chunk = Block.of(scratch.asSlice(0, chunkBytes()), dtype(), held.shape());
    long read = source.load(from, chunk, scratch.asSlice(chunkBytes()));
    copy(chunk, held, wanted, into);
    return read;
  }

  /** Copies what is wanted from a block that holds a region, run by run of consecutive indices. */
  private void copy(Block block, Region held, Region wanted, Block into) {
    long start = wanted.start(axis);
    long end = wanted.end(axis);
    for (long i = start; i < end; ) {
      long n = 1;
      while (i + n < end && indices.at(i + n) == indices.at(i) + n) {
        n++;
      }
      long[] origin = wanted.origin();
      origin[axis] = indices.at(i);
      Region from = Region.of(origin, wanted.shape().with(axis, n));
      long[] place = new long[origin.length];
      place[axis] = i - start;
      StridedCopy.copy(
          block.slice(from.relativeTo(held)), into.slice(Region.of(place, from.shape())));
      i += n;
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TakenSource t
        && t.axis == axis
        && t.source.equals(source)
        && t.indices.equals(indices);
  }

  @Override
  public int hashCode() {
    return Objects.hash(source, axis, indices);
  }
}
