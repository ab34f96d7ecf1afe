package org.hyperslab.examples.picture;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The font of all text in pictures. It comes with this program, so that pictures look the same
 * everywhere and need nothing from the machine: on Linux, Java refuses to draw any text where
 * fontconfig or all fonts are missing, as in most containers, unless it is told by a file of its
 * own which fonts there are.
 */
final class Fonts {
  private static final String CONFIGURATION = "sun.awt.fontconfig";
  private static final String FILE = "DejaVuSans.ttf";
  private static final String[] FAMILIES = {
    "serif", "sansserif", "monospaced", "dialog", "dialoginput"
  };
  private static final String[] STYLES = {"plain", "bold", "italic", "bolditalic"};

  private Fonts() {}

  private static final class Holder {
    static final Font PLAIN = load();
  }

  /** Prepares Java for drawing without a screen; before anything else that draws. */
  static void prepare() {
    Holder.PLAIN.getSize();
  }

  static Font plain(double size) {
    return Holder.PLAIN.deriveFont((float) size);
  }

  private static Font load() {
    System.setProperty("java.awt.headless", "true");
    try {
      Path folder = Files.createTempDirectory("hyperslab-font");
      Path file = folder.resolve(FILE);
      Path configuration = folder.resolve("fontconfig.properties");
      try (InputStream in = Fonts.class.getResourceAsStream(FILE)) {
        if (in == null) {
          throw new IllegalStateException(FILE + " is not on the class path");
        }
        Files.copy(in, file);
      }
      Files.writeString(configuration, configuration(file));
      folder.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      configuration.toFile().deleteOnExit();
      if (System.getProperty(CONFIGURATION) == null) {
        System.setProperty(CONFIGURATION, configuration.toString());
      }
      return Font.createFont(Font.TRUETYPE_FONT, file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException("font cannot be prepared: " + e.getMessage(), e);
    } catch (FontFormatException e) {
      throw new IllegalStateException("font cannot be read: " + FILE, e);
    }
  }

  /** All of Java's logical fonts are this one. */
  private static String configuration(Path font) {
    String name = "-misc-hyperslab-medium-r-normal--*-%d-*-*-p-*-iso10646-1";
    StringBuilder text = new StringBuilder("version=1\nsequence.allfonts=latin-1\n");
    for (String family : FAMILIES) {
      for (String style : STYLES) {
        text.append(family).append('.').append(style).append(".latin-1=").append(name).append('\n');
      }
    }
    String path = font.toString().replace("\\", "\\\\");
    return text.append("filename.").append(name).append('=').append(path).append('\n').toString();
  }
}
