package org.hyperslab.netcdf;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ByteFile;
import org.hyperslab.store.ByteReader;
import org.hyperslab.store.ChunkSource;
import org.hyperslab.store.FormatException;
import org.jspecify.annotations.Nullable;

/**
 * Loads chunks of a variable of a classic file: reads their bytes straight into the block and swaps
 * them there. Parts of records that lie close together are read with what is between them.
 */
final class ClassicSource implements ChunkSource {
  /** Bytes that are read in the time that a call takes. */
  private static final long WORTH_A_CALL = 8192;

  private static final long SPAN_BYTES = 1L << 20;

  private final ByteFile file;
  private final String variable;
  private final DType dtype;
  private final ClassicLayout layout;
  private final ChunkGrid grid;
  private final long scratchBytes;

  ClassicSource(ByteFile file, ClassicVariable variable) {
    this.file = file;
    this.variable = variable.name();
    this.dtype = variable.type().dtype();
    this.layout = variable.layout();
    this.grid = layout.grid();
    this.scratchBytes =
        isSpanned()
            ? Math.min(
                Math.max(SPAN_BYTES, layout.recordStride()),
                grid.chunkShape().dim(0) * layout.recordStride())
            : 0;
  }

  /** Whether several records are read at once, with what other variables have between them. */
  private boolean isSpanned() {
    long gap = layout.recordStride() - layout.runBytes();
    return layout.hasRecords()
        && gap > 0
        && gap <= Math.max(WORTH_A_CALL, file.gapBytes())
        && grid.chunkShape().dim(0) > 1;
  }

  @Override
  public String name() {
    return file.name() + "#" + variable;
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
    return file.concurrentReads();
  }

  @Override
  public long load(long ordinal, Block into, MemorySegment scratch) throws IOException {
    long[] coords = grid.coords(ordinal);
    Region region = grid.region(coords);
    into.checkFits(dtype, region.shape(), name());
    try (ByteReader reader = file.open()) {
      long bytes = read(reader, region, into.segment(), scratch);
      ByteOrders.copyBigEndian(into.segment(), into.segment(), dtype.bytes());
      return bytes;
    } catch (EOFException e) {
      throw new FormatException(
          "file has become shorter: array=%s, chunk=%s: %s"
              .formatted(name(), Arrays.toString(coords), e.getMessage()),
          e);
    } catch (IOException e) {
      throw new IOException(
          "chunk cannot be read: array=%s, chunk=%s: %s"
              .formatted(name(), Arrays.toString(coords), e),
          e);
    }
  }

  private long read(ByteReader reader, Region region, MemorySegment into, MemorySegment scratch)
      throws IOException {
    long at = layout.offset(region.origin());
    long records = layout.hasRecords() ? region.extent(0) : 1;
    long run = into.byteSize() / Math.max(1, records);
    if (records == 1 || run == layout.recordStride()) {
      reader.read(at, into);
      return into.byteSize();
    }
    if (scratchBytes > 0) {
      return readSpans(reader, at, run, into, scratch);
    }
    List<ByteReader.Piece> pieces = new ArrayList<>();
    for (long r = 0; r < records; r++) {
      pieces.add(new ByteReader.Piece(at + r * layout.recordStride(), into.asSlice(r * run, run)));
    }
    reader.read(pieces);
    return into.byteSize();
  }

  private long readSpans(
      ByteReader reader, long begin, long run, MemorySegment into, MemorySegment scratch)
      throws IOException {
    long stride = layout.recordStride();
    long records = into.byteSize() / run;
    long atOnce = scratchBytes / stride;
    long bytes = 0;
    for (long r = 0; r < records; r += atOnce) {
      long n = Math.min(atOnce, records - r);
      MemorySegment span = scratch.asSlice(0, (n - 1) * stride + run);
      reader.read(begin + r * stride, span);
      bytes += span.byteSize();
      for (long i = 0; i < n; i++) {
        MemorySegment.copy(span, i * stride, into, (r + i) * run, run);
      }
    }
    return bytes;
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof ClassicSource s
        && file.equals(s.file)
        && layout.equals(s.layout)
        && dtype == s.dtype;
  }

  @Override
  public int hashCode() {
    return Objects.hash(file, layout);
  }

  @Override
  public String toString() {
    return "ClassicSource[" + name() + "]";
  }
}
