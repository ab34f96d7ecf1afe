package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.hyperslab.zarr.Node.Place;

/** A draft in a folder beside the array's, which takes its place by a rename. */
final class FolderDraft implements Draft {
  private final Replacement folder;
  private final Place place;

  private FolderDraft(Replacement folder) {
    this.folder = folder;
    this.place = new Place(new FolderStore(folder.temporary()), "");
  }

  /**
   * Where an array goes that a path names: a link's target is replaced, not the link. The store's
   * root is the outermost of the groups that the array is in, so that their consolidated metadata
   * is found.
   */
  static Place target(Path array) throws IOException {
    Path place = Files.exists(array) ? array.toRealPath() : array.toAbsolutePath().normalize();
    Path root = place.getParent();
    if (root == null) {
      return new Place(new FolderStore(place), "");
    }
    for (Path above = root; above != null && isGroup(above); above = above.getParent()) {
      root = above;
    }
    String path = root.relativize(place).toString().replace('\\', '/');
    return new Place(new FolderStore(root), path);
  }

  private static boolean isGroup(Path folder) throws IOException {
    Node node = NodeDocuments.read(new Place(new FolderStore(folder), ""));
    return node != null && !node.isArray();
  }

  static FolderDraft begin(FolderStore store, String array) throws IOException {
    Path path = store.path(array);
    Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    refuseToReplaceOthers(place);
    return new FolderDraft(Replacement.begin(place));
  }

  private static void refuseToReplaceOthers(Path place) throws IOException {
    if (!Files.exists(place)) {
      return;
    }
    if (!Files.isDirectory(place)) {
      throw new FileAlreadyExistsException(place.toString(), null, "a file, not a Zarr array");
    }
    Node node = NodeDocuments.read(new Place(new FolderStore(place), ""));
    if (node == null ? !isEmpty(place) : !node.isArray()) {
      throw new FileAlreadyExistsException(
          place.toString(), null, "not a Zarr array; only arrays are replaced");
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  @Override
  public Place place() {
    return place;
  }

  /** Nothing is replaced that somebody else is writing into. */
  @Override
  public void commit() throws IOException {
    if (!Files.isDirectory(folder.place())) {
      folder.commit();
      return;
    }
    WriterLock lock = WriterLock.of(folder.place());
    try {
      folder.commit();
    } finally {
      lock.close();
    }
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }
}
