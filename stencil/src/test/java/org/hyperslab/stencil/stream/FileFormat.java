package org.hyperslab.stencil.stream;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.kernel.StridedCopy;
import org.hyperslab.store.ChunkSink;
import org.hyperslab.store.ChunkSource;

/** Arrays as folders with a file per chunk, renamed when they are whole; faults on demand. */
final class FileFormat implements FolderGenerations.Format {
  volatile int failAtStore = -1;
  private final AtomicInteger stores = new AtomicInteger();
  private final ChunkGrid grid;
  private final DType dtype;

  FileFormat(ChunkGrid grid, DType dtype) {
    this.grid = grid;
    this.dtype = dtype;
  }

  @Override
  public ChunkSink create(Path array, long step) {
    Path part = array.resolveSibling(array.getFileName() + ".part");
    return new ChunkSink() {
      @Override
      public String name() {
        return array.toString();
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
        Files.createDirectories(part);
        byte[] bytes = block.segment().toArray(ValueLayout.JAVA_BYTE);
        Files.write(part.resolve(Long.toString(ordinal)), bytes);
        return bytes.length;
      }

      @Override
      public void commit() throws IOException {
        Files.move(part, array);
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public ChunkSource open(Path array) {
    return new ChunkSource() {
      @Override
      public String name() {
        return array.toString();
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
        byte[] bytes = Files.readAllBytes(array.resolve(Long.toString(ordinal)));
        into.segment().copyFrom(MemorySegment.ofArray(bytes));
        return bytes.length;
      }
    };
  }

  @Override
  public long writeScratchBytes() {
    return 0;
  }

  byte[] read(Path array) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return whole(open(array), arena).segment().toArray(ValueLayout.JAVA_BYTE);
    }
  }

  /** All chunks of a source as one block. */
  static Block whole(ChunkSource source, Arena arena) throws IOException {
    ChunkGrid grid = source.grid();
    DType dtype = source.dtype();
    long bytes = grid.shape().size() * dtype.bytes();
    Block whole = Block.of(arena.allocate(bytes, 64), dtype, grid.shape());
    for (long chunk = 0; chunk < grid.count(); chunk++) {
      Region place = grid.region(chunk);
      MemorySegment memory = arena.allocate(place.size() * dtype.bytes(), 64);
      Block block = Block.of(memory, dtype, place.shape());
      source.load(chunk, block, arena.allocate(Math.max(1, source.scratchBytes()), 64));
      StridedCopy.copy(block, whole.slice(place));
    }
    return whole;
  }
}
