package org.hyperslab.examples.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageInputStream;
import org.hyperslab.block.Block;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Region;
import org.hyperslab.grid.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Node;

class PictureTest {
  private static final Axes AXES = new Axes("x", "y", 0, 4, 0, 4, true);
  private static final ColorScale JET =
      new ColorScale("temperature", Colormap.named("jet"), 0, 100, 0);

  /** Four quarters: 0 and 25 in the first rows, 75 and 100 in the last. */
  private static Field quarters(int side) {
    double[] values = new double[side * side];
    for (int r = 0; r < side; r++) {
      for (int c = 0; c < side; c++) {
        values[r * side + c] = (r < side / 2 ? 0 : 75) + (c < side / 2 ? 0 : 25);
      }
    }
    return Field.of(side, side, values);
  }

  /** The plot's box: the outermost lines that are dark over at least the given length. */
  private record Box(int left, int right, int top, int bottom) {
    static Box find(BufferedImage image, int length) {
      List<Integer> columns =
          Stream.iterate(0, x -> x < image.getWidth(), x -> x + 1)
              .filter(x -> darkOnLine(image, x, 0, 0, 1) >= length)
              .toList();
      List<Integer> rows =
          Stream.iterate(0, y -> y < image.getHeight(), y -> y + 1)
              .filter(y -> darkOnLine(image, 0, y, 1, 0) >= length)
              .toList();
      int right =
          columns.stream().filter(x -> x < columns.getFirst() + length + 15).toList().getLast();
      return new Box(columns.getFirst(), right, rows.getFirst(), rows.getLast());
    }

    int color(BufferedImage image, double x, double y) {
      return image.getRGB((int) (left + x * (right - left)), (int) (bottom - y * (bottom - top)))
          & 0xffffff;
    }
  }

  private static boolean isDark(int rgb) {
    return (rgb >> 16 & 0xff) < 0x60 && (rgb >> 8 & 0xff) < 0x60 && (rgb & 0xff) < 0x60;
  }

  private static int darkOnLine(BufferedImage image, int x, int y, int dx, int dy) {
    int n = 0;
    for (int i = x, j = y; i < image.getWidth() && j < image.getHeight(); i += dx, j += dy) {
      n += isDark(image.getRGB(i, j)) ? 1 : 0;
    }
    return n;
  }

  /** How many pixels of a box have ink on them: text is mostly grey at its edges. */
  private static int ink(BufferedImage image, int x0, int x1, int y0, int y1) {
    int n = 0;
    for (int y = Math.max(0, y0); y < Math.min(y1, image.getHeight()); y++) {
      for (int x = Math.max(0, x0); x < Math.min(x1, image.getWidth()); x++) {
        n += (image.getRGB(x, y) >> 8 & 0xff) < 0xa0 ? 1 : 0;
      }
    }
    return n;
  }

  @Test
  void firstRowIsAtTheBottomAndColoursAreTheMaps() {
    BufferedImage image = new Picture(AXES, JET, 300).draw("title", quarters(40));
    Box box = Box.find(image, 290);
    assertEquals(300, box.right - box.left, 3);
    assertEquals(300, box.bottom - box.top, 3);
    assertEquals(Colormap.named("jet").color(0), box.color(image, 0.2, 0.2));
    assertEquals(Colormap.named("jet").color(0.25), box.color(image, 0.8, 0.2));
    assertEquals(Colormap.named("jet").color(0.75), box.color(image, 0.2, 0.8));
    assertEquals(Colormap.named("jet").color(1), box.color(image, 0.8, 0.8));
  }

  @Test
  void firstRowIsAtTheTopWhereYFalls() {
    Axes north = new Axes("longitude", "latitude", 0, 4, 4, 0, true);
    BufferedImage image = new Picture(north, JET, 300).draw("title", quarters(40));
    Box box = Box.find(image, 290);
    assertEquals(Colormap.named("jet").color(0), box.color(image, 0.2, 0.8));
    assertEquals(Colormap.named("jet").color(1), box.color(image, 0.8, 0.2));
  }

  @Test
  void pixelsAreCountedFromTheTop() {
    BufferedImage image = new Picture(Axes.ofPixels(40, 40), JET, 300).draw("t", quarters(40));
    Box box = Box.find(image, 290);
    assertEquals(Colormap.named("jet").color(0), box.color(image, 0.2, 0.8));
    assertEquals(Colormap.named("jet").color(1), box.color(image, 0.8, 0.2));
    // Beside the corner where both counts begin there is a 0, "40" is at the other ends.
    int corner = ink(image, 0, box.left - 5, box.top - 8, box.top + 8);
    int below = ink(image, 0, box.left - 5, box.bottom - 8, box.bottom + 8);
    assertTrue(corner < below, corner + " < " + below);
  }

