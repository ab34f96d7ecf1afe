package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/** Generations on the heap, with counts, and faults on demand. */
final class MemoryGenerations implements Generations {
  final Map<Long, List<Map<Long, byte[]>>> committed = new TreeMap<>();
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger stores = new AtomicInteger();
  int passes;
  int failAtLoad = -1;
  int failures = Integer.MAX_VALUE;
  int failAtStore = -1;
  private final ChunkGrid grid;
  private final DType dtype;
  private final int fields;

  MemoryGenerations(ChunkGrid grid, DType dtype) {
    this(grid, dtype, 1);
  }

  MemoryGenerations(ChunkGrid grid, DType dtype, int fields) {
    this.grid = grid;
    this.dtype = dtype;
    this.fields = fields;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public long writeScratchBytes() {
    return 100;
  }

  @Override
  public Draft create(long step) {
    passes++;
    List<Map<Long, byte[]>> chunks = new ArrayList<>();
    List<ChunkSink> sinks = new ArrayList<>();
    for (int f = 0; f < fields; f++) {
      chunks.add(new ConcurrentHashMap<>());
      sinks.add(sink(step, chunks.get(f)));
    }
    return new Draft() {
      @Override
      public List<ChunkSink> fields() {
        return sinks;
      }

      @Override
      public void commit() throws IOException {
        for (ChunkSink sink : sinks) {
          sink.commit();
        }
        committed.put(step, chunks);
      }

      @Override
      public void close() {}
    };
  }

  private ChunkSink sink(long step, Map<Long, byte[]> chunks) {
    return new ChunkSink() {
      @Override
      public String name() {
        return "generation " + step;
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
        if (stores.incrementAndGet() == failAtStore) {
          throw new IOException("no space left");
        }
        if (scratch.byteSize() < 100 || !block.isContiguous()) {
          throw new AssertionError("scratch or block");
        }
        byte[] bytes = block.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        if (chunks.put(ordinal, bytes) != null) {
          throw new AssertionError("stored twice: " + ordinal);
        }
        return bytes.length;
      }

      @Override
      public void commit() {
        if (chunks.size() != grid.count()) {
          throw new AssertionError("not all stored");
        }
      }

      @Override
      public void close() {}
    };
  }

  /** The first field of a generation. */
  ChunkSource first(long step) {
    return open(step).getFirst();
  }

  @Override
  public List<ChunkSource> open(long step) {
    return committed.get(step).stream().map(chunks -> source(step, chunks)).toList();
  }

  private ChunkSource source(long step, Map<Long, byte[]> chunks) {
    return new ChunkSource() {
      @Override
      public String name() {
        return "generation " + step;
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
      public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
        int load = loads.incrementAndGet();
        if (failAtLoad >= 0 && load >= failAtLoad && load - failAtLoad < failures) {
          throw new IOException("disk is gone");
        }
        into.segment().copyFrom(MemorySegment.ofArray(chunks.get(ordinal)));
        return into.segment().byteSize();
      }
    };
  }

  @Override
  public void retire(long step) {
    committed.remove(step);
  }

  /** The elements of a generation's first field, as one block. */
  Block read(long step, Arena arena) {
    return read(step, 0, arena);
  }

  /** The elements of a generation's field, as one block. */
  Block read(long step, int field, Arena arena) {
    Block whole =
        Block.of(arena.allocate(grid.shape().size() * dtype.bytes(), 64), dtype, grid.shape());
    committed
        .get(step)
        .get(field)
        .forEach(
            (ordinal, bytes) -> {
              Region place = grid.region(ordinal);
              MemorySegment copy = arena.allocate(bytes.length, 64);
              copy.copyFrom(MemorySegment.ofArray(bytes));
              org.hyperslab.kernel.StridedCopy.copy(
                  Block.of(copy, dtype, place.shape()), whole.slice(place));
            });
    return whole;
  }
}
