package org.hyperslab.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.hyperslab.Axes;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Attributes;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Statistic;
import org.hyperslab.dataset.Variable;
import org.hyperslab.examples.picture.ColorScale;
import org.hyperslab.examples.picture.Colormap;
import org.hyperslab.examples.picture.Field;
import org.hyperslab.examples.picture.Picture;
import org.hyperslab.grid.Hyperslab;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The vegetation index of a scene. */
@Command(
    name = "ndvi",
    sortOptions = false,
    header = "The vegetation index (nir - red) / (nir + red) of a scene, averaged over time.",
    description = {
      "%nThe bands are unpacked by their scale_factor, add_offset and _FillValue. Where the quality"
          + " band says that a pixel is not clear, and where both bands are 0, there is no index."
          + " Prints the mean over all pixels; --out writes the map, --png draws it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab ndvi scene.nc --red B04 --nir B08 --png ndvi.png",
      "  hyperslab ndvi scene.zarr --red red --nir nir --quality scl --clear 4,5,6 --out ndvi.nc",
      "  hyperslab ndvi scene.nc --red B4 --nir B5 --quality qa --bad-bits 0x1e --sel time=2021-06"
    })
final class NdviCommand implements Callable<Integer> {
  private static final String NAME = "ndvi";
  private static final int MOST_PIXELS = 1200;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "INPUT",
      converter = Input.Converter.class,
      description = "A NetCDF file or Zarr group with the bands.")
  private Input input;

  @Option(names = "--red", required = true, paramLabel = "VAR", description = "The red band.")
  private String red;

  @Option(
      names = "--nir",
      required = true,
      paramLabel = "VAR",
      description = "The near infrared band.")
  private String nir;

  @Option(names = "--quality", paramLabel = "VAR", description = "The quality band.")
  private @Nullable String quality;

  @Option(
      names = "--clear",
      paramLabel = "N[,N...]",
      hideParamSyntax = true,
      split = ",",
      description = "The values of the quality band that are clear. Default: 0.")
  private long @Nullable [] clear;

  @Option(
      names = "--bad-bits",
      paramLabel = "MASK",
      description = "The bits of the quality band of which a clear pixel has none, such as 0x1e.")
  private @Nullable String badBits;

  @Option(
      names = "--over",
      paramLabel = "NAME",
      defaultValue = "time",
      description = "The dimension to average over, where there is one. Default: time.")
  private String over;

  @Option(
      names = "--sel",
      paramLabel = "NAME=LABEL[,...]",
      description = "A part only, by its coordinates.")
  private @Nullable String selection;

  @Option(
      names = "--out",
      paramLabel = "OUT.zarr|OUT.nc",
      description = "Write the map with its coordinates.")
  private @Nullable String out;

  @Option(
      names = "--png",
      paramLabel = "FILE",
      description = "Draw the map; a large one is thinned out.")
  private @Nullable Path png;

  @Mixin private WriteOptions writes;
  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    Output output = out == null ? null : new Output(out, writes);
    if (output != null) {
      output.checkFree();
      output.checkApart(input);
    }
    try (Session session = runs.session();
        Input.Opened opened = input.open()) {
      Dataset scene = scene(opened.dataset(), session);
      if (png != null) {
        checkDrawable(scene.variable(NAME).array());
      }
      if (output == null) {
        Variable map = scene.variable(NAME);
        RunOptions.Computed computed = runs.compute(session, mean(map));
        show(scene, map, computed.result(), computed.timing(), session);
      } else {
        RunOptions.Timing timing = output.write(scene, v -> null, runs, session);
        // What is shown is read back: the map is less to read than the bands.
        try (Input.Opened written = output.written().open()) {
          Variable map = written.dataset().variable(NAME).decoded();
          show(written.dataset(), map, mean(map).compute(session), timing, session);
        }
      }
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private static ChunkedArray mean(Variable map) {
    return Statistic.MEAN.of(map.array(), Axes.all(), 0);
  }

  /** Prints the mean, which it closes, and draws the map. */
  private void show(
      Dataset scene, Variable map, DenseArray mean, RunOptions.Timing timing, Session session)
      throws IOException {
    try (mean) {
      Summary summary = new Summary(timing).result(mean);
      spec.commandLine().getOut().println(mean);
      if (png != null) {
        draw(scene, map, png, session);
      }
      runs.tell(summary);
    }
  }

  /** The map with its coordinates. */
  private Dataset scene(Dataset all, Session session) {
    List<String> names = new ArrayList<>(List.of(red, nir));
    if (quality != null) {
      names.add(quality);
    }
    Dataset bands = all.only(names.toArray(new String[0]));
    if (selection != null) {
      bands = bands.sel(session, selection);
    }
    Variable first = bands.variable(red).decoded();
    ChunkedArray r = first.array();
    ChunkedArray n = bands.variable(nir).decoded().array();
    if (!bands.variable(nir).dimensions().equals(first.dimensions())) {
      throw new IllegalArgumentException(
          "bands differ in dimensions: %s and %s".formatted(first, bands.variable(nir)));
    }
    ChunkedArray index = n.subtract(r).divide(n.add(r));
    if (quality != null) {
      index = ChunkedArray.where(clear(bands.variable(quality).array()), index, Double.NaN);
    }
    Attributes attributes =
        Attributes.of("long_name", "normalized difference vegetation index").with("units", "1");
    Dataset.Builder b = Dataset.builder().name(all.name()).attributes(all.attributes());
    for (Variable v : bands.variables()) {
      if (!names.contains(v.name())) {
        b.variable(v);
      }
    }
    Dataset scene = b.variable(Variable.of(NAME, first.dimensions(), index, attributes)).build();
    return first.dimensions().contains(over) ? scene.reduce(Statistic.MEAN, 0, over) : scene;
  }

  /** Where a pixel is clear. */
  private ChunkedArray clear(ChunkedArray values) {
    if (badBits != null) {
      return values.bitwiseAnd(Long.decode(badBits)).equal(0);
    }
    ChunkedArray any = null;
    for (long value : clear == null ? new long[] {0} : clear) {
      ChunkedArray one = values.equal(value);
      any = any == null ? one : any.logicalOr(one);
    }
    return any == null ? values.equal(0) : any;
  }

  private static void checkDrawable(ChunkedArray map) {
    if (map.rank() != 2) {
      throw new IllegalArgumentException("a picture is of two dimensions, not of " + map.shape());
    }
  }

  private static void draw(Dataset scene, Variable variable, Path file, Session session)
      throws IOException {
    ChunkedArray map = variable.array();
    List<Hyperslab.Item> items = new ArrayList<>();
    for (int d = 0; d < 2; d++) {
      long step = Math.ceilDiv(map.shape().dim(d), (long) MOST_PIXELS);
      items.add(Hyperslab.Item.range(0, map.shape().dim(d), Math.max(1, step)));
    }
    ChunkedArray thin = map.slice(new Hyperslab(items));
    int rows = Math.toIntExact(thin.shape().dim(0));
    int columns = Math.toIntExact(thin.shape().dim(1));
    try (DenseArray values = thin.compute(session)) {
      ColorScale scale = ColorScale.automatic("NDVI", Colormap.named("viridis")).withRange(-0.2, 1);
      new Picture(
              MapAxes.of(scene, variable, session),
              scale,
              Math.clamp(Math.max(rows, columns), 300, MOST_PIXELS))
          .write(
              String.format(Locale.ROOT, "NDVI, %d x %d", map.shape().dim(0), map.shape().dim(1)),
              Field.of(rows, columns, values.toDoubles()),
              file);
    }
  }
}