  @Test
  void hasAxesTitleAndColourBar() {
    BufferedImage with = new Picture(AXES, JET, 300).draw("Step 1000", quarters(40));
    Box box = Box.find(with, 290);
    assertTrue(ink(with, 0, box.left - 1, box.top, box.bottom) > 50, "labels left of the plot");
    assertTrue(
        ink(with, box.left, box.right, box.bottom + 2, with.getHeight()) > 50, "labels below");
    assertTrue(ink(with, box.left, box.right, 0, box.top - 2) > 50, "a title");
    assertTrue(ink(with, box.right + 40, with.getWidth(), 0, with.getHeight()) > 50, "bar labels");
    int bar = box.right + 14;
    assertEquals(0x80, with.getRGB(bar, box.top + 3) >> 16 & 0xff, 10);
    assertEquals(0x80, with.getRGB(bar, box.bottom - 2) & 0xff, 10);
    int middle = with.getRGB(bar, (box.top + box.bottom) / 2);
    assertTrue((middle >> 8 & 0xff) > 240, Integer.toHexString(middle));
  }

  @Test
  void missingCellsAreGrey() {
    Field field = Field.of(2, 2, 1, Double.NaN, 3, 4);
    BufferedImage image =
        new Picture(AXES, ColorScale.automatic("", Colormap.named("viridis")), 300).draw("", field);
    Box box = Box.find(image, 290);
    assertEquals(0xd9d9d9, box.color(image, 0.9, 0.1));
    assertEquals(Colormap.named("viridis").color(0), box.color(image, 0.05, 0.05));
    assertEquals(Colormap.named("viridis").color(1), box.color(image, 0.95, 0.95));
  }

  @Test
  void constantAndEmptyFieldsCanBeDrawn() {
    ColorScale scale = ColorScale.automatic("", Colormap.named("gray"));
    new Picture(AXES, scale, 200).draw("", Field.of(3, 1, 7, 7, 7));
    new Picture(AXES, scale, 200).draw("", Field.of(1, 1, Double.NaN));
    assertEquals(Colormap.named("gray").color(0.5), scale.fitTo(Field.of(1, 1, -7)).color(-7));
  }

