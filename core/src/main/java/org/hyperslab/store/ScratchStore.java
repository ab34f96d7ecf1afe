package org.hyperslab.store;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;

/**
 * Chunks that are put aside in a temporary file and read back in the same run: every chunk has a
 * slot of the largest chunk's size, so that no index is needed. The file disappears when the store
 * is closed. Thread-safe.
 */
public final class ScratchStore implements ChunkSource, AutoCloseable {
  private final String name;
  private final ChunkGrid grid;
  private final DType dtype;
  private final long slotBytes;
  private final Path path;
  private final FileChannel file;

  private ScratchStore(String name, ChunkGrid grid, DType dtype, Path path, FileChannel file) {
    this.name = name;
    this.grid = grid;
    this.dtype = dtype;
    this.slotBytes = Math.multiplyExact(grid.maxChunkElements(), dtype.bytes());
    this.path = path;
    this.file = file;
  }

  /** Makes an empty store in a folder, which must exist. */
  public static ScratchStore create(Path folder, String name, ChunkGrid grid, DType dtype)
      throws IOException {
    Path path = Files.createTempFile(folder, "hyperslab-", ".scratch");
    FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    return new ScratchStore(name, grid, dtype, path, file);
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

  /** Puts a C-contiguous chunk aside. */
  public long store(long ordinal, Block block) throws IOException {
    try {
      SegmentIo.writeFully(file, ordinal * slotBytes, block.segment());
    } catch (IOException e) {
      throw new IOException("cannot write scratch file: file=" + path + ": " + e.getMessage(), e);
    }
    return block.segment().byteSize();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    SegmentIo.readFully(file, ordinal * slotBytes, into.segment(), path.toString());
    return into.segment().byteSize();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
