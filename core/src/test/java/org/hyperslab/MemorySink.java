package org.hyperslab;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.store.ChunkSink;

/** A sink that keeps what it is given in memory and counts what it is asked to do. */
final class MemorySink implements ChunkSink {
  /** Called before a chunk is kept. */
  @FunctionalInterface
  interface Hook {
    void beforeStore(long ordinal) throws IOException;
  }

  /** Called when the sink is committed or closed. */
  @FunctionalInterface
  interface Step {
    void run() throws IOException;
  }

  private final String name;
  private final ChunkGrid grid;
  private final DType dtype;
  private final Block all;
  private final AtomicLongArray stores;
  private final AtomicInteger wrong = new AtomicInteger();
  private volatile Hook onStore = ordinal -> {};
  private volatile Step onCommit = () -> {};
  private volatile Step onClose = () -> {};
  private volatile int commits;
  private volatile int closes;

  MemorySink(String name, ChunkGrid grid, DType dtype) {
    this.name = name;
    this.grid = grid;
    this.dtype = dtype;
    long bytes = grid.shape().size() * dtype.bytes();
    this.all = Block.of(Arena.ofAuto().allocate(Math.max(1, bytes), 64), dtype, grid.shape());
    this.stores = new AtomicLongArray(Math.toIntExact(grid.count()));
  }

  /** A sink for an array in chunks of its own. */
  static MemorySink like(ChunkedArray array) {
    return new MemorySink("sink", array.chunks(), array.dtype());
  }

  MemorySink withStore(Hook hook) {
    onStore = hook;
    return this;
  }

  MemorySink withCommit(Step step) {
    onCommit = step;
    return this;
  }

  MemorySink withClose(Step step) {
    onClose = step;
    return this;
  }

  Write of(ChunkedArray array) {
    return new Write(array, () -> this);
  }

  /** All elements in C order. */
  Block flat() {
    return Block.of(all.segment(), dtype, Shape.of(grid.shape().size()));
  }

  double[] toDoubles() {
    Block flat = flat();
    double[] result = new double[Math.toIntExact(flat.shape().size())];
    for (int i = 0; i < result.length; i++) {
      result[i] = flat.getDouble(i);
    }
    return result;
  }

  /** Whether every chunk was stored once, nothing was stored wrongly, and it was committed once. */
  boolean isWhole() {
    boolean once = true;
    for (int i = 0; i < stores.length(); i++) {
      once &= stores.get(i) == 1;
    }
    return once && wrong.get() == 0 && commits == 1 && closes == 1;
  }

  int commits() {
    return commits;
  }

  int closes() {
    return closes;
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
  public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
    Region region = grid.region(ordinal);
    if (!block.shape().equals(region.shape())
        || block.dtype() != dtype
        || !block.isContiguous()
        || commits + closes > 0) {
      wrong.incrementAndGet();
    }
    onStore.beforeStore(ordinal);
    stores.incrementAndGet((int) ordinal);
    StridedCopy.copy(block, all.slice(region));
    return block.segment().byteSize();
  }

  @Override
  public void commit() throws IOException {
    onCommit.run();
    commits++;
  }

  @Override
  public void close() throws IOException {
    closes++;
    onClose.run();
  }
}
