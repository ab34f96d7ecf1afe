package org.hyperslab.zarr;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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
 * .NAME.tmp-xxxx}, and takes the place by a rename. What was there becomes {@code .NAME.old-xxxx}
 * just before and is deleted just after. Renames inside one folder need no copy on any file system.
 */
final class Replacement implements AutoCloseable {
  private final Path place;
  private final Path temporary;
  private final Path old;
  private boolean committed;

  private Replacement(Path place, String suffix) {
    this.place = place;
    this.temporary = place.resolveSibling("." + place.getFileName() + ".tmp-" + suffix);
    this.old = place.resolveSibling("." + place.getFileName() + ".old-" + suffix);
  }

  /** For a single file, which the caller makes under its temporary name. */
  static Replacement ofFile(Path place) {
    return new Replacement(
        place, HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
  }

  static Replacement begin(Path place) throws IOException {
    Replacement replacement = ofFile(place);
    Files.createDirectories(replacement.temporary);
    return replacement;
  }

  /** Folders that were begun for a place and neither committed nor deleted. */
  static List<Replacement> unfinished(Path place) throws IOException {
    Path parent = place.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    String prefix = "." + place.getFileName() + ".tmp-";
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(Files::isDirectory)
          .map(s -> s.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && StoreKey.isTemporary(name))
          .map(name -> new Replacement(place, name.substring(prefix.length())))
          .toList();
    }
  }

  /** What an interrupted replacement moved away from a place, or null. */
  static @Nullable Path leftBehind(Path place) throws IOException {
    Path parent = place.toAbsolutePath().getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return null;
    }
    String prefix = "." + place.getFileName() + ".old-";
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(s -> s.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElse(null);
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

  /** Takes the place. If that fails, what was there is put back. */
  void commit() throws IOException {
    boolean replaces = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
    if (replaces) {
      Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
    }
    try {
      Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      if (replaces) {
        Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
      }
      throw e;
    }
    committed = true;
    if (replaces) {
      delete(old);
    }
  }

  /** Deletes the temporary folder, unless it was committed. */
  @Override
  public void close() throws IOException {
    if (!committed) {
      delete(temporary);
    }
  }

  /** Deletes a folder with all that is in it; links are deleted, not followed. */
  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
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
