package org.hyperslab.zarr;

import java.util.regex.Pattern;
import org.hyperslab.grid.ChunkGrid;

/**
 * How a chunk's coordinates become its path below the array: v2's {@code 0.1} or v3's {@code
 * c/0/1}.
 *
 * @param prefixed whether keys begin with {@code c}
 * @param separator {@code /} or {@code .}
 */
record ChunkKeys(boolean prefixed, String separator) {
  static final String SLASH = "/";
  static final String DOT = ".";

  /** The key of a chunk; a relative path of digits and separators, whatever the coordinates. */
  String key(long[] coords) {
    StringBuilder key = new StringBuilder(prefixed ? "c" : "");
    for (int d = 0; d < coords.length; d++) {
      if (d > 0 || prefixed) {
        key.append(separator);
      }
      key.append(coords[d]);
    }
    return key.isEmpty() ? "0" : key.toString();
  }

  /** Whether a key is that of a chunk of a grid. */
  boolean isChunk(String key, ChunkGrid grid) {
    String[] names = key.split(Pattern.quote(separator), -1);
    int from = prefixed ? 1 : 0;
    if (grid.rank() == 0) {
      return key.equals(key(new long[0]));
    }
    if (names.length != grid.rank() + from || (prefixed && !names[0].equals("c"))) {
      return false;
    }
    for (int d = 0; d < grid.rank(); d++) {
      String name = names[d + from];
      if (!name.matches("0|[1-9]\\d{0,17}") || Long.parseLong(name) >= grid.countAlong(d)) {
        return false;
      }
    }
    return true;
  }
}
