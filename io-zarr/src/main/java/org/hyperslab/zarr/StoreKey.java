package org.hyperslab.zarr;

import java.util.regex.Pattern;

/** Keys and paths in a store: names separated by slashes, which never lead out of it. */
final class StoreKey {
  /** What an unfinished or replaced array is called. */
  private static final Pattern TEMPORARY = Pattern.compile("\\..*\\.(tmp|old)-[0-9a-f]+");

  private StoreKey() {}

  /**
   * @throws IllegalArgumentException if the path could name something outside
   */
  static void check(String path) {
    if (!isInside(path)) {
      throw new IllegalArgumentException("not a path below the store: " + path);
    }
  }

  /** As {@link #check}, for a path that may be the store's root. */
  static void checkPath(String path) {
    if (!path.isEmpty()) {
      check(path);
    }
  }

  static boolean isInside(String path) {
    for (String name : path.split("/", -1)) {
      boolean dots = name.chars().allMatch(c -> c == '.');
      if (dots || name.indexOf('\\') >= 0 || name.indexOf('\0') >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether a name is that of an array which isn't complete, or is being deleted. */
  static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }

  /** A path and a key, or another path, below it. */
  static String join(String path, String below) {
    return path.isEmpty() ? below : below.isEmpty() ? path : path + "/" + below;
  }

  /** The path above; that of a name is the root. */
  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }
}
