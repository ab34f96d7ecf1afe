package org.hyperslab.testing;

import java.io.IOException;
import java.nio.file.Path;

/** Files that are none. */
public final class SpecialFiles {
  private SpecialFiles() {}

  /** Makes a named pipe; whether that is possible here. */
  public static boolean pipe(Path place) {
    try {
      return new ProcessBuilder("mkfifo", place.toString()).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
