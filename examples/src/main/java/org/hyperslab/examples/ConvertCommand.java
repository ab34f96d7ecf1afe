package org.hyperslab.examples;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Dataset;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Shape;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies datasets from one format to another. */
@Command(
    name = "convert",
    sortOptions = false,
    header = "Copies a dataset, or one variable of it, from NetCDF or Zarr to NetCDF or Zarr.",
    description = {
      "%nThe copy keeps stored numbers as they are (packed ones stay packed), dimensions,"
          + " coordinates, attributes and groups. What does not fit into --memory goes through"
          + " files in --scratch."
          + WriteOptions.NETCDF_CODECS
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab convert t2m.nc t2m.zarr --codec zstd:3",
      "  hyperslab convert era5.nc#t2m t2m.zarr --chunks time=365,lat=91,lon=180 --zarr-format 2",
      "  hyperslab convert t2m.nc t2m.zarr --chunks time=60,lat=91,lon=90 --shards 600,364,720",
      "  hyperslab convert https://example.org/era5.zarr#t2m t2m.nc"
    })
final class ConvertCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "IN[#VAR]",
      converter = Input.Converter.class,
      description =
          "A NetCDF file (.nc .nc4 .h5) or Zarr store (a folder, .zip, http(s):// or s3://), and a"
              + " variable in it, if only that and its coordinates are to be copied.")
  private Input input;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description =
          "OUT.nc for NetCDF-4, OUT.zip for Zarr in a zip file, s3://BUCKET/PATH for Zarr in an"
              + " object store, anything else for Zarr in a folder.")
  private String out;

  @Option(
      names = "--chunks",
      paramLabel = "NAME=N[,NAME=N...]",
      hideParamSyntax = true,
      split = ",",
      description =
          "Extents of a chunk along dimensions, -1 for all of one. Default: as the input is cut.")
  private Map<String, Long> chunks = new HashMap<>();

  @Mixin private WriteOptions writes;
  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    Output output = new Output(out, writes);
    output.checkFree();
    output.checkApart(input);
    try (Session session = runs.session();
        Input.Opened opened = input.open()) {
      Dataset dataset = opened.dataset();
      if (!input.name().isEmpty() && !opened.isArray()) {
        dataset =
            dataset.hasVariable(input.name())
                ? dataset.only(input.name())
                : dataset.group(input.name());
      }
      checkNames(dataset);
      Summary summary = new Summary(output.write(dataset, this::cut, runs, session));
      if (runs.json() && !dataset.dataVariables().isEmpty()) {
        summary.check(check(output, dataset.dataVariables().getFirst(), session));
      }
      runs.tell(summary);
    }
    return 0;
  }

  /** The sum over the first index along dimension 0 of a variable of the copy; 0 for texts. */
  private static double check(Output output, String variable, Session session) throws IOException {
    try (Input.Opened copy = output.written().open()) {
      Variable v = copy.dataset().variable(variable);
      if (!v.isNumeric()) {
        return 0;
      }
      boolean whole = v.rank() == 0 || v.shape().dim(0) == 0;
      try (DenseArray first = (whole ? v.array() : v.array().slice("0")).compute(session)) {
        return Summary.check(first);
      }
    }
  }

  private void checkNames(Dataset dataset) {
    chunks.forEach(
        (name, extent) -> {
          if (dataset.groups().isEmpty()) {
            dataset.dimension(name);
          }
          if (extent < 1 && extent != -1) {
            throw new IllegalArgumentException(
                "extent less than 1: " + name + "=" + extent + "; -1 is all of the dimension");
          }
        });
  }

  /** A variable's chunks: its own, but along the dimensions that are named. */
  private @Nullable Shape cut(Variable v) {
    Shape own = v.array().chunks().chunkShape();
    if (own.isEmpty()) {
      return null;
    }
    long[] chunk = own.toArray();
    for (int d = 0; d < chunk.length; d++) {
      long length = Math.max(1, v.shape().dim(d));
      long asked = chunks.getOrDefault(v.dimensions().get(d), chunk[d]);
      chunk[d] = asked == -1 ? length : Math.min(asked, length);
    }
    return Shape.of(chunk);
  }
}
