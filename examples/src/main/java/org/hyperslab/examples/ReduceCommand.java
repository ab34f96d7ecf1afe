package org.hyperslab.examples;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.hyperslab.ChunkedArray;
import org.hyperslab.DenseArray;
import org.hyperslab.Session;
import org.hyperslab.dataset.Variable;
import org.hyperslab.grid.Hyperslab;
import org.hyperslab.plan.Plan;
import org.hyperslab.zarr.ZarrSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Reduces an array, whole or along axes, after a selection and some arithmetic. */
@Command(
    name = "reduce",
    sortOptions = false,
    header = "Reduces an array: its mean over time, its extremes, how often it is above a limit.",
    description = {
      "%nReads the array chunk by chunk, in the memory that --memory allows, and prints the result"
          + " as NumPy would, or writes it with --out. Variables that have missing values by the CF"
          + " conventions, or are in NetCDF files, or are selected by names, are reduced as xarray"
          + " does: unpacked, without what is missing; --raw takes numbers as they are stored."
          + WriteOptions.NETCDF_CODECS
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  hyperslab reduce t2m.zarr --op mean",
      "  hyperslab reduce era5.zarr#t2m --op std --axis 0 --ddof 1 --out std.zarr",
      "  hyperslab reduce t2m.zarr --op max --axis 0 --map '(x - 273.15) * 1.8 + 32'",
      "  hyperslab reduce t2m.zarr --op count --axis 0 --map 'x > 303.15' --slice '::2, 100:200'",
      "  hyperslab reduce t2m.zarr --op mean --axis 1,2 --memory 64MiB --explain",
      "  hyperslab reduce t2m.nc --op mean --over time --out mean.nc",
      "  hyperslab reduce t2m.nc --op mean --group-by time.month --out climatology.zarr",
      "  hyperslab reduce era5.nc#t2m --op max --over time --sel 'lat=30:60,time=2001-06:2001-08'"
    })
final class ReduceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "INPUT[#NAME]",
      converter = Input.Converter.class,
      description =
          "A NetCDF file (.nc .nc4 .h5) or Zarr store (a folder, .zip, http(s):// or s3://), and"
              + " the variable in it, where it has several.")
  private Input input;

  @Option(
      names = "--op",
      required = true,
      paramLabel = "OP",
      converter = OperationConverter.class,
      description =
          "One of ${COMPLETION-CANDIDATES}; count counts what is not missing, or not zero with"
              + " --map and in plain arrays.")
  private Operation operation;

  @Mixin private ReducePlan plan;

  @Option(
      names = "--out",
      paramLabel = "OUT.zarr|OUT.nc",
      description =
          "Write the result instead of printing it. What has names is written with its coordinates"
              + " and attributes.")
  private @Nullable String out;

  @Option(names = "--explain", description = "Print the plan, and do no work.")
  private boolean explain;

  @Mixin private WriteOptions writes;
  @Mixin private RunOptions runs;

  /** Reads operations, by the names that {@code --help} lists. */
  static final class OperationConverter implements ITypeConverter<Operation> {
    @Override
    public Operation convert(String text) {
      for (Operation operation : Operation.values()) {
        if (operation.toString().equals(text)) {
          return operation;
        }
      }
      throw new TypeConversionException(
          "unknown operation: " + text + "; known are " + Arrays.asList(Operation.values()));
    }
  }

  /** Reads slices. */
  static final class SliceConverter implements ITypeConverter<Hyperslab> {
    @Override
    public Hyperslab convert(String text) {
      try {
        return Hyperslab.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Reads expressions. */
  static final class MapConverter implements ITypeConverter<MapExpression> {
    @Override
    public MapExpression convert(String text) {
      try {
        return MapExpression.parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  public Integer call() throws IOException {
    Output output = out == null ? null : new Output(out, writes);
    if (output != null) {
      output.checkFree();
      output.checkApart(input);
    }
    try (Session session = runs.session();
        Input.Opened opened = input.open()) {
      ReducePlan.Reduced reduced = plan.apply(input, opened, operation, session);
      if (explain) {
        spec.commandLine().getOut().print(explained(reduced, output, session));
      } else if (output == null) {
        print(reduced, session);
      } else {
        write(reduced, output, session);
      }
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** The plan, which for a result that is stored differs from that for one in memory. */
  private Plan explained(ReducePlan.Reduced reduced, @Nullable Output output, Session session) {
    if (output == null) {
      return session.plan(reduced.array());
    }
    if (reduced.isDataset() || output.isNetCdf()) {
      return output.plan(reduced.dataset(), v -> null, session);
    }
    return output.plan(reduced.array(), spec(reduced.array()), session);
  }

  private ZarrSpec spec(ChunkedArray array) {
    return writes.spec(array.shape(), OutputChunks.of(array), array.dtype());
  }

  private void print(ReducePlan.Reduced reduced, Session session) throws IOException {
    RunOptions.Computed computed = runs.compute(session, reduced.array());
    try (DenseArray result = computed.result()) {
      Summary summary = new Summary(computed.timing());
      if (reduced.groups() != null) {
        spec.commandLine().getOut().println(labels(reduced, reduced.groups(), session));
      }
      spec.commandLine().getOut().println(result);
      runs.tell(runs.json() ? summary.result(result) : summary);
    }
  }

  /** The groups' labels: {@code month: [1 2 3]}. */
  private static String labels(ReducePlan.Reduced reduced, String groups, Session session)
      throws IOException {
    Variable labels = reduced.dataset().variable(groups);
    if (!labels.isNumeric()) {
      return groups + ": " + labels.text().read();
    }
    try (DenseArray values = labels.array().compute(session)) {
      return groups + ": " + values;
    }
  }

  private void write(ReducePlan.Reduced reduced, Output output, Session session)
      throws IOException {
    if (reduced.isDataset() || output.isNetCdf()) {
      RunOptions.Timing timing = output.write(reduced.dataset(), v -> null, runs, session);
      Summary summary = new Summary(timing);
      if (runs.json()) {
        try (Input.Opened written = output.written().open();
            DenseArray values =
                written.dataset().variable(reduced.variable()).array().compute(session)) {
          summary.result(values);
        }
      }
      runs.tell(summary);
      return;
    }
    ChunkedArray array = reduced.array();
    Summary summary = new Summary(output.write(array, spec(array), runs, session));
    if (runs.json()) {
      try (DenseArray written = output.written().array().array().compute(session)) {
        summary.result(written);
      }
    }
    runs.tell(summary);
  }
}
