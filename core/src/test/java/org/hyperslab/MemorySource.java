package org.hyperslab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.store.ChunkSource;

/**
 * A source whose chunks are copied from memory, as if they came from a store: it counts loads, and
 * can be told to fail.
 */
public final class MemorySource implements ChunkSource {
  /** Called before a chunk is copied. */
  @FunctionalInterface
  interface Hook {
    void beforeLoad(long ordinal, long earlierLoads) throws IOException;
  }

  private final String name;
  private final ChunkGrid grid;
  private final DType dtype;
  private final Block all;
  private final AtomicLongArray loads;
  private final AtomicLong wrong = new AtomicLong();
  private volatile Hook hook = (ordinal, earlier) -> {};
  private volatile int concurrentLoads;
  private volatile long scratchBytes;

  MemorySource(String name, ChunkGrid grid, DType dtype) {
    this.name = name;
    this.grid = grid;
    this.dtype = dtype;
    long bytes = grid.shape().size() * dtype.bytes();
    this.all = Block.of(Arena.ofAuto().allocate(Math.max(1, bytes), 64), dtype, grid.shape());
    this.loads = new AtomicLongArray(Math.toIntExact(grid.count()));
  }

  /** Float64 numbers 0, 1, 2, ... in C order. */
  static MemorySource counting(Shape shape, long... chunk) {
    return counting(ChunkGrid.regular(shape, chunk), DType.FLOAT64);
  }

  public static MemorySource counting(ChunkGrid grid, DType dtype) {
    MemorySource source = new MemorySource("counted", grid, dtype);
    Block flat = source.flat();
    for (long i = 0; i < grid.shape().size(); i++) {
      flat.setDouble(i, i);
    }
    return source;
  }

  /** All elements in C order, to be written before the source is used. */
  Block flat() {
    return Block.of(all.segment(), dtype, Shape.of(grid.shape().size()));
  }

  MemorySource withHook(Hook h) {
    hook = h;
    return this;
  }

  MemorySource withConcurrentLoads(int n) {
    concurrentLoads = n;
    return this;
  }

  MemorySource withScratch(long bytes) {
    scratchBytes = bytes;
    return this;
  }

  public ChunkedArray array() {
    return ChunkedArray.from(this);
  }

  /** How often a chunk was asked for. */
  long loads(long ordinal) {
    return loads.get((int) ordinal);
  }

  long allLoads() {
    long sum = 0;
    for (int i = 0; i < loads.length(); i++) {
      sum += loads.get(i);
    }
    return sum;
  }

  long mostLoads() {
    long most = 0;
    for (int i = 0; i < loads.length(); i++) {
      most = Math.max(most, loads.get(i));
    }
    return most;
  }

  /** Calls of load that broke its contract. */
  long wrongCalls() {
    return wrong.get();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public int concurrentLoads() {
    return concurrentLoads;
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    Region region = grid.region(ordinal);
    if (!into.shape().equals(region.shape())
        || into.dtype() != dtype
        || !into.isContiguous()
        || scratch.byteSize() < scratchBytes) {
      wrong.incrementAndGet();
    }
    if (scratchBytes > 0) {
      scratch.fill((byte) 0x5a);
    }
    hook.beforeLoad(ordinal, loads.getAndIncrement((int) ordinal));
    StridedCopy.copy(all.slice(region), into);
    return into.segment().byteSize();
  }
}
