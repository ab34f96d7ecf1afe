package org.hyperslab.testing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.hyperslab.grid.Strides;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/**
 * A whole array as plain C-order bytes, and the naive ways between it and chunks: the oracle of the
 * tests.
 */
public final class DenseData {
  public final DType dtype;
  public final Shape shape;
  public final byte[] bytes;

  public DenseData(DType dtype, Shape shape) {
    this(dtype, shape, new byte[Math.toIntExact(shape.size() * dtype.bytes())]);
  }

  public DenseData(DType dtype, Shape shape, byte[] bytes) {
    this.dtype = dtype;
    this.shape = shape;
    this.bytes = bytes;
  }

  /** Elements that compress somewhat: runs, small numbers and noise. */
  public static DenseData random(DType dtype, Shape shape, Random random) {
    DenseData data = new DenseData(dtype, shape);
    MemorySegment memory = MemorySegment.ofArray(data.bytes);
    int style = random.nextInt(3);
    long value = 0;
    for (int i = 0; i < shape.size(); i++) {
      if (style == 0 || random.nextInt(10) == 0) {
        value = style == 1 ? random.nextInt(5) : random.nextLong();
      }
      switch (dtype.bytes()) {
        case 1 ->
            memory.set(
                ValueLayout.JAVA_BYTE, i, dtype == DType.BOOL ? (byte) (value & 1) : (byte) value);
        case 2 -> memory.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, (short) value);
        case 4 -> memory.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, (int) value);
        default -> memory.set(ValueLayout.JAVA_LONG_UNALIGNED, 8L * i, value);
      }
    }
    return data;
  }

  /** An element of a float array. */
  public double value(int i) {
    MemorySegment memory = MemorySegment.ofArray(bytes);
    return dtype == DType.FLOAT32
        ? memory.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * i)
        : memory.get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 8L * i);
  }

  /** The elements of an int32 array. */
  public long[] longs() {
    int[] values = MemorySegment.ofArray(bytes).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    return Arrays.stream(values).asLongStream().toArray();
  }

  /** Loads all chunks, the last first. */
  public static DenseData read(ChunkSource source) throws IOException {
    ChunkGrid grid = source.grid();
    DenseData data = new DenseData(source.dtype(), grid.shape());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(source.scratchBytes(), 64);
      MemorySegment memory =
          arena.allocate(Math.max(1, grid.maxChunkElements() * source.dtype().bytes()), 64);
      for (long c = grid.count() - 1; c >= 0; c--) {
        Region region = grid.region(c);
        Block block = Block.of(memory, source.dtype(), region.shape());
        scratch.fill((byte) 0xa5);
        block.segment().fill((byte) 0x5a);
        source.load(c, block, scratch);
        data.copy(region, block.segment(), true);
      }
    }
    return data;
  }

  /** Stores all chunks and commits. */
  public void write(ChunkSink sink) throws IOException {
    store(sink);
    sink.commit();
  }

  public void store(ChunkSink sink) throws IOException {
    for (long c = 0; c < sink.grid().count(); c++) {
      storeChunk(sink, c);
    }
  }

  public void storeChunk(ChunkSink sink, long ordinal) throws IOException {
    Region region = sink.grid().region(ordinal);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment scratch = arena.allocate(sink.scratchBytes(), 64);
      Block block =
          Block.of(arena.allocate(region.size() * dtype.bytes(), 64), dtype, region.shape());
      copy(region, block.segment(), false);
      byte[] before = block.segment().toArray(ValueLayout.JAVA_BYTE);
      sink.store(ordinal, block, scratch);
      if (block.segment().mismatch(MemorySegment.ofArray(before)) >= 0) {
        throw new AssertionError("store changed its block: chunk=" + ordinal);
      }
    }
  }

  private void copy(Region region, MemorySegment block, boolean toArray) {
    MemorySegment array = MemorySegment.ofArray(bytes);
    int size = dtype.bytes();
    long[] strides = Strides.contiguous(shape);
    long[] index = region.origin();
    for (long i = 0; i < region.size(); i++) {
      long at = Strides.offset(strides, index) * size;
      if (toArray) {
        MemorySegment.copy(block, i * size, array, at, size);
      } else {
        MemorySegment.copy(array, at, block, i * size, size);
      }
      for (int d = index.length - 1; d >= 0; d--) {
        if (++index[d] < region.end(d)) {
          break;
        }
        index[d] = region.start(d);
      }
    }
  }
}
