package org.hyperslab.zarr;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes everything on to another store. */
class ForwardingStore implements ZarrStore {
  private final ZarrStore store;

  ForwardingStore(ZarrStore store) {
    this.store = store;
  }

  ZarrStore store() {
    return store;
  }

  @Override
  public String name() {
    return store.name();
  }

  @Override
  public long read(String key, MemorySegment into) throws IOException {
    return store.read(key, into);
  }

  @Override
  public long read(String key, List<Piece> pieces) throws IOException {
    return store.read(key, pieces);
  }

  @Override
  public long readTail(String key, MemorySegment into) throws IOException {
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
