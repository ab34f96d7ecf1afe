package org.hyperslab.examples.picture;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.FileImageOutputStream;
import javax.imageio.stream.ImageOutputStream;

/**
 * Writes pictures, one after the other, as an animation that repeats for ever. All have the palette
 * of one colour map and greys, so that colours mean the same in every picture. Not thread-safe.
 */
public final class AnimatedGif implements AutoCloseable {
  private static final int GREYS = 40;
  private static final int COLORS = 256 - GREYS;

  private final int delayHundredths;
  private final Path file;
  private final Path part;
  private final ImageWriter writer;
  private final ImageOutputStream out;
  private final IndexColorModel palette;
  private final Map<Integer, Byte> nearest = new HashMap<>();
  private boolean finished;
  private int frames;

  /**
   * Begins a file.
   *
   * @param file replaced, by {@link #finish}, if it is there; its folder must be
   * @param colors the colours that the pictures have beside greys
   * @param delayMillis how long each picture stays
   */
  public AnimatedGif(Path file, Colormap colors, int delayMillis) throws IOException {
    this.file = file;
    this.part = file.resolveSibling("." + file.getFileName() + ".tmp");
    this.delayHundredths = Math.max(2, delayMillis / 10);
    this.palette = palette(colors);
    this.writer = ImageIO.getImageWritersByFormatName("gif").next();
    Files.deleteIfExists(part);
    this.out = new FileImageOutputStream(part.toFile());
    writer.setOutput(out);
    writer.prepareWriteSequence(null);
  }

  private static IndexColorModel palette(Colormap colors) {
    byte[] red = new byte[256];
    byte[] green = new byte[256];
    byte[] blue = new byte[256];
    for (int i = 0; i < 256; i++) {
      int grey = 255 * (i - COLORS) / (GREYS - 1);
      int rgb = i < COLORS ? colors.color(i / (COLORS - 1.0)) : grey << 16 | grey << 8 | grey;
      red[i] = (byte) (rgb >> 16);
      green[i] = (byte) (rgb >> 8);
      blue[i] = (byte) rgb;
    }
    return new IndexColorModel(8, 256, red, green, blue);
  }

  /** Adds a picture; all have to be of the size of the first. */
  public void add(BufferedImage picture) throws IOException {
    BufferedImage indexed =
        new BufferedImage(
            picture.getWidth(), picture.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, palette);
    byte[] line = new byte[picture.getWidth()];
    int[] rgb = new int[picture.getWidth()];
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, rgb.length, 1, rgb, 0, rgb.length);
      for (int x = 0; x < rgb.length; x++) {
        line[x] = nearest.computeIfAbsent(rgb[x] & 0xffffff, this::nearest);
      }
      indexed.getRaster().setDataElements(0, y, rgb.length, 1, line);
    }
    writer.writeToSequence(new IIOImage(indexed, null, metadata(indexed)), null);
    frames++;
  }

  private byte nearest(int rgb) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < 256; i++) {
      int r = palette.getRed(i) - (rgb >> 16 & 0xff);
      int g = palette.getGreen(i) - (rgb >> 8 & 0xff);
      int b = palette.getBlue(i) - (rgb & 0xff);
      int distance = r * r + g * g + b * b;
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return (byte) best;
  }

  private IIOMetadata metadata(BufferedImage indexed) throws IOException {
    IIOMetadata metadata = writer.getDefaultImageMetadata(new ImageTypeSpecifier(indexed), null);
    String format = metadata.getNativeMetadataFormatName();
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(format);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("delayTime", Integer.toString(delayHundredths));
    control.setAttribute("transparentColorIndex", "0");
    if (frames == 0) {
      IIOMetadataNode loop = new IIOMetadataNode("ApplicationExtension");
      loop.setAttribute("applicationID", "NETSCAPE");
      loop.setAttribute("authenticationCode", "2.0");
      loop.setUserObject(new byte[] {1, 0, 0});
      child(root, "ApplicationExtensions").appendChild(loop);
    }
    metadata.setFromTree(format, root);
    return metadata;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equals(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode made = new IIOMetadataNode(name);
    root.appendChild(made);
    return made;
  }

  /** How many pictures were added. */
  public int frames() {
    return frames;
  }

  /** Ends the file and puts it in its place. */
  public void finish() throws IOException {
    if (frames == 0) {
      throw new IllegalStateException("animation without pictures: " + file);
    }
    writer.endWriteSequence();
    out.close();
    Files.move(part, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    finished = true;
  }

  /** Releases the file; without {@link #finish} before, deletes what was written. */
  @Override
  public void close() throws IOException {
    writer.dispose();
    if (!finished) {
      out.close();
      Files.deleteIfExists(part);
    }
  }
}
