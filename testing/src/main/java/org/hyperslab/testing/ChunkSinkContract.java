package org.hyperslab.testing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;
import org.junit.jupiter.api.Test;

/** What every {@link ChunkSink} keeps, whatever it writes to. */
public abstract class ChunkSinkContract {
  protected static final Shape SHAPE = Shape.of(23, 31);
  protected static final Shape CHUNK = Shape.of(10, 8);
  protected static final DType DTYPE = DType.FLOAT32;

  /**
   * A sink of {@link #SHAPE}, in chunks of {@link #CHUNK} if it can be cut so, always for the same
   * place.
   */
  protected abstract ChunkSink sink() throws IOException;

  /** What is at that place. */
  protected abstract ChunkSource source() throws IOException;

  protected static DenseData data(long seed) {
    return DenseData.random(DTYPE, SHAPE, new Random(seed));
  }

  @Test
  void whatIsCommittedIsRead() throws IOException {
    DenseData data = data(1);
    try (ChunkSink sink = sink()) {
      assertEquals(SHAPE, sink.grid().shape());
      assertEquals(DTYPE, sink.dtype());
      data.write(sink);
    }
    assertArrayEquals(data.bytes, DenseData.read(source()).bytes);
  }

  @Test
  void nothingIsVisibleBeforeTheCommit() throws IOException {
    try (ChunkSink sink = sink()) {
      data(1).store(sink);
      assertThrows(IOException.class, this::source);
    }
    assertThrows(IOException.class, this::source);
  }

  @Test
  void aSecondArrayReplacesTheFirst() throws IOException {
    for (int seed = 1; seed <= 3; seed++) {
      try (ChunkSink sink = sink()) {
        data(seed).write(sink);
      }
      assertArrayEquals(data(seed).bytes, DenseData.read(source()).bytes);
    }
  }

  @Test
  protected void anAbandonedArrayLeavesThePreviousOne() throws IOException {
    try (ChunkSink sink = sink()) {
      data(1).write(sink);
    }
    try (ChunkSink sink = sink()) {
      data(2).store(sink);
      assertArrayEquals(data(1).bytes, DenseData.read(source()).bytes);
    }
    assertArrayEquals(data(1).bytes, DenseData.read(source()).bytes);
  }

  @Test
  void anIncompleteArrayIsNotCommitted() throws IOException {
    try (ChunkSink sink = sink()) {
      for (long c = 1; c < sink.grid().count(); c++) {
        data(1).storeChunk(sink, c);
      }
      assertThrows(IllegalStateException.class, sink::commit);
    }
    assertThrows(IOException.class, this::source);
  }

  @Test
  void closingTwiceDoesNothing() throws IOException {
    ChunkSink sink = sink();
    data(1).write(sink);
    sink.close();
    sink.close();
    assertArrayEquals(data(1).bytes, DenseData.read(source()).bytes);
  }

  @Test
  void refusesABlockThatDoesNotFit() throws IOException {
    try (ChunkSink sink = sink();
        Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(sink.scratchBytes() + 64, 64);
      Block block = Block.of(arena.allocate(4096, 64), DTYPE, Shape.of(3, 3));
      assertThrows(IllegalArgumentException.class, () -> sink.store(0, block, scratch));
    }
  }

  @Test
  void isWrittenByManyThreads() throws Exception {
    DenseData data = data(7);
    try (ChunkSink sink = sink();
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> stores = new ArrayList<>();
      for (long c = sink.grid().count() - 1; c >= 0; c--) {
        long ordinal = c;
        stores.add(
            threads.submit(
                () -> {
                  data.storeChunk(sink, ordinal);
                  return null;
                }));
      }
      for (Future<?> store : stores) {
        store.get();
      }
      sink.commit();
    }
    assertArrayEquals(data.bytes, DenseData.read(source()).bytes);
  }
}
