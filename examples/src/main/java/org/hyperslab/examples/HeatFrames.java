package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.hyperslab.examples.picture.AnimatedGif;
import org.hyperslab.examples.picture.Axes;
import org.hyperslab.examples.picture.ColorScale;
import org.hyperslab.examples.picture.Colormap;
import org.hyperslab.examples.picture.Field;
import org.hyperslab.examples.picture.Picture;
import org.hyperslab.stencil.HeatProblem;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options about pictures, and the pictures. */
final class HeatFrames {
  private static final int FRAME_MILLIS = 150;
  private static final int ANIMATION_PIXELS = 480;

  @Option(
      names = "--image-every",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "A picture every N steps, at the beginning and at the end: OUT/heat_000000.png and so"
              + " on. 0 for none. Default: ${DEFAULT-VALUE}.")
  private long every;

  @Option(
      names = "--colormap",
      paramLabel = "NAME",
      defaultValue = "jet",
      converter = ColormapOption.class,
      description =
          "Colours of the pictures: cividis, coolwarm, gray, hot, inferno, jet, magma, plasma,"
              + " rdylgn, turbo or viridis, each also reversed with _r. Default: ${DEFAULT-VALUE}.")
  private Colormap colormap;

  @Option(
      names = "--levels",
      paramLabel = "N",
      defaultValue = "0",
      description = "Draw filled contours of N colours. Default: a smooth picture.")
  private int levels;

  @Option(
      names = "--pixels",
      paramLabel = "N",
      defaultValue = "720",
      description = "Longer side of the map in a picture. Default: ${DEFAULT-VALUE}.")
  private int pixels;

  @Option(
      names = "--animate",
      paramLabel = "FILE.gif",
      description = "The pictures as an animation, too.")
  private @Nullable Path animation;

  /** Reads names of colour maps. */
  static final class ColormapOption implements ITypeConverter<Colormap> {
    @Override
    public Colormap convert(String name) {
      try {
        return Colormap.named(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Whether any picture is wanted. */
  boolean wanted() {
    return every > 0;
  }

  /** Cells a side that a picture can show. */
  int cells() {
    return wanted() ? Math.max(pixels, ANIMATION_PIXELS) : 0;
  }

  /** The next step of which a picture is wanted, or the last one. */
  long nextStop(long step, long last) {
    return wanted() ? Math.min(last, (step / every + 1) * every) : last;
  }

  /** Refuses options that make no sense. */
  void check() {
    if (every < 0) {
      throw new IllegalArgumentException("--image-every is negative: " + every);
    }
    if (animation != null && !wanted()) {
      throw new IllegalArgumentException("--animate needs pictures: --image-every is 0");
    }
    if (wanted()) {
      new Picture(
          new Axes("", "", 0, 1, 0, 1, true),
          new ColorScale("", colormap, Double.NaN, Double.NaN, levels),
          pixels);
    }
  }

  /** Begins to make pictures in a folder. */
  Album open(HeatProblem problem, Path folder) throws IOException {
    Path gif = wanted() ? animation : null;
    return new Album(problem, folder, gif == null ? null : gif(gif));
  }

  private AnimatedGif gif(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return new AnimatedGif(file, colormap, FRAME_MILLIS);
  }

  /** The pictures of one run; all have the range of the first one's colours. */
  final class Album implements AutoCloseable {
    private final HeatProblem problem;
    private final Path folder;
    private final @Nullable AnimatedGif gif;
    private final Axes axes;
    private @Nullable ColorScale scale;

    private Album(HeatProblem problem, Path folder, @Nullable AnimatedGif gif) {
      this.problem = problem;
      this.folder = folder;
      this.gif = gif;
      double width = problem.shape().dim(1) * problem.dx();
      double height = problem.shape().dim(0) * problem.dy();
      this.axes = new Axes("x", "y", 0, width, 0, height, true);
    }

    /** Draws what a run has come to, if pictures are wanted. */
    void add(HeatRun run) throws IOException {
      if (!wanted()) {
        return;
      }
      Field field = run.field(cells());
      ColorScale shown = scale;
      if (shown == null) {
        shown = new ColorScale("temperature", colormap, Double.NaN, Double.NaN, levels);
        if (field.min() < field.max()) {
          shown = shown.withRange(field.min(), field.max());
          scale = shown;
        }
      }
      String title =
          String.format(
              Locale.ROOT,
              "Heat equation, step %d, t = %.4g",
              run.step(),
              run.step() * problem.dt());
      Path file = folder.resolve(String.format(Locale.ROOT, "heat_%06d.png", run.step()));
      new Picture(axes, shown, pixels).write(title, field, file);
      if (gif != null) {
        gif.add(new Picture(axes, shown, Math.min(pixels, ANIMATION_PIXELS)).draw(title, field));
      }
    }

    /** Ends the animation. */
    void finish() throws IOException {
      if (gif != null) {
        gif.finish();
      }
    }

    @Override
    public void close() throws IOException {
      if (gif != null) {
        gif.close();
      }
    }
  }
}
