package org.hyperslab.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Session;

/** Asserts that damaged data is refused, and how. */
public final class Refusal {
  private Refusal() {}

  /** Opens an array of a damaged file. */
  @FunctionalInterface
  public interface Opening {
    /**
     * @throws IOException if that is where the damage is found
     */
    ChunkedArray open() throws IOException;
  }

  /**
   * Opens and reads an array in a session, which has to fail with an {@code IOException} that says
   * the words; nothing stays leased, open, running or behind in the folder.
   *
   * @param folder where the damaged file is
   */
  public static IOException assertRefused(Path folder, Opening opening, String... words)
      throws IOException {
    Set<String> before = Leaks.names(folder);
    IOException refusal = null;
    long used;
    try (Session session = Session.builder().memory("64 MiB").workers(2).build()) {
      try {
        SessionReads.read(opening.open(), session);
      } catch (IOException e) {
        refusal = e;
      }
      used = session.budget().used();
    }
    if (refusal == null) {
      throw new AssertionError("nothing was refused");
    }
    for (String word : words) {
      check(String.valueOf(refusal.getMessage()).contains(word), word + " is not in: " + refusal);
    }
    check(used == 0, "leased: bytes=" + used);
    List<String> open = Leaks.openFiles(folder);
    check(open.isEmpty(), "open: " + open);
    check(Leaks.names(folder).equals(before), "left behind: " + Leaks.names(folder));
    List<String> threads = Leaks.workers();
    check(threads.isEmpty(), "running: " + threads);
    return refusal;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }
}
