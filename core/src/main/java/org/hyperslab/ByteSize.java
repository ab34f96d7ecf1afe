package org.hyperslab;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes in bytes, as people write them. */
public final class ByteSize {
  private static final Pattern SIZE =
      Pattern.compile("\\s*([0-9]+(?:\\.[0-9]+)?)\\s*([A-Za-z]*)\\s*");

  private ByteSize() {}

  /**
   * The bytes of a size such as {@code "128MiB"}, {@code "1.5 GiB"}, {@code "2GB"} or {@code
   * "4096"}. KiB, MiB, GiB and TiB are powers of 1024, as are K, M, G and T; KB, MB, GB and TB are
   * powers of 1000.
   *
   * @throws IllegalArgumentException if it cannot be read
   */
  public static long parse(String text) {
    Matcher m = SIZE.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "cannot read size: \"" + text + "\"; write it as 512MiB or 1GiB");
    }
    double unit =
        switch (m.group(2).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1;
          case "k", "kib" -> 1L << 10;
          case "m", "mib" -> 1L << 20;
          case "g", "gib" -> 1L << 30;
          case "t", "tib" -> 1L << 40;
          case "kb" -> 1e3;
          case "mb" -> 1e6;
          case "gb" -> 1e9;
          case "tb" -> 1e12;
          default ->
              throw new IllegalArgumentException(
                  "unknown unit: \""
                      + m.group(2)
                      + "\" in \""
                      + text
                      + "\"; use KiB, MiB, GiB or TiB");
        };
    return (long) (Double.parseDouble(m.group(1)) * unit);
  }
}
