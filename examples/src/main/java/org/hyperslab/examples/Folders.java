package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Whole folders. */
final class Folders {
  private Folders() {}

  /** Deletes a folder, if it is there, with all that is in it. */
  static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path p : paths(folder).sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(p);
      }
    }
  }

  private static Stream<Path> paths(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return List.copyOf(all.toList()).stream();
    }
  }

  /**
   * Puts the files of a folder into a new one: as hard links where the file system has them, which
   * takes neither time nor room, else as copies. The new folder appears whole, in place of what was
   * there.
   */
  static void link(Path from, Path to) throws IOException {
    Path part = to.resolveSibling("." + to.getFileName() + ".tmp");
    delete(part);
    for (Path path : paths(from).toList()) {
      Path place = part.resolve(from.relativize(path).toString());
      if (Files.isDirectory(path)) {
        Files.createDirectories(place);
      } else {
        linkFile(path, place);
      }
    }
    delete(to);
    Files.move(part, to);
  }

  private static void linkFile(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      Files.copy(from, to);
    }
  }
}
