package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts what is read of another store's objects: calls, and the bytes they asked for. */
final class CountingStore implements ZarrStore {
  private final ZarrStore store;
  private final AtomicLong reads = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  CountingStore(ZarrStore store) {
    this.store = store;
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
  public String name() {
    return store.name();
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    return count(store.read(key, into));
  }

  @Override
  public long read(String key, List<Piece> pieces) throws IOException {
    count(pieces.stream().mapToLong(p -> p.into().byteSize()).sum());
    return store.read(key, pieces);
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
    count(into.byteSize());
    return store.readTail(key, into);
  }

  @Override
  public byte @Nullable [] readSmall(String key, int mostBytes) throws IOException {
    return store.readSmall(key, mostBytes);
  }

  @Override
  public long size(String key) throws IOException {
    return store.size(key);
  }

  @Override
  public List<String> folders(String path) throws IOException {
    return store.folders(path);
  }

  @Override
  public void visit(String path, Visitor visitor) throws IOException {
    store.visit(path, visitor);
  }

  @Override
  public void write(String key, MemorySegment content) throws IOException {
    store.write(key, content);
  }

  @Override
  public void delete(String key) throws IOException {
    store.delete(key);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
