package org.hyperslab.testing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file system in memory that soon is full. Making one takes Linux and root's rights. */
public final class SmallDisk implements AutoCloseable {
  private final Path place;

  private SmallDisk(Path place) {
    this.place = place;
  }

  /**
   * Mounts one.
   *
   * @param place an empty folder
   * @return null where that isn't possible
   */
  public static @Nullable SmallDisk mount(Path place, long bytes) {
    String options = "size=" + bytes;
    return run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString())) == 0
        ? new SmallDisk(place)
        : null;
  }

  private static int run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor();
    } catch (IOException e) {
      return -1;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (run(List.of("umount", place.toString())) != 0) {
      throw new IllegalStateException("cannot be unmounted: " + place);
    }
  }
}
