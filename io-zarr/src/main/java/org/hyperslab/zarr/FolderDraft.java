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
  private final WriterLock lock;
  private final boolean resumes;
  private final boolean resumed;

  /**
   * @param lock of the temporary folder, released when this is closed
   * @param resumes whether the folder is left to be gone on with
   */
  private FolderDraft(Replacement folder, WriterLock lock, boolean resumes, boolean resumed) {
    this.folder = folder;
    this.place = temporary(folder);
    this.lock = lock;
    this.resumes = resumes;
    this.resumed = resumed;
  }

  private static Place temporary(Replacement folder) {
    return new Place(new FolderStore(folder.temporary()), "");
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

  static FolderDraft begin(FolderStore store, String array, Purpose purpose) throws IOException {
    Path path = store.path(array);
    Replacement.recover(path);
    Path place = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath().normalize();
    refuseToReplaceOthers(place);
    if (purpose.resumes()) {
      for (Replacement left : Replacement.unfinished(place)) {
        WriterLock lock = WriterLock.tryOf(left.temporary());
        if (lock != null) {
          FolderDraft draft = new FolderDraft(left, lock, true, true);
          if (draft.isGoneOnWith(purpose)) {
            return draft;
          }
        }
      }
    }
    Replacement begun = Replacement.begin(place);
    FolderDraft draft =
        new FolderDraft(begun, WriterLock.of(begun.temporary()), purpose.resumes(), false);
    try {
      purpose.write(draft.place());
    } catch (IOException | RuntimeException e) {
      draft.close();
      throw e;
    }
    return draft;
  }

  /** Whether this is what an interrupted run has left of the same array; closed if it isn't. */
  private boolean isGoneOnWith(Purpose purpose) throws IOException {
    try {
      if (purpose.isOf(place)) {
        deleteUnfinished(folder.temporary());
        return true;
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    close();
    return false;
  }

  /** Deletes files that were being written when the process was killed. */
  private static void deleteUnfinished(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(ChunkFile::isTemporary).toList()) {
        Files.delete(file);
      }
    }
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

  @Override
  public boolean isResumed() {
    return resumed;
  }

  /** What says that the array is incomplete stays until it is in its place, to be resumed. */
  @Override
  public void commit() throws IOException {
    lock.close();
    folder.commit();
    try {
      Files.deleteIfExists(folder.place().resolve(INCOMPLETE));
    } catch (IOException e) {
      // It is ignored where there is an array.
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    if (!resumes) {
      folder.close();
    }
  }
}
