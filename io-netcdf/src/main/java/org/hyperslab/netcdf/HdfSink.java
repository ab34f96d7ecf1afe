package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.store.ChunkSink;

/**
 * Writes the chunks of a dataset, in whichever order, one behind the other; many threads encode at
 * once.
 */
final class HdfSink implements ChunkSink {
  private final Draft draft;
  private final HdfSpace space;
  private final String variable;
  private final ChunkGrid grid;
  private final HdfEncoding encoding;
  private final HdfChunks chunks;

  HdfSink(Draft draft, HdfSpace space, String variable, ChunkGrid grid, HdfEncoding encoding) {
    this.draft = draft;
    this.space = space;
    this.variable = variable;
    this.grid = grid;
    this.encoding = encoding;
    this.chunks = new HdfChunks(grid, encoding.fill().dtype().bytes());
  }

  List<HdfFilter> filters() {
    return encoding.filters();
  }

  /** Where the chunks are. */
  HdfChunks chunks() {
    return chunks;
  }

  @Override
  public String name() {
    return draft.file().place() + "#" + variable;
  }

  @Override
  public ChunkGrid grid() {
    return grid;
  }

  @Override
  public DType dtype() {
    return encoding.fill().dtype();
  }

  @Override
  public long scratchBytes() {
    boolean clipped = false;
    for (int d = 0; d < grid.rank(); d++) {
      clipped |= grid.shape().dim(d) % grid.chunkShape().dim(d) != 0;
    }
    return encoding.scratchBytes(clipped);
  }

  @Override
  public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    block.checkFits(dtype(), grid.region(coords).shape(), name());
    MemorySegment bytes = encoding.encode(block, scratch);
    try {
      chunks.note(ordinal, space.append(bytes), bytes.byteSize());
      return bytes.byteSize();
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be written: array=%s, chunk=%s: %s"
              .formatted(name(), Arrays.toString(coords), e),
          e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if not every chunk was stored
   */
  @Override
  public void commit() throws IOException {
    if (chunks.count() != grid.count()) {
      throw new IllegalStateException(
          "not every chunk is stored: stored=%d, chunks=%d, array=%s"
              .formatted(chunks.count(), grid.count(), name()));
    }
    draft.committed(this);
  }

  @Override
  public void close() throws IOException {
    draft.closed(this);
  }
}
