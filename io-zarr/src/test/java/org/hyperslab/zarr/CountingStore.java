package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what is read of another store's objects: calls, and the bytes they asked for. */
final class CountingStore extends ForwardingStore {
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  CountingStore(ZarrStore store) {
    super(store);
  }

  void reset() {
    reads.set(0);
    bytes.set(0);
  }

  long reads() {
    return reads.get();
  }

  long bytes() {
    return bytes.get();
  }

  private long count(long read) {
    reads.incrementAndGet();
    bytes.addAndGet(read);
    return read;
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    return count(super.read(key, into));
  }

  @Override
  public long read(String key, List<Piece> pieces) throws IOException {
    count(pieces.stream().mapToLong(p -> p.into().byteSize()).sum());
    return super.read(key, pieces);
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
    count(into.byteSize());
    return super.readTail(key, into);
  }
}
