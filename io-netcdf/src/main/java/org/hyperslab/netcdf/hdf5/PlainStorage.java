package org.hyperslab.netcdf.hdf5;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.block.FillValue;
import org.hyperslab.grid.ChunkGrid;
import org.hyperslab.grid.Region;
import org.hyperslab.store.ByteReader;

/** Elements in one piece: contiguous in the file, or in the object header. */
final class PlainStorage implements Hdf5Source.Storage {
  private final Hdf5Dataset dataset;
  private final NumericType type;
  private final FillValue fill;
  private final long scratchBytes;

  PlainStorage(Hdf5Dataset dataset, NumericType type, FillValue fill, ChunkGrid grid) {
    this.dataset = dataset;
    this.type = type;
    this.fill = fill;
    this.scratchBytes = type.isPlain() ? 0 : grid.maxChunkElements() * (type.storedBytes() + 4);
  }

  @Override
  public long scratchBytes() {
    return scratchBytes;
  }

  @Override
  public long read(ByteReader file, Region region, BoxCopy.Box into, MemorySegment scratch)
      throws IOException {
    if (dataset.layout() instanceof Layout.Contiguous(long address)
        && address == Cursor.UNDEFINED) {
      FillValues.fill(fill, into, region);
      return 0;
    }
    // The dataset as a box without memory: runs of it lie one behind another in the file.
    BoxCopy.Box whole = new BoxCopy.Box(MemorySegment.NULL, Region.whole(dataset.shape()));
    int storedBytes = type.storedBytes();
    int blockBytes = type.dtype().bytes();
    Runs runs = new Runs();
    BoxCopy.forRuns(whole, into, region, runs::add);
    long bytes = 0;
    for (long[] run : runs.all) {
      MemorySegment target = into.memory().asSlice(run[1] * blockBytes, run[2] * blockBytes);
      long size = run[2] * storedBytes;
      MemorySegment raw = type.isPlain() ? target : scratch.asSlice(0, size);
      readRun(file, run[0] * storedBytes, raw);
      if (type.isPlain()) {
        Conversion.inPlace(type, target);
      } else {
        Conversion.widen(type, raw, target);
      }
      bytes += size;
    }
    return bytes;
  }

  private void readRun(ByteReader file, long offset, MemorySegment into) throws IOException {
    switch (dataset.layout()) {
      case Layout.Contiguous(long address) ->
          file.read(
              dataset
                  .file()
                  .position(
                      Math.addExact(address, offset), into.byteSize(), "dataset " + dataset.path()),
              into);
      case Layout.Compact(Cursor content) -> {
        Cursor c = content.copy();
        c.skip(offset);
        into.copyFrom(MemorySegment.ofArray(c.bytes(into.byteSize())));
      }
      case Layout.Chunked c -> throw new IllegalStateException("chunked dataset");
      case Layout.Other o -> throw new IllegalStateException(o.name());
    }
  }

  /** Collects runs, since what is called for each of them must not throw. */
  private static final class Runs {
    private final List<long[]> all = new ArrayList<>();

    void add(long from, long to, long elements) {
      all.add(new long[] {from, to, elements});
    }
  }
}
