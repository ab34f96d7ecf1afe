package org.hyperslab.examples;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.hyperslab.ChunkedArray;
import org.hyperslab.Chunks;
import org.hyperslab.Random;
import org.hyperslab.Session;
import org.hyperslab.block.DType;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Writes an array of made-up temperatures, to try the other commands on. */
@Command(
    name = "generate",
    sortOptions = false,
    header = "Writes a Zarr array of made-up temperatures, to try the other commands on.",
    description = {
      "%nThe temperatures, in kelvin, depend on latitude (the dimension before the last), longitude"
          + " (the last) and season (the first, in days), plus noise; they are rounded to 1/64 K."
          + " The same seed makes the same array, whatever the chunks."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab generate t2m.zarr",
      "  hyperslab generate t2m.zarr --shape 1461,361,720 --chunks 60,91,180 --codec zstd:3"
    })
final class GenerateCommand implements Callable<Integer> {
  private static final double DAYS_PER_YEAR = 365.25;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "OUT.zarr",
      description =
          "The array's new folder; OUT.zip for a zip file, s3://BUCKET/PATH for an object store.")
  private String out;

  @Option(
      names = "--shape",
      paramLabel = "N[,N...]",
      hideParamSyntax = true,
      split = ",",
      defaultValue = "365,181,360",
      description = "Extents of the array. Default: ${DEFAULT-VALUE}.")
  private List<Long> shape;

  @Option(
      names = "--chunks",
      paramLabel = "N[,N...]",
      hideParamSyntax = true,
      split = ",",
      description = "Extents of a chunk; -1 for a whole dimension. Default: about 4 MiB a chunk.")
  private @Nullable List<Long> chunks;

  @Option(
      names = "--dtype",
      paramLabel = "DTYPE",
      defaultValue = "float32",
      converter = Type.class,
      description = "Element type, such as float64 or int16. Default: ${DEFAULT-VALUE}.")
  private DType dtype;

  @Option(
      names = "--seed",
      paramLabel = "SEED",
      defaultValue = "1",
      description = "Seed of the noise. Default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private WriteOptions writes;
  @Mixin private RunOptions runs;

  /** Reads element types. */
  static final class Type implements ITypeConverter<DType> {
    @Override
    public DType convert(String text) {
      try {
        return DType.named(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    Output output = new Output(out, writes);
    output.checkZarr();
    output.checkFree();
    ChunkedArray array = temperatures();
    Shape chunk = array.chunks().chunkShape();
    ZarrSpec zarr =
        writes
            .spec(array.shape(), chunk, dtype)
            .withAttributes(
                new TreeMap<>(Map.of("units", "K", "long_name", "made-up temperature")));
    if (array.rank() == 3) {
      zarr = zarr.withDimensionNames("time", "lat", "lon");
    }
    try (Session session = runs.session()) {
      runs.tell(new Summary(output.write(array, zarr, runs, session)));
    }
    return 0;
  }

  private ChunkedArray temperatures() {
    Shape extents;
    Chunks cut;
    try {
      extents = Shape.of(shape.stream().mapToLong(Long::longValue).toArray());
      cut =
          chunks == null
              ? Chunks.auto()
              : Chunks.of(chunks.stream().mapToLong(Long::longValue).toArray());
      ChunkedArray noise =
          Random.seeded(seed).normal(extents, cut).multiply(3.0).cast(DType.FLOAT32);
      ChunkedArray sum = noise.add(288.0);
      int rank = extents.rank();
      if (rank >= 1) {
        sum = sum.add(curve(extents, rank - 1, i -> 4 * Math.cos(2 * Math.PI * i)));
      }
      if (rank >= 2) {
        sum = sum.add(curve(extents, rank - 2, i -> 14 - 45 * square(latitude(i))));
      }
      if (rank >= 3) {
        double years = extents.dim(0) / DAYS_PER_YEAR;
        ChunkedArray season = curve(extents, 0, i -> -Math.cos(2 * Math.PI * i * years));
        sum = sum.add(season.multiply(curve(extents, rank - 2, i -> 12 * latitude(i))));
      }
      return sum.multiply(64.0).rint().multiply(1.0 / 64).cast(dtype);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /** The sine of the latitude, from 1 at the first index to -1 at the last. */
  private static double latitude(double i) {
    return Math.cos(Math.PI * i);
  }

  private static double square(double x) {
    return x * x;
  }

  /**
   * A function of the index along one dimension, with an extent of 1 along the others.
   *
   * @param function of the index divided by the extent
   */
  private static ChunkedArray curve(
      Shape shape, int dimension, java.util.function.DoubleUnaryOperator function) {
    float[] values = new float[Math.toIntExact(shape.dim(dimension))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) function.applyAsDouble((double) i / values.length);
    }
    ChunkedArray array = ChunkedArray.fromJava(values);
    for (int d = dimension + 1; d < shape.rank(); d++) {
      array = array.expandDims(-1);
    }
    return array;
  }
}
