package org.hyperslab.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a test that is over must not leave behind. */
public final class Leaks {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  private Leaks() {}

  /** The files below a folder that this process has open; always empty but on Linux. */
  public static List<String> openFiles(Path folder) throws IOException {
    List<String> open = new ArrayList<>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return open;
    }
    String prefix = folder.toRealPath() + "/";
    try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : all) {
        String target = target(descriptor);
        if (target.startsWith(prefix)) {
          open.add(target);
        }
      }
    }
    return open;
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      // Closed meanwhile.
      return "";
    }
  }

  /** The files and folders directly in a folder, by name. */
  public static Set<String> names(Path folder) {
    Set<String> names = new TreeSet<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.forEach(f -> names.add(String.valueOf(f.getFileName())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }

  /** The threads that run a session's work. */
  public static List<String> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("hyperslab"))
        .sorted()
        .toList();
  }
}
