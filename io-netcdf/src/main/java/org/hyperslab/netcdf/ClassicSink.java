package org.hyperslab.netcdf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ChunkSink;

/**
 * Writes a variable of a classic file: each chunk's elements are swapped into scratch memory and go
 * from there to their place, record by record, with the fill value as padding behind, as netCDF-C
 * does.
 */
final class ClassicSink implements ChunkSink {
  private final Draft draft;
  private final ClassicVariable variable;
  private final DType dtype;
  private final ClassicLayout layout;
  private final ChunkGrid grid;
  private final int padding;
  private final AtomicLong stored = new AtomicLong();

  /**
   * @param dtype of the blocks: the variable's, or bool for a variable of bytes
   * @param grid chunks that are runs of the file
   */
  ClassicSink(Draft draft, ClassicVariable variable, DType dtype, ChunkGrid grid) {
    this.draft = draft;
    this.variable = variable;
    this.dtype = dtype;
    this.layout = variable.layout();
    this.grid = grid;
    this.padding = layout.isPadded() ? (int) (-layout.runBytes() & 3) : 0;
  }

  @Override
  public String name() {
    return draft.file().place() + "#" + variable.name();
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
    long records = layout.hasRecords() ? grid.chunkShape().dim(0) : 1;
    return grid.maxChunkElements() * dtype.bytes() + records * padding;
  }

  @Override
  public long store(long ordinal, Block block, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    Region region = grid.region(coords);
    block.checkFits(dtype, region.shape(), name());
    try {
      long bytes = write(region, block.segment(), scratch);
      stored.incrementAndGet();
      return bytes;
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be written: array=%s, chunk=%s: %s"
              .formatted(name(), Arrays.toString(coords), e),
          e);
    }
  }

  private long write(Region region, MemorySegment elements, MemorySegment scratch)
      throws IOException {
    long records = layout.hasRecords() ? region.extent(0) : 1;
    long run = elements.byteSize() / records;
    long at = layout.offset(region.origin());
    long inRun =
        at - layout.begin() - (layout.hasRecords() ? region.start(0) : 0) * layout.recordStride();
    int pad = inRun + run == layout.runBytes() ? padding : 0;
    for (long r = 0; r < records; r++) {
      MemorySegment row = scratch.asSlice(r * (run + pad), run + pad);
      ByteOrders.copyBigEndian(elements.asSlice(r * run, run), row.asSlice(0, run), dtype.bytes());
      pad(row.asSlice(run));
    }
    long bytes = records * (run + pad);
    if (records == 1 || layout.recordStride() == run + pad) {
      draft.file().write(at, scratch.asSlice(0, bytes));
    } else {
      for (long r = 0; r < records; r++) {
        draft
            .file()
            .write(at + r * layout.recordStride(), scratch.asSlice(r * (run + pad), run + pad));
      }
    }
    return bytes;
  }

  private void pad(MemorySegment pad) {
    long fill = variable.type().defaultFill().bits();
    for (long i = 0; i < pad.byteSize(); i++) {
      boolean high = dtype.bytes() == 2 && (i & 1) == 0;
      pad.set(ValueLayout.JAVA_BYTE, i, (byte) (high ? fill >> 8 : fill));
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if not every chunk was stored
   */
  @Override
  public void commit() throws IOException {
    if (stored.get() != grid.count()) {
      throw new IllegalStateException(
          "not every chunk is stored: stored=%s, chunks=%d, array=%s"
              .formatted(stored, grid.count(), name()));
    }
    draft.committed(this);
  }

  @Override
  public void close() throws IOException {
    draft.closed(this);
  }
}
