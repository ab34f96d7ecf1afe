package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder, or a file, that is filled under a temporary name beside its place, {@code
 * .NAME.tmp-xxxx}, and takes the place by a rename. A file that was there is replaced by that
 * rename. A folder can't be: it becomes {@code .NAME.old-xxxx} just before and is deleted just
 * after. A process that is killed between the two renames leaves nothing at the place, and one that
 * is killed behind them an old folder; the next replacement of the same place puts back the one and
 * deletes the other ({@link #recover}). Renames inside one folder need no copy on any file system.
 */
final class Replacement implements AutoCloseable {
  private final Path place;
  private final Path temporary;
  private final Path old;
  private final Steps steps;
  private boolean committed;

  /** What a commit does to the file system, step by step. */
  interface Steps {
    /** Renames a folder or a file, over a file that is there. */
    default void move(Path from, Path to) throws IOException {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes a folder with all that is in it; links are deleted, not followed. */
    default void delete(Path folder) throws IOException {
      Replacement.delete(folder);
    }
  }

  private Replacement(Path place, String suffix, Steps steps) {
    this.place = place;
    this.temporary = place.resolveSibling("." + place.getFileName() + ".tmp-" + suffix);
    this.old = place.resolveSibling("." + place.getFileName() + ".old-" + suffix);
    this.steps = steps;
  }

  /** For a single file, which the caller makes under its temporary name. */
  static Replacement ofFile(Path place) {
    return of(place, new Steps() {});
  }

  private static Replacement of(Path place, Steps steps) {
    String suffix = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return new Replacement(place, suffix, steps);
  }

  /** Begins a folder, once what earlier replacements have left is cleared away. */
  static Replacement begin(Path place) throws IOException {
    return begin(place, new Steps() {});
  }

  static Replacement begin(Path place, Steps steps) throws IOException {
    recover(place);
    Replacement replacement = of(place, steps);
    Files.createDirectories(replacement.temporary);
    return replacement;
  }

  /** Folders that were begun for a place and neither committed nor deleted. */
  static List<Replacement> unfinished(Path place) throws IOException {
    String prefix = "." + place.getFileName() + ".tmp-";
    return siblings(place, prefix).stream()
        .map(s -> String.valueOf(s.getFileName()).substring(prefix.length()))
        .map(suffix -> new Replacement(place, suffix, new Steps() {}))
        .toList();
  }

  /** Folders beside a place whose names begin as told and end in a random number. */
  private static List<Path> siblings(Path place, String prefix) throws IOException {
    Path parent = place.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(
              s -> {
                String name = String.valueOf(s.getFileName());
                return name.startsWith(prefix) && StoreKey.isTemporary(name);
              })
          .filter(s -> Files.isDirectory(s, LinkOption.NOFOLLOW_LINKS))
          .toList();
    }
  }

  /** What interrupted replacements moved away from a place. */
  static List<Path> leftBehind(Path place) throws IOException {
    return siblings(place, "." + place.getFileName() + ".old-");
  }

  /**
   * Puts back what a killed commit has moved away, if nothing has taken the place, and deletes what
   * others have left. A commit that is under way holds the lock of the folder that it moves, and is
   * left alone; so is what can't be deleted.
   */
  static void recover(Path place) throws IOException {
    for (Path old : leftBehind(place)) {
      try (WriterLock lock = WriterLock.tryOf(old)) {
        if (lock == null) {
          continue;
        }
        boolean isWhole = NodeDocuments.isNode(new Node.Place(new FolderStore(old), ""));
        if (isWhole && !Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
          Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
          Files.deleteIfExists(place.resolve(WriterLock.NAME));
        } else {
          delete(old);
        }
      } catch (NoSuchFileException | DirectoryNotEmptyException | AccessDeniedException e) {
        // Another process does the same, or this one may not.
      }
    }
  }

  /** Where the folder goes. */
  Path place() {
    return place;
  }

  /** The folder to fill. */
  Path temporary() {
    return temporary;
  }

  /**
   * Takes the place. If that fails, what was there is put back; once it has succeeded, nothing that
   * follows can fail.
   *
   * @throws IOException also if somebody is writing into the folder that is there
   */
  void commit() throws IOException {
    boolean replacesFolder =
        Files.isDirectory(temporary) && Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
    if (!replacesFolder) {
      steps.move(temporary, place);
      committed = true;
      return;
    }
    WriterLock others = WriterLock.of(place);
    try {
      steps.move(place, old);
      takePlace();
      committed = true;
      steps.delete(old);
    } catch (IOException e) {
      if (!committed) {
        throw e;
      }
      // The next replacement deletes what is left.
    } finally {
      others.close();
    }
  }

  private void takePlace() throws IOException {
    try {
      steps.move(temporary, place);
    } catch (IOException e) {
      steps.move(old, place);
      throw e;
    }
  }

  /** Deletes the temporary folder, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      delete(temporary);
    }
  }

  /** What makes a folder an array or a group goes first, so that half of it is never put back. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      for (String document : NodeDocuments.NODES) {
        Files.deleteIfExists(folder.resolve(document));
      }
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException e)
              throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
