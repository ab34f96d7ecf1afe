package org.hyperslab.codec;

/** Blosc's filters, with v2's number and v3's name. */
public enum BloscShuffle {
  NONE(0, "noshuffle"),
  BYTE(1, "shuffle"),
  BIT(2, "bitshuffle");

  private final int number;
  private final String label;

  BloscShuffle(int number, String label) {
    this.number = number;
    this.label = label;
  }

  public int number() {
    return number;
  }

  /** The filter with v2's number. */
  public static BloscShuffle numbered(int number) {
    for (BloscShuffle s : values()) {
      if (s.number == number) {
        return s;
      }
    }
    throw new IllegalArgumentException("no shuffle: " + number);
  }

  @Override
  public String toString() {
    return label;
  }
}