  @Test
  void levelsMakeFilledContours() {
    ColorScale scale = new ColorScale("", Colormap.named("gray"), 0, 100, 4);
    assertEquals(scale.color(1), scale.color(24.9));
    assertEquals(0x000000, scale.color(-5));
    assertEquals(0xffffff, scale.color(100));
    assertEquals(0x555555, scale.color(26));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ColorScale("", Colormap.named("gray"), 0, 100, 1));
  }

  @Test
  void textNeedsNothingFromTheMachine() throws IOException {
    assertEquals("DejaVu Sans", Fonts.plain(12).getFamily());
    String configuration = System.getProperty("sun.awt.fontconfig");
    assertTrue(Files.readString(Path.of(configuration)).contains("DejaVuSans.ttf"), configuration);
  }

  @Test
  void writesPngFiles(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.png");
    Files.writeString(file, "what was there");
    new Picture(AXES, JET, 200).write("title", quarters(10), file);
    assertTrue(ImageIO.read(file.toFile()).getWidth() > 200);
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void animationsRepeatForEver(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.gif");
    Picture picture = new Picture(AXES, JET, 200);
    BufferedImage first = picture.draw("one", quarters(10));
    try (AnimatedGif gif = new AnimatedGif(file, JET.colormap(), 120)) {
      gif.add(first);
      gif.add(picture.draw("two", Field.of(1, 1, 50)));
      gif.finish();
    }
    try (AnimatedGif abandoned = new AnimatedGif(file, JET.colormap(), 120)) {
      abandoned.add(first);
    }
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
      reader.setInput(in);
      assertEquals(2, reader.getNumImages(true));
      BufferedImage read = reader.read(0);
      Box box = Box.find(first, 195);
      assertEquals(box.color(first, 0.8, 0.2), box.color(read, 0.8, 0.2), 0x040404);
      String metadata = text(reader.getImageMetadata(0));
      assertTrue(metadata.contains("applicationID=NETSCAPE"), metadata);
      assertTrue(metadata.contains("delayTime=12"), metadata);
    } finally {
      reader.dispose();
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  private static String text(IIOMetadata metadata) {
    StringBuilder all = new StringBuilder();
    collect(metadata.getAsTree(metadata.getNativeMetadataFormatName()), all);
    return all.toString();
  }

  /** ImageIO's own streams for files print a stack trace then. */
  @Test
  void foldersThatAreMissingAreSaidSo(@TempDir Path folder) {
    Path nowhere = folder.resolve("missing/file");
    PrintStream console = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      assertThrows(
          FileNotFoundException.class,
          () -> new AnimatedGif(nowhere, Colormap.named("jet"), 100).close());
      assertThrows(
          FileNotFoundException.class,
          () -> new Picture(AXES, JET, 100).write("title", quarters(4), nowhere));
    } finally {
      System.setErr(console);
    }
    assertEquals("", printed.toString(StandardCharsets.UTF_8));
  }

  private static void collect(Node node, StringBuilder into) {
    for (int i = 0; node.getAttributes() != null && i < node.getAttributes().getLength(); i++) {
      Node a = node.getAttributes().item(i);
      into.append(a.getNodeName()).append('=').append(a.getNodeValue()).append(' ');
    }
    for (Node c = node.getFirstChild(); c != null; c = c.getNextSibling()) {
      collect(c, into);
    }
  }

  @Test
  void largeGridsAreAveragedBlockByBlock() {
    FieldAverager averager = FieldAverager.of(10, 7, 4);
    double[] sums = new double[16];
    int[] counts = new int[16];
    for (int i = 0; i < 10; i++) {
      for (int j = 0; j < 7; j++) {
        int cell = i * 4 / 10 * 4 + j * 4 / 7;
        sums[cell] += i * 7 + j;
        counts[cell]++;
      }
    }
    try (Arena arena = Arena.ofConfined()) {
      for (Region region :
          List.of(
              Region.of(new long[] {6, 0}, Shape.of(4, 7)),
              Region.of(new long[] {0, 3}, Shape.of(6, 4)),
              Region.of(new long[] {0, 0}, Shape.of(6, 3)))) {
        DType type = region.start(0) == 6 ? DType.FLOAT32 : DType.FLOAT64;
        Block block =
            Block.of(arena.allocate(region.size() * type.bytes(), 64), type, region.shape());
        for (long i = 0; i < region.extent(0); i++) {
          for (long j = 0; j < region.extent(1); j++) {
            block.setDouble((region.start(0) + i) * 7 + region.start(1) + j, i, j);
          }
        }
        averager.add(region, block);
      }
    }
    Field field = averager.field();
    for (int cell = 0; cell < 16; cell++) {
      assertEquals(sums[cell] / counts[cell], field.at(cell / 4, cell % 4), 1e-12);
    }
  }

  @Test
  void colourMapsHaveMatplotlibsColours() {
    assertEquals(0x000080, Colormap.named("jet").color(0));
    assertEquals(0x440154, Colormap.named("viridis").color(0));
    assertEquals(0xfde725, Colormap.named("viridis").color(1));
    assertEquals(0xfde725, Colormap.named("viridis_r").color(0));
    assertEquals(0x3b4cc0, Colormap.named("coolwarm").color(-3));
    assertTrue(Colormap.names().containsAll(List.of("inferno", "gray", "rdylgn")));
    String message =
        assertThrows(IllegalArgumentException.class, () -> Colormap.named("rainbow")).getMessage();
    assertTrue(message.contains("known are cividis, coolwarm"), message);
  }

  /** Frames of an animation have to be of one size, however long their titles are. */
  @Test
  void titlesOfTallPicturesHaveALineOfTheirOwn() {
    for (int pixels : new int[] {100, 720}) {
      Picture tall = new Picture(new Axes("x", "y", 0, 1, 0, 30, true), JET, pixels);
      BufferedImage one = tall.draw("t", quarters(4));
      BufferedImage other = tall.draw("Heat equation, step 1000000, t = 0.05000", quarters(4));
      assertEquals(one.getWidth(), other.getWidth());
      assertEquals(one.getHeight(), other.getHeight());
    }
  }

  /** The colour bar of a flat picture has room for three labels: 0, 50 and 100. */
  @Test
  void labelsBesideALowColourBarDoNotTouch() {
    BufferedImage image =
        new Picture(new Axes("x", "y", 0, 30, 0, 5, true), JET, 720).draw("flat", quarters(4));
    int edge = image.getWidth() - 1;
    while (darkOnLine(image, edge, 0, 0, 1) < 110) {
      edge--;
    }
    int labels = 0;
    boolean inLabel = false;
    for (int y = 0; y < image.getHeight(); y++) {
      boolean dark = false;
      for (int x = edge + 10; x < edge + 30; x++) {
        dark |= isDark(image.getRGB(x, y));
      }
      labels += dark && !inLabel ? 1 : 0;
      inLabel = dark;
    }
    assertEquals(3, labels);
  }

  @Test
  void ticksAreRound() {
    assertEquals("0.5", Ticks.unit(0.4, 4).valueToString(0.5));
    assertEquals(0.5, Ticks.unit(0.4, 4).getSize());
    assertEquals(50, Ticks.unit(36, 180).getSize());
    assertEquals("\u2212150", Ticks.unit(36, 180).valueToString(-150));
    assertEquals(0.25, Ticks.unit(0.21, 2.1).getSize(), 1e-15);
    assertEquals("0.75", Ticks.unit(0.21, 2.1).valueToString(0.75));
    assertEquals("2E-5", Ticks.unit(1e-5, 1e-4).valueToString(2e-5));
    assertEquals("0", Ticks.unit(1e-5, 1e-4).valueToString(0));
    assertEquals("0.000", Ticks.unit(1e-3, 1e-2).valueToString(0));
    assertEquals("0.002", Ticks.unit(1e-3, 1e-2).valueToString(2e-3));
    assertEquals("3E8", Ticks.unit(1e8, 1e9).valueToString(3e8));
  }
}
