package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayList;
import java.util.List;
import org.hyperslab.zarr.Node.Place;
import org.jspecify.annotations.Nullable;

/**
 * A draft in a store that can't rename: the new array's chunks go to their places at once. An
 * object says that what is there is incomplete; before the first chunk is written, the previous
 * array's documents are deleted and then its chunks. What an abandoned write leaves is no array to
 * any reader, and may be replaced; what a killed one leaves is locked besides ({@link ObjectLock}).
 */
final class InPlaceDraft implements Draft {
  private final Place target;
  private final Purpose purpose;
  private final boolean resumed;
  private @Nullable ObjectLock lock;

  InPlaceDraft(Place target, Purpose purpose) throws IOException {
    this.target = target;
    this.purpose = purpose;
    this.resumed = purpose.isOf(target);
    Node node = NodeDocuments.read(target);
    if (node == null ? isOccupied() : !node.isArray()) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "not a Zarr array; only arrays are replaced");
    }
  }

  private boolean isOccupied() throws IOException {
    return !target.store().exists(target.key(INCOMPLETE))
        && !List.of(target.key(WriterLock.NAME)).containsAll(keys());
  }

  private List<String> keys() throws IOException {
    List<String> keys = new ArrayList<>();
    target.store().visit(target.path(), (key, bytes) -> keys.add(key));
    return keys;
  }

  @Override
  public synchronized Place place() throws IOException {
    if (lock == null) {
      lock = resumed ? ObjectLock.takeOver(target) : ObjectLock.of(target);
      if (!resumed) {
        replacePrevious();
      }
    }
    return target;
  }

  private void replacePrevious() throws IOException {
    purpose.write(target);
    for (String document : List.of(NodeDocuments.V3, NodeDocuments.V2_ARRAY)) {
      target.store().delete(target.key(document));
    }
    List<String> old = keys();
    old.removeAll(List.of(target.key(INCOMPLETE), target.key(WriterLock.NAME)));
    target.store().deleteAll(old);
  }

  @Override
  public synchronized void checkAlone() throws IOException {
    if (lock != null) {
      lock.check();
    }
  }

  @Override
  public boolean isResumed() {
    return resumed;
  }

  @Override
  public void commit() throws IOException {
    target.store().delete(target.key(INCOMPLETE));
  }

  @Override
  public synchronized void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }
}
