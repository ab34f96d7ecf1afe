package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import org.hyperslab.zarr.Node.Place;

/** A draft of an array in memory, whose objects all take their places at once. */
final class MemoryDraft implements Draft {
  private final MemoryStore store;
  private final String path;
  private final MemoryStore draft = new MemoryStore("draft");

  MemoryDraft(MemoryStore store, String path) throws IOException {
    this.store = store;
    this.path = path;
    Node node = NodeDocuments.read(new Place(store, path));
    if (node == null ? store.hasBelow(path) : !node.isArray()) {
      throw new FileAlreadyExistsException(
          store.locate(path), null, "not a Zarr array; only arrays are replaced");
    }
  }

  @Override
  public Place place() {
    return new Place(draft, "");
  }

  @Override
  public boolean isResumed() {
    return false;
  }

  @Override
  public void commit() {
    store.replace(path, draft);
  }

  @Override
  public void close() {
    draft.close();
  }
}
