package org.hyperslab.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
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

  @Option(
      names = "--image-every",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "A picture every N steps, at the beginning and at the end: OUT/heat_000000.png and so"
              + " on. 0 for none. A run that was killed and resumed leaves the same pictures."
              + " Default: ${DEFAULT-VALUE}.")
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
      description =
          "The pictures as an animation, too, written at the end. With --resume it begins with the"
              + " pictures of earlier steps that are in OUT.")
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
    return wanted() ? pixels : 0;
  }

  /** Whether a picture of a step is wanted. */
  boolean wants(long step, long last) {
    return wanted() && (step % every == 0 || step == last);
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

  /**
   * Begins to make pictures in a folder.
   *
   * @param first the run's first step; pictures of earlier ones may be in the folder
   */
  Album open(HeatProblem problem, Path folder, long first) throws IOException {
    Path gif = wanted() ? animation : null;
    return new Album(problem, folder, first, gif == null ? null : gif(gif));
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
    private final long first;
    private final @Nullable AnimatedGif gif;
    private final Axes axes;

    private Album(HeatProblem problem, Path folder, long first, @Nullable AnimatedGif gif) {
      this.problem = problem;
      this.folder = folder;
      this.first = first;
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
      String title =
          String.format(
              Locale.ROOT,
              "Heat equation, step %d, t = %.4g",
              run.step(),
              run.step() * problem.dt());
      Picture picture = new Picture(axes, scale(run, field), pixels);
      BufferedImage image = picture.draw(title, field);
      Picture.write(image, file(run.step()));
      if (gif != null) {
        if (gif.frames() == 0) {
          addEarlier(gif, image);
        }
        gif.add(image);
      }
    }

    private ColorScale scale(HeatRun run, Field field) {
      ColorScale own = new ColorScale("temperature", colormap, Double.NaN, Double.NaN, levels);
      HeatRun.Range shown = run.shown();
      if (shown == null) {
        if (!(field.min() < field.max())) {
          return own;
        }
        shown = new HeatRun.Range(field.min(), field.max());
        run.show(shown);
      }
      return own.withRange(shown.min(), shown.max());
    }

    private Path file(long step) {
      return folder.resolve(String.format(Locale.ROOT, "heat_%06d.png", step));
    }

    /** The pictures of an interrupted run that are as large as the one that comes next. */
    private void addEarlier(AnimatedGif to, BufferedImage next) throws IOException {
      for (long step = 0; step < first; step += every) {
        BufferedImage earlier = Files.exists(file(step)) ? ImageIO.read(file(step).toFile()) : null;
        if (earlier != null
            && earlier.getWidth() == next.getWidth()
            && earlier.getHeight() == next.getHeight()) {
          to.add(earlier);
        }
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
