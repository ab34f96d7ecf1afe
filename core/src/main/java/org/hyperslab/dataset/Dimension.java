package org.hyperslab.dataset;

/**
 * A named dimension that the variables of a dataset share.
 *
 * @param length elements along it
 * @param unlimited whether the format lets it grow
 */
public record Dimension(String name, long length, boolean unlimited) {
  public Dimension {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("dimension without a name: length=" + length);
    }
    if (length < 0) {
      throw new IllegalArgumentException("negative length: dimension=" + name + ", " + length);
    }
  }

  /** A dimension of fixed length. */
  public static Dimension of(String name, long length) {
    return new Dimension(name, length, false);
  }
}
