package org.hyperslab.examples;

import java.util.Locale;

/** Sizes in bytes, for people. */
final class Bytes {
  private Bytes() {}

  /** With three digits and a unit: {@code 1.41 GiB}. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    double value = bytes / (double) (1L << (10 * unit));
    int decimals = value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f %ciB", value, " KMGTPE".charAt(unit));
  }

  /** As {@link #human}, and exactly: {@code 1.41 GiB (1,518,962,400 bytes)}. */
  static String both(long bytes) {
    return String.format(Locale.ROOT, "%s (%,d bytes)", human(bytes), bytes);
  }
}
