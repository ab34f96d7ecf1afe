package org.hyperslab.stencil;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the system says about the processor's caches. Many virtual machines say nothing: there they
 * are taken to be as large as those of a server's processor usually are.
 */
final class Caches {
  private static final long USUAL_SECOND_LEVEL = 1L << 20;
  private static final long USUAL_LARGEST = 16L << 20;
  private static final Path LINUX = Path.of("/sys/devices/system/cpu/cpu0/cache");
  private static final int MOST_LEVELS = 16;

  private Caches() {}

  /** A core's share of the largest cache, in bytes. */
  static long largestBytes() {
    return largestBytes(LINUX);
  }

  /** A core's share of its second-level cache, in bytes. */
  static long secondLevelBytes() {
    return secondLevelBytes(LINUX);
  }

  static long largestBytes(Path folder) {
    return known(shareBytes(folder, Integer.MAX_VALUE), USUAL_LARGEST);
  }

  static long secondLevelBytes(Path folder) {
    return known(shareBytes(folder, 2), USUAL_SECOND_LEVEL);
  }

  private static long known(long bytes, long usual) {
    return bytes > 0 ? bytes : usual;
  }

  /**
   * A core's share of the largest of its caches up to a level, from a folder like Linux' that
   * describes them: in {@code index0}, {@code index1} and so on; 0 where it doesn't.
   */
  static long shareBytes(Path folder, int level) {
    long most = 0;
    for (int i = 0; i < MOST_LEVELS; i++) {
      Path cache = folder.resolve("index" + i);
      try {
        if (Files.exists(cache) && level(cache) <= level) {
          long size = size(Files.readString(cache.resolve("size")).strip());
          most = Math.max(most, size / cores(Files.readString(cache.resolve("shared_cpu_list"))));
        }
      } catch (IOException | IllegalArgumentException e) {
        return 0; // not the system that this is for
      }
    }
    return most;
  }

  private static int level(Path cache) throws IOException {
    return Integer.parseInt(Files.readString(cache.resolve("level")).strip());
  }

  /** Such as 512K or 32M. */
  private static long size(String text) {
    int digits = text.length() - 1;
    return switch (text.isEmpty() ? ' ' : text.charAt(digits)) {
      case 'K' -> Long.parseLong(text.substring(0, digits)) << 10;
      case 'M' -> Long.parseLong(text.substring(0, digits)) << 20;
      case 'G' -> Long.parseLong(text.substring(0, digits)) << 30;
      default -> Long.parseLong(text);
    };
  }

  /** How many there are in a list such as 0-3,8-11. */
  private static int cores(String list) {
    int count = 0;
    for (String range : list.strip().split(",", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
      count += Integer.parseInt(range.substring(dash + 1)) - first + 1;
    }
    return Math.max(1, count);
  }
}
