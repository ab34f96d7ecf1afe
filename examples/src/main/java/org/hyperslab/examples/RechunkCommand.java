package org.hyperslab.examples;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.grid.Shape;
import org.hyperslab.zarr.ZarrArray;
import org.hyperslab.zarr.ZarrSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Copies an array into other chunks, another codec or another version of the format. */
@Command(
    name = "rechunk",
    sortOptions = false,
    header = "Copies a Zarr array into other chunks, another codec or another Zarr version.",
    description = {
      "%nThe copy keeps dtype, fill value, dimension names and attributes. What does not fit into"
          + " --memory goes through files in --scratch. With --json, check is over the copy's first"
          + " index along dimension 0."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab rechunk rows.zarr columns.zarr --chunks -1,200",
      "  hyperslab rechunk era5.zarr#t2m t2m.zarr --chunks 365,91,180 --codec zstd:5 --zarr-format"
          + " 2"
    })
final class RechunkCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "IN[#ARRAY]",
      converter = Input.Converter.class,
      description = "The Zarr array, or the Zarr group and the array in it.")
  private Input input;

  @Parameters(
      index = "1",
      paramLabel = "OUT.zarr",
      description =
          "The array's new folder; OUT.zip for a zip file, s3://BUCKET/PATH for an object store.")
  private String out;

  @Option(
      names = "--chunks",
      required = true,
      paramLabel = "N[,N...]",
      hideParamSyntax = true,
      split = ",",
      description = "Extents of a chunk; -1 for a whole dimension.")
  private List<Long> chunks;

  @Mixin private WriteOptions writes;
  @Mixin private RunOptions runs;

  @Override
  public Integer call() throws IOException {
    Output output = new Output(out, writes);
    output.checkZarr();
    output.checkFree();
    output.checkApart(input);
    ZarrArray from = input.array();
    ChunkedArray array = from.array();
    Shape chunk =
        array.rechunk(chunks.stream().mapToLong(Long::longValue).toArray()).chunks().chunkShape();
    ZarrSpec spec =
        writes
            .spec(array.shape(), chunk, array.dtype())
            .withFill(from.fillValue())
            .withDimensionNames(from.dimensionNames())
            .withAttributes(from.attributes());
    try (Session session = runs.session()) {
      Summary summary = new Summary(output.write(array, spec, runs, session));
      if (runs.json()) {
        ChunkedArray copy = output.written().array().array();
        boolean whole = copy.rank() == 0 || copy.shape().dim(0) == 0;
        try (DenseArray first = (whole ? copy : copy.slice("0")).compute(session)) {
          summary.check(Summary.check(first));
        }
      }
      runs.tell(summary);
    }
    return 0;
  }
}
