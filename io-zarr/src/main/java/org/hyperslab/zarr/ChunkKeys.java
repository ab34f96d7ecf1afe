package org.hyperslab.zarr;

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
}
