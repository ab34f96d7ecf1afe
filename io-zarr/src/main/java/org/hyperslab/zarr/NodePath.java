package org.hyperslab.zarr;

import java.util.regex.Pattern;

/** Paths of nodes below a group: names separated by slashes, which never lead out of the group. */
final class NodePath {
  /** What an unfinished or replaced array is called. */
  private static final Pattern TEMPORARY = Pattern.compile("\\..*\\.(tmp|old)-[0-9a-f]+");

  private NodePath() {}

  /**
   * @throws IllegalArgumentException if the path could name something outside
   */
  static void check(String path) {
    if (!isInside(path)) {
      throw new IllegalArgumentException("not a path below the store: " + path);
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

  static boolean isTemporary(String name) {
    return TEMPORARY.matcher(name).matches();
  }
}
