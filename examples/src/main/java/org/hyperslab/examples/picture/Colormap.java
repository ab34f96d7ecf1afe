package org.hyperslab.examples.picture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.Properties;
import java.util.Scanner;
import java.util.TreeSet;

/** Colours for numbers from 0 to 1. Immutable. */
public final class Colormap {
  /** Light grey, for cells without a value. */
  static final int MISSING = 0xd9d9d9;

  private static final int STEPS = 1024;
  private static final Properties TABLES = load();

  private final String name;
  private final int[] colors;

  private Colormap(String name, int[] colors) {
    this.name = name;
    this.colors = colors;
  }

  private static Properties load() {
    Properties tables = new Properties();
    try (InputStream in = Colormap.class.getResourceAsStream("colormaps.properties")) {
      if (in == null) {
        throw new IllegalStateException("colormaps.properties is not on the class path");
      }
      tables.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tables;
  }

  /** The names that {@link #named} knows, in alphabetical order. */
  public static Collection<String> names() {
    return new TreeSet<>(TABLES.stringPropertyNames());
  }

  /**
   * A colour map by Matplotlib's name, in lower case; with {@code _r} behind it, reversed.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static Colormap named(String name) {
    boolean reversed = name.endsWith("_r");
    String table = TABLES.getProperty(reversed ? name.substring(0, name.length() - 2) : name);
    if (table == null) {
      throw new IllegalArgumentException(
          "unknown colour map: %s; known are %s, and each reversed with _r"
              .formatted(name, String.join(", ", names())));
    }
    int[] stops =
        new Scanner(table).tokens().mapToInt(stop -> Integer.parseInt(stop, 16)).toArray();
    int[] colors = new int[STEPS];
    for (int i = 0; i < STEPS; i++) {
      double at = (double) (reversed ? STEPS - 1 - i : i) / (STEPS - 1) * (stops.length - 1);
      int stop = Math.min((int) at, stops.length - 2);
      colors[i] = mix(stops[stop], stops[stop + 1], at - stop);
    }
    return new Colormap(name, colors);
  }

  private static int mix(int a, int b, double part) {
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = a >> shift & 0xff;
      int to = b >> shift & 0xff;
      color |= (int) Math.round(from + (to - from) * part) << shift;
    }
    return color;
  }

  /** The name it was asked for by. */
  public String name() {
    return name;
  }

  /**
   * The colour of a number, as 0xRRGGBB.
   *
   * @param part from 0 to 1; what is outside has the colour of the nearer end, NaN is light grey
   */
  public int color(double part) {
    return Double.isNaN(part)
        ? MISSING
        : colors[(int) Math.round(Math.clamp(part, 0.0, 1.0) * (STEPS - 1))];
  }
}
